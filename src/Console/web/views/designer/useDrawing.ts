import { useMemo, useRef, useState } from 'react';
import type { Change, Design } from '../../design/Design.ts';
import type { Document } from '../../design/document.ts';
import { type Placed, Refusal, sequence } from '../../design/edits/changes.ts';
import { copyGroup, duplicateGroup, wrapStates } from '../../design/edits/groups.ts';
import { removeStates } from '../../design/edits/states.ts';
import { connect, disconnect } from '../../design/edits/ways.ts';
import { designerTexts } from '../../designerTexts.ts';
import type { PlacedEdge } from '../../graph/layout.ts';
import { pointerOf, scopeOf, within } from '../../model/pointer.ts';
import { type Item, itemOf } from './catalogue.ts';
import type { Dragged } from './dragged.ts';
import { type Place, placeBehind, placesNear } from './places.ts';
import { move, paste, put } from './put.ts';
import { scopeOfLine, type WayKind, wayOf } from './ways.ts';

/** What is asked before something is done. */
export type Question = { kind: 'insert'; place: Place | undefined } | { kind: 'ways' | 'rename'; state: string } | { kind: 'keys' };

/** What a person does in the graph, as edits of a design. */
export function useDrawing(design: Design) {
  const [way, setWay] = useState<PlacedEdge>();
  const [question, setQuestion] = useState<Question>();
  const [refusal, setRefusal] = useState<string>();
  const [focused, setFocused] = useState<{ state: string }>();
  const [group, setGroup] = useState<Group>();
  const { selected } = design;
  const chosen = useMemo(() => chosenOf(design.document, selected, group), [design.document, selected, group]);
  const current = useRef({ way, chosen });
  current.current = { way, chosen };
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
      setGroup(undefined);
      design.select(pointer);
    };
    /** Chooses several states of one scope. @param first The one that the settings are of. */
    const selectAll = (states: readonly string[], first: string): void => {
      select(first);
      setGroup({ first, states });
    };
    const remove = (pointers: readonly string[]): void => edit(() => {
      const { document } = design;
      return { changes: removeStates(document, pointers), place: placeWithout(document, pointers) };
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
      /** Chooses one more state, or no longer; a state of another scope alone. */
      selectMore: (pointer: string) => {
        const { chosen } = current.current;
        if (!chosen.some((each) => scopeOf(each) === scopeOf(pointer))) {
          select(pointer);
        } else if (!chosen.includes(pointer)) {
          selectAll([...chosen, pointer], pointer);
        } else if (chosen.length > 1) {
          const rest = chosen.filter((each) => each !== pointer);
          selectAll(rest, rest.includes(design.selected!) ? design.selected! : rest.at(-1)!);
        }
      },
      /** Goes on from a state to another, which is chosen too; back to one that is chosen, the state is no longer. */
      selectTo: (from: string, to: string) => {
        const { chosen } = current.current;
        const before = chosen.includes(from) ? chosen : [from];
        if (scopeOf(from) === scopeOf(to)) {
          selectAll(before.includes(to) ? before.filter((each) => each !== from) : [...before, to], to);
        }
      },
      /** Chooses all states of the scope that is drawn in. */
      selectAll: () => {
        const state = design.selected === undefined ? undefined : design.document.stateAt(design.selected);
        const scope = state?.scope ?? design.document.scope;
        const states = [...(scope?.states.values() ?? [])].map(pointerOf);
        const first = design.selected ?? states[0];
        if (first !== undefined) {
          selectAll(states, first);
        }
      },
      selectWay: (line: PlacedEdge) => {
        setGroup(undefined);
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
      duplicate: (pointers: readonly string[]) => edit(() => duplicateGroup(design.document, pointers)),
      copy: (pointers: readonly string[]): string => copyGroup(design.document, pointers),
      cut: (pointers: readonly string[]): string => {
        const text = copyGroup(design.document, pointers);
        remove(pointers);
        return text;
      },
      wrap: (pointers: readonly string[], type: 'Parallel' | 'Map') => edit(() => wrapStates(design.document, pointers, { type, name: designerTexts.names[type]! })),
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
      get chosen() {
        return current.current.chosen;
      },
    };
  }, [design]);
  return { way, chosen, question, refusal, focused, verbs };
}

export type Verbs = ReturnType<typeof useDrawing>['verbs'];

/** Several states that are chosen together. */
interface Group {
  states: readonly string[];
  /** The one of them whose settings are shown. */
  first: string;
}

/** The places of the states that are chosen. A group is one as long as all of it is there and what was chosen in it is. */
function chosenOf(document: Document, selected: string | undefined, group: Group | undefined): readonly string[] {
  if (group && group.first === selected && group.states.every((each) => isThere(document, each))) {
    return group.states;
  }

  return selected === undefined ? [] : [selected];
}

function isThere(document: Document, pointer: string): boolean {
  const state = document.stateAt(pointer);
  return state !== undefined && pointerOf(state) === pointer;
}

/** What is chosen when states are gone: what is near them, or where nothing is left what is around. */
function placeWithout(document: Document, pointers: readonly string[]): string {
  const state = document.stateAt(pointers[0] ?? '');
  if (!state) {
    return '';
  }

  const { scope } = state;
  const gone = new Set(pointers);
  const place = (name: string): string => within(scope.id, 'States', name);
  const isLeft = (name: string): boolean => !gone.has(place(name));
  const near = scope.edges.find(({ from, to }) => !isLeft(from) && isLeft(to))?.to ?? scope.edges.find(({ from, to }) => isLeft(from) && !isLeft(to))?.from;
  const next = near ?? [...scope.states.keys()].find(isLeft);
  return next !== undefined ? place(next) : scope.parent ? pointerOf(scope.parent) : '';
}
