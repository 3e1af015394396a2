import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { applyTheme, storedTheme } from './parts/theme.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/parts.css';
import icon from './styles/icon.svg?no-inline';

applyTheme(storedTheme());
const link = Object.assign(document.createElement('link'), { rel: 'icon', href: icon });
document.head.append(link);
createRoot(document.getElementById('root')!).render(<StrictMode><App /></StrictMode>);
