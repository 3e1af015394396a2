import type { Document } from '../../design/document.ts';
import { type Placed, Refusal, sequence } from '../../design/edits/changes.ts';
import { addItem } from '../../design/edits/fields.ts';
import { pasteStates } from '../../design/edits/fragments.ts';
import { moveState, removeState } from '../../design/edits/states.ts';
import { connect, isJsonataAt } from '../../design/edits/ways.ts';
import { scopeOf, within } from '../../model/pointer.ts';
import { type Item, placeholders } from './catalogue.ts';
import { flowPlace, type Place } from './places.ts';

/** Puts an item at a place. @returns The changes, and the place of its first state. */
export function put(document: Document, item: Item, place: Place): Placed {
  const around = 'scope' in place ? place.scope : scopeOf(place.state);
  const states = item.states(isJsonataAt(document, 'state' in place ? place.state : around));
  const [first = ''] = Object.keys(states);
  const text = JSON.stringify({ StartAt: first, States: states });
  const idle = place.kind === 'branch' ? undefined : placeholderIn(document, around);
  if (idle === undefined) {
    return paste(document, text, place);
  }

  let placed = '';
  const changes = sequence(
    document,
    (now) => {
      const added = paste(now, text, { kind: 'behind', state: idle });
      placed = added.place;
      return added.changes;
    },
    (now) => removeState(now, idle),
  );
  return { changes, place: placed };
}

/** The state that a Map or a branch was made with, as long as it is all that is inside and nothing was made of it: what is put there takes its place. */
function placeholderIn(document: Document, scope: string): string | undefined {
  const { children = [] } = (scope === '' ? undefined : document.nodeAt(within(scope, 'States'))) ?? {};
  const name = String(children[0]?.children?.[0]?.value);
  const pointer = within(scope, 'States', name);
  const json = document.stateAt(pointer)?.json ?? {};
  const isIdle = json['Type'] === 'Pass' && Object.keys(json).every((field) => field === 'Type' || field === 'End');
  return children.length === 1 && isIdle && placeholders.some((each) => name === each || name.startsWith(`${each} `)) ? pointer : undefined;
}

/** Puts states at a place: a definition of their own, as text. Names that are taken get a number. */
export function paste(document: Document, text: string, place: Place): Placed {
  const flow = flowPlace(document, place);
  if (flow) {
    return pasteStates(document, text, flow);
  }

  const { state } = place as Extract<Place, { state: string }>;
  let placed = '';
  if (place.kind === 'new') {
    const changes = sequence(
      document,
      (now) => {
        const added = pasteStates(now, text, { scope: scopeOf(state), beside: state });
        placed = added.place;
        return added.changes;
      },
      (now) => connect(now, { from: state, kind: place.way }, placed),
    );
    return { changes, place: placed };
  }

  // A new branch is one with nothing in it, into which the states are put.
  const branch = within(state, 'Branches', document.nodeAt(within(state, 'Branches'))?.children?.length ?? 0);
  const changes = sequence(
    document,
    (now) => addItem(now, state, 'Branches', '{"StartAt":"","States":{}}'),
    (now) => {
      const added = pasteStates(now, text, { scope: branch });
      placed = added.place;
      return added.changes;
    },
  );
  return { changes, place: placed };
}

/** Puts a state that is there at another place. */
export function move(document: Document, state: string, place: Place): Placed {
  const to = flowPlace(document, place);
  if (to) {
    return moveState(document, state, to);
  }

  if (place.kind !== 'new' || scopeOf(place.state) !== scopeOf(state)) {
    throw new Refusal('otherScope');
  }

  const { state: from, way: kind } = place;
  return from === state ? { changes: [], place: state } : { changes: connect(document, { from, kind }, state), place: state };
}
