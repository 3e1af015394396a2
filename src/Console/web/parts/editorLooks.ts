import { defaultHighlightStyle, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';

const theme = EditorView.theme({
  '&': { backgroundColor: 'var(--surface)', color: 'var(--text)', maxHeight: '100%', fontSize: '13px' },
  '.cm-gutters': { backgroundColor: 'var(--surface-low)', color: 'var(--text-low)', border: 'none' },
  '.cm-content': { caretColor: 'var(--text)', fontFamily: 'var(--mono)' },
  '.cm-scroller': { overflow: 'auto', fontFamily: 'var(--mono)' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-collapsedLines': { color: 'var(--text-low)', background: 'var(--surface-low)' },
  '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: '"⋯"' },
  '.cm-panels, .cm-tooltip': { backgroundColor: 'var(--surface)', color: 'var(--text)', borderColor: 'var(--line-strong)' },
  '.cm-panels button, .cm-panels input': { color: 'var(--text)', background: 'var(--surface-low)', border: '1px solid var(--line-strong)' },
});

/** What CodeMirror's colours for numbers, texts, null and booleans are here, where the page may be dark. */
const colours: Record<string, string> = { '#164': 'var(--succeeded)', '#a11': 'var(--caught)', '#708': 'var(--accent)', '#219': 'var(--accent)' };

const highlighting = HighlightStyle.define(
  defaultHighlightStyle.specs.map(({ color, ...spec }) => ({ ...spec, ...(color ? { color: colours[String(color)] ?? 'var(--text)' } : {}) })),
);

/** How a text editor looks: by the tokens, and so in both themes. */
export const editorLooks: Extension = [theme, syntaxHighlighting(highlighting)];
