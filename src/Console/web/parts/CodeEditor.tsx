import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json, jsonParseLinter } from '@codemirror/lang-json';
import { bracketMatching, foldGutter, foldKeymap } from '@codemirror/language';
import { linter, lintGutter } from '@codemirror/lint';
import { MergeView } from '@codemirror/merge';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import type { EditorProps } from './Editor.tsx';
import { editorLooks } from './editorLooks.ts';
import { inShadow } from './inShadow.ts';

function extensions(label: string, onChange: ((value: string) => void) | undefined): Extension[] {
  const isEditable = onChange !== undefined;
  return [
    lineNumbers(),
    foldGutter(),
    json(),
    bracketMatching(),
    highlightSelectionMatches(),
    editorLooks,
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
    EditorState.readOnly.of(!isEditable),
    EditorView.editable.of(isEditable),
    // Tab leaves the editor, as it leaves everything else.
    keymap.of([...defaultKeymap, ...searchKeymap, ...foldKeymap, ...(isEditable ? historyKeymap : [])]),
    ...(isEditable
      ? [
          history(),
          linter((view) => (view.state.doc.length === 0 ? [] : jsonParseLinter()(view))),
          lintGutter(),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) {
              onChange(update.state.doc.toString());
            }
          }),
        ]
      : []),
  ];
}

/** CodeMirror, with one text or with two beside each other. */
export default function CodeEditor({ label, value, onChange, original }: EditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const change = useRef(onChange);
  change.current = onChange;
  const isEditable = onChange !== undefined;
  const text = useRef(value);
  text.current = value;
  useEffect(() => {
    if (!host.current) {
      return undefined;
    }

    const { parent, root } = inShadow(host.current);
    const listen = isEditable ? (next: string): void => change.current?.(next) : undefined;
    if (original !== undefined) {
      const merge = new MergeView({
        a: { doc: original, extensions: extensions(label, undefined) },
        b: { doc: text.current, extensions: extensions(label, listen) },
        parent,
        root,
        collapseUnchanged: { margin: 3 },
      });
      view.current = merge.b;
      return () => merge.destroy();
    }

    const editor = new EditorView({ doc: text.current, extensions: extensions(label, listen), parent, root });
    view.current = editor;
    return () => editor.destroy();
  }, [label, isEditable, original]);
  useEffect(() => {
    const editor = view.current;
    if (editor && editor.state.doc.toString() !== value) {
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
    }
  }, [value]);
  return <div ref={host} className="editor" />;
}
