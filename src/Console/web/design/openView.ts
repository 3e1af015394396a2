import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import type { Design } from './Design.ts';

/**
 * A text editor of a design, in step with everything else that edits it.
 * @param extensions What the editor adds: its keys, looks, completion. A design is shown by one editor at a time.
 * @returns The editor, and what ends it.
 */
export function openView(design: Design, parent: HTMLElement, root: Document | ShadowRoot, extensions: Extension): [EditorView, () => void] {
  design.dispatch({ effects: design.shown.reconfigure(extensions) });
  const view = new EditorView({ state: design.state, parent, root, dispatchTransactions: (transactions) => design.apply(transactions) });
  const stop = design.subscribe((transactions) => view.update(transactions));
  return [
    view,
    () => {
      stop();
      view.destroy();
      design.dispatch({ effects: design.shown.reconfigure([]) });
    },
  ];
}
