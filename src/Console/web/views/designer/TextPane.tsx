import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, foldGutter, foldKeymap } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import type { Design } from '../../design/Design.ts';
import { completions } from '../../design/language/completion.ts';
import { openView } from '../../design/openView.ts';
import { designerTexts } from '../../designerTexts.ts';
import { editorLooks } from '../../parts/editorLooks.ts';
import { inShadow } from '../../parts/inShadow.ts';
import type { Finding } from './findings.ts';

/** A part of the text that is to be shown; another object each time that it is asked for. */
export interface Shown {
  from: number;
  to: number;
}

/** The text of a design, in step with the graph. */
export default function TextPane({ design, findings, shown, onState }: {
  design: Design;
  findings: readonly Finding[];
  shown: Shown | undefined;
  /** The place that the cursor is in now, by the user's doing. */
  onState: (pointer: string) => void;
}) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const moved = useRef(onState);
  moved.current = onState;
  useEffect(() => {
    if (!host.current) {
      return undefined;
    }

    const { parent, root } = inShadow(host.current);
    const [editor, close] = openView(design, parent, root, [
      lineNumbers(),
      foldGutter(),
      json(),
      bracketMatching(),
      closeBrackets(),
      highlightSelectionMatches(),
      lintGutter(),
      autocompletion({ override: [completions(() => design.document)] }),
      editorLooks,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': designerTexts.text }),
      keymap.of([
        { key: 'Mod-z', run: () => design.undo(), preventDefault: true },
        { key: 'Mod-y', run: () => design.redo(), preventDefault: true },
        { key: 'Mod-Shift-z', run: () => design.redo(), preventDefault: true },
        ...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...searchKeymap, ...foldKeymap, ...lintKeymap,
      ]),
      EditorView.updateListener.of((update) => {
        if (update.selectionSet && !update.docChanged && update.transactions.some((transaction) => transaction.isUserEvent('select'))) {
          moved.current(design.document.pointerAt(update.state.selection.main.head));
        }
      }),
    ]);
    view.current = editor;
    return () => {
      view.current = undefined;
      close();
    };
  }, [design]);
  useEffect(() => {
    const editor = view.current;
    if (editor) {
      const { length } = editor.state.doc;
      const within = (offset: number): number => Math.min(offset, length);
      editor.dispatch(setDiagnostics(editor.state, findings.map(({ severity, message, from, to }) => (
        { from: within(from), to: within(to), severity: severity === 'ERROR' ? 'error' : 'warning', message }))));
    }
  }, [findings, design]);
  useEffect(() => {
    const editor = view.current;
    if (editor && shown) {
      const { length } = editor.state.doc;
      const [from, to] = [Math.min(shown.from, length), Math.min(shown.to, length)];
      editor.dispatch({ selection: { anchor: from, head: to }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
    }
  }, [shown, design]);
  return <div ref={host} className="editor designer-editor" />;
}
