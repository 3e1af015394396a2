import { type KeyboardEvent as ReactKeyboardEvent, useEffect, useRef } from 'react';
import type { Design } from '../../design/Design.ts';
import type { PlacedEdge } from '../../graph/layout.ts';
import type { Verbs } from './useDrawing.ts';

/** What gets the keyboard in each part of the designer, the best first: the search, the state that is chosen, the first field. */
const entries = [['input'], ['.canvas [data-pointer][aria-pressed=true]', '.canvas [data-pointer]', '.designer-nothing button', 'button'], ['input, textarea, select']];

/** Whether a key was meant for a field that is typed into. */
function isTyped(target: EventTarget): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable], dialog') !== null;
}

/** Undo and redo by keys, wherever the keyboard is, even where what had it is gone; but for a search and dialogs, which are none of the design. */
export function useHistoryKeys(verbs: Verbs): void {
  useEffect(() => {
    const listen = (e: KeyboardEvent): void => onHistoryKey(e, verbs);
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [verbs]);
}

function onHistoryKey(e: KeyboardEvent, { undo, redo }: Verbs): void {
  if (e.defaultPrevented || !(e.ctrlKey || e.metaKey) || e.altKey || (e.target instanceof Element && e.target.closest('[type=search], dialog'))) {
    return;
  }

  const key = e.key.toLowerCase();
  if (key === 'z' || key === 'y') {
    e.preventDefault();
    (key === 'y' || e.shiftKey ? redo : undo)();
  }
}

/** F6 goes from part to part of the designer, Shift+F6 back, wherever the keyboard is. @param show Shows a part that a narrow page hides. */
export function usePartKeys(show: (part: number) => void): void {
  const shown = useRef(show);
  shown.current = show;
  useEffect(() => {
    const listen = (e: KeyboardEvent): void => {
      const from = document.activeElement;
      if (e.key !== 'F6' || e.ctrlKey || e.metaKey || e.altKey || from?.closest('dialog')) {
        return;
      }

      e.preventDefault();
      const parts = [...document.querySelectorAll<HTMLElement>('.designer-panes > section')];
      const at = parts.findIndex((part) => part.contains(from));
      const to = at < 0 ? 1 : (at + (e.shiftKey ? parts.length - 1 : 1)) % parts.length;
      const enter = (): void => {
        const entry = entries[to]?.map((each) => parts[to]?.querySelector<HTMLElement>(each)).find((each) => each);
        (entry ?? parts[to])?.focus();
      };
      shown.current(to);
      enter();
      if (!parts[to]?.contains(document.activeElement)) {
        // On a narrow page it is there once it is shown.
        requestAnimationFrame(enter);
      }
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
}

/** The keys of the graph: they act on what is chosen where the state that has the keyboard is one of it, else on that state. */
export function onCanvasKey(e: ReactKeyboardEvent, design: Design, verbs: Verbs): void {
  if (e.defaultPrevented || isTyped(e.target)) {
    return;
  }

  const state = (e.target as Element).closest<HTMLElement>('[data-pointer]')?.dataset['pointer'] ?? design.selected;
  const isChosen = state === undefined || verbs.chosen.includes(state);
  const act = actionOf(e, isChosen ? verbs.chosen : [state], isChosen ? verbs.way : undefined, verbs);
  if (act) {
    e.preventDefault();
    if (!isChosen) {
      verbs.select(state);
    }

    act();
  }
}

function actionOf(e: ReactKeyboardEvent, states: readonly string[], way: PlacedEdge | undefined, verbs: Verbs): (() => void) | undefined {
  const isControl = e.ctrlKey || e.metaKey;
  const [state] = states;
  const key = e.key.length === 1 ? e.key.toLowerCase() : e.key;
  if (e.altKey) {
    return undefined;
  }

  if (isControl) {
    return key === 'a' ? verbs.selectAll : key === 'd' && state !== undefined ? () => verbs.duplicate(states) : undefined;
  }

  switch (key) {
    case 'Enter':
      return (e.target as Element).closest('button:not(.head)') ? undefined : () => verbs.ask({ kind: 'insert', place: undefined });
    case '+':
    case 'Insert':
      return () => verbs.ask({ kind: 'insert', place: undefined });
    case 'Escape':
      return () => verbs.select(undefined);
    case 'Delete':
    case 'Backspace':
      return way ? (way.edges.length > 0 ? () => verbs.removeWay(way) : undefined) : state === undefined ? undefined : () => verbs.remove(states);
    case 'F2':
      return state === undefined || states.length > 1 ? undefined : () => verbs.ask({ kind: 'rename', state });
    case 'l':
      return state === undefined || states.length > 1 ? undefined : () => verbs.ask({ kind: 'ways', state });
    case 'p':
    case 'm':
      return state === undefined || way ? undefined : () => verbs.wrap(states, key === 'p' ? 'Parallel' : 'Map');
    default:
      return undefined;
  }
}
