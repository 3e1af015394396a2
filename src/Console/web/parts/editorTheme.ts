import { EditorView } from '@codemirror/view';

/** How a text editor looks: by the tokens, and so in both themes. */
export const editorTheme = EditorView.theme({
  '&': { backgroundColor: 'var(--surface)', color: 'var(--text)', maxHeight: '100%', fontSize: '13px' },
  '.cm-gutters': { backgroundColor: 'var(--surface-low)', color: 'var(--text-low)', border: 'none' },
  '.cm-content': { caretColor: 'var(--text)', fontFamily: 'var(--mono)' },
  '.cm-scroller': { overflow: 'auto', fontFamily: 'var(--mono)' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
});
