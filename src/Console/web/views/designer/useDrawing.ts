import { useMemo, useRef, useState } from 'react';
import type { Change, Design } from '../../design/Design.ts';
import { type Placed, Refusal, sequence } from '../../design/edits/changes.ts';
import { copyStates, duplicate } from '../../design/edits/fragments.ts';
import { removeState } from '../../design/edits/states.ts';
import { connect, disconnect } from '../../design/edits/ways.ts';
import type { PlacedEdge } from '../../graph/layout.ts';
import { pointerOf, within } from '../../model/pointer.ts';
import { type Item, itemOf } from './catalogue.ts';
import type { Dragged } from './dragged.ts';
import { type Place, placeBehind, placesNear } from './places.ts';
import { move, paste, put } from './put.ts';
import { scopeOfLine, type WayKind, wayOf, waysOf } from './ways.ts';

/** What is asked before something is done. */
export type Question = { kind: 'insert'; place: Place | undefined } | { kind: 'ways' | 'rename'; state: string } | { kind: 'keys' };

/** What a person does in the graph, as edits of a design. */
export function useDrawing(design: Design) {
  const [way, setWay] = useState<PlacedEdge>();
  const [question, setQuestion] = useState<Question>();
  const [refusal, setRefusal] = useState<string>();
  const [focused, setFocused] = useState<{ state: string }>();
  const current = useRef({ way });
  current.current = { way };
  const verbs = useMemo(() => {
    /** Makes an edit, or says why it cannot be made. The state that it leads to gets the keyboard. */
    const edit = (make: () => Placed): void => {
      try {
        const { changes, place } = make();
        setRefusal(undefined);
        setWay(undefined);
        design.edit(changes, place);
        setFocused({ state: place });
      } catch (e) {
        if (!(e instanceof Refusal)) {
          throw e;
        }

        setRefusal(e.message);
      }
    };
    const select = (pointer: string | undefined): void => {
      setWay(undefined);
      design.select(pointer);
    };
    const remove = (pointer: string): void => edit(() => {
      const { document } = design;
      const state = document.stateAt(pointer);
      const scope = state?.scope;
      const near = state && (waysOf(state).find(({ to }) => to !== state.name)?.to ?? scope!.edges.find(({ from, to }) => to === state.name && from !== to)?.from);
      const next = near ?? [...(scope?.states.keys() ?? [])].find((name) => name !== state?.name);
      // Where nothing is left, what is around it is chosen.
      const place = next !== undefined ? within(scope!.id, 'States', next) : scope?.parent ? pointerOf(scope.parent) : '';
      return { changes: removeState(document, pointer), place };
    });
    const removeWay = (line: PlacedEdge): void => edit(() => {
      const scope = scopeOfLine(line).id;
      // From the last, so that the indexes of the others stay.
      const ways = [...line.edges].reverse().map((edge) => wayOf(scope, edge));
      return {
        changes: sequence(design.document, ...ways.map((each) => (now: typeof design.document) => disconnect(now, each))),
        place: line.source.state ? pointerOf(line.source.state) : '',
      };
    });
    /** A step in the history. What had the keyboard in the graph may be gone with it: then what is chosen has it. */
    const step = (take: () => boolean): void => {
      const isInGraph = document.activeElement === document.body || document.activeElement?.closest('.canvas');
      setRefusal(undefined);
      take();
      if (isInGraph && design.selected !== undefined) {
        setFocused({ state: design.selected });
      }
    };
    const placeNear = (): Place => placesNear(design.document, design.selected)[0]?.place ?? { kind: 'start', scope: '' };
    return {
      select,
      selectWay: (line: PlacedEdge) => {
        design.select(line.source.state && pointerOf(line.source.state));
        setWay(line);
      },
      ask: setQuestion,
      insert: (item: Item, place: Place = placeNear()) => {
        setQuestion(undefined);
        edit(() => put(design.document, item, place));
      },
      drop: (what: Dragged, place: Place) => edit(() => {
        const item = 'item' in what ? itemOf(what.item) : undefined;
        if ('state' in what) {
          return move(design.document, what.state, place);
        }

        if (!item) {
          throw new Refusal('gone');
        }

        return put(design.document, item, place);
      }),
      connect: (from: string, to: string, kind: WayKind) => edit(() => ({ changes: connect(design.document, { from, kind }, to), place: from })),
      /** Edits that a dialog makes: what is chosen stays, or is what has another place now. */
      change: (changes: Change[], place?: string) => {
        design.edit(changes, place);
        if (place !== undefined) {
          setFocused({ state: place });
        }
      },
      remove,
      removeWay,
      duplicate: (pointer: string) => edit(() => duplicate(design.document, pointer)),
      copy: (pointer: string): string => copyStates(design.document, [pointer]),
      cut: (pointer: string): string => {
        const text = copyStates(design.document, [pointer]);
        remove(pointer);
        return text;
      },
      paste: (text: string) => edit(() => {
        const state = design.selected === undefined ? undefined : design.document.stateAt(design.selected);
        return paste(design.document, text, state ? placeBehind(state) : placeNear());
      }),
      undo: () => step(() => design.undo()),
      redo: () => step(() => design.redo()),
      /** What the keys act on, where no state has the keyboard. */
      get way() {
        return current.current.way;
      },
    };
  }, [design]);
  return { way, question, refusal, focused, verbs };
}

export type Verbs = ReturnType<typeof useDrawing>['verbs'];
