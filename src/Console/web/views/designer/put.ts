import type { Document } from '../../design/document.ts';
import { type Placed, Refusal, sequence } from '../../design/edits/changes.ts';
import { addItem } from '../../design/edits/fields.ts';
import { freeName } from '../../design/edits/names.ts';
import { addState, moveState } from '../../design/edits/states.ts';
import { connect, isJsonataAt } from '../../design/edits/ways.ts';
import { scopeOf, within } from '../../model/pointer.ts';
import type { Item } from './catalogue.ts';
import { flowPlace, type Place } from './places.ts';

/** Puts an item at a place. */
export function put(document: Document, item: Item, place: Place): Placed {
  const name = freeName(document, item.name);
  const taken = [name];
  const free = (base: string): string => {
    const found = freeName(document, base, taken);
    taken.push(found);
    return found;
  };
  const around = 'scope' in place ? place.scope : scopeOf(place.state);
  const json = item.json(isJsonataAt(document, around), free);
  const state = { type: item.type, name, json: JSON.stringify(json) };
  switch (place.kind) {
    case 'new': {
      let placed = '';
      const changes = sequence(
        document,
        (now) => {
          const added = addState(now, { ...state, scope: around, beside: place.state });
          placed = added.place;
          return added.changes;
        },
        (now) => connect(now, { from: place.state, kind: place.way }, placed),
      );
      return { changes, place: placed };
    }

    case 'branch': {
      const index = document.nodeAt(within(place.state, 'Branches'))?.children?.length ?? 0;
      const end = item.type === 'Succeed' || item.type === 'Fail' || item.type === 'Choice' ? {} : { End: true };
      const branch = JSON.stringify({ StartAt: name, States: { [name]: { ...json, ...end } } });
      return { changes: addItem(document, place.state, 'Branches', branch), place: within(place.state, 'Branches', index, 'States', name) };
    }

    default:
      return addState(document, { ...state, ...flowPlace(document, place)! });
  }
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
