import { around, isWithin, lastOf, scopeOf, within } from '../../model/pointer.ts';
import type { Change } from '../Design.ts';
import type { Document } from '../document.ts';
import { type Placed, Refusal, sequence } from './changes.ts';
import { nodeIn } from './fields.ts';
import { copyStates, type Place, placeFragment, readFragment } from './fragments.ts';
import { changeMembers } from './members.ts';
import { freeName } from './names.ts';
import { byOrigin, leadOn, type Reference, referencesIn, removeWays, retarget, type Way } from './ways.ts';

/**
 * Adds a state and leads to it and on from it, so that the flow goes through it. Without a place in the flow it stands alone, and the
 * scope starts with it where nothing else is there.
 * @param state `json` is all of it as JSON text, but for where it leads; `name` its name, or else its type, to which a number is added
 * where it is taken.
 */
export function addState(document: Document, state: { type: string; json: string; name?: string } & Place): Placed {
  const name = JSON.stringify(freeName(document, state.name?.trim() || state.type));
  return placeFragment(document, readFragment(`{"StartAt":${name},"States":{${name}:${state.json}}}`), state);
}

/** Removes a state: what led to it leads to what came next. Without a next state, what led there ends, and rules and catchers go. */
export function removeState(document: Document, pointer: string): Change[] {
  return removeStates(document, [pointer]);
}

/** Removes states of one scope, as {@link removeState} does: what led to any of them leads to what came next behind them. */
export function removeStates(document: Document, pointers: readonly string[]): Change[] {
  const [first = ''] = pointers;
  const scope = scopeOf(first);
  const states = nodeIn(document, around(first), 'object');
  const removed = new Map(pointers.map((pointer) => [lastOf(pointer), nodeIn(document, pointer, 'object').parent]));
  const references = referencesIn(document, scope);
  const ways = byOrigin(references);
  const gone = new Set(removed.values());
  const others = (states.children ?? []).filter((member) => !gone.has(member));
  const changes = changeMembers(document, states, others);
  const lost = new Map<string, Reference[]>();
  for (const reference of references) {
    if (!removed.has(reference.to) || removed.has(reference.kind === 'start' ? '' : lastOf(reference.from))) {
      continue;
    }

    const next = behind(reference.to, removed, (name) => ways.get(within(scope, 'States', name)) ?? []);
    if (next !== undefined) {
      changes.push(...retarget(document, reference, next));
    } else if (reference.kind === 'start') {
      changes.push(...retarget(document, reference, String(others[0]?.children?.[0]?.value ?? '')));
    } else if (reference.kind === 'next') {
      changes.push(...leadOn(document, reference.from, undefined));
    } else {
      lost.set(reference.from, [...(lost.get(reference.from) ?? []), reference]);
    }
  }

  for (const [from, ways] of lost) {
    changes.push(...removeWays(document, from, ways));
  }

  return changes;
}

/** Where the flow goes on behind a state and those that are removed with it. */
function behind(name: string, removed: ReadonlyMap<string, unknown>, waysOf: (name: string) => readonly Reference[]): string | undefined {
  const seen = new Set<string>();
  let next: string | undefined = name;
  while (next !== undefined && removed.has(next)) {
    seen.add(next);
    next = nextOf(waysOf(next), seen);
  }

  return next;
}

/** What a bridge over a state leads to: what comes next, of a Choice its default, or else its first rule's. */
function nextOf(references: readonly Reference[], gone: ReadonlySet<string>): string | undefined {
  for (const kind of ['next', 'default', 'rule'] as const) {
    const to = references.find((reference) => reference.kind === kind && !gone.has(reference.to))?.to;
    if (to !== undefined) {
      return to;
    }
  }

  return undefined;
}

/** Takes a state out of its flow and puts it elsewhere, with all that is in it. */
export function moveState(document: Document, pointer: string, place: Place): Placed {
  const { after, before, edge, scope } = place;
  if (isWithin(scope, pointer)) {
    throw new Refusal('intoItself');
  }

  const name = lastOf(pointer);
  const isThere = after === pointer || before === pointer || edge?.from === pointer
    || (edge !== undefined && referencesIn(document, scope).some((way) => isSameWay(way, edge) && scopeOf(pointer) === scope && way.to === name));
  if (isThere) {
    return { changes: [], place: pointer };
  }

  const fragment = readFragment(copyStates(document, [pointer]));
  let moved = pointer;
  const changes = sequence(
    document,
    (now) => removeState(now, pointer),
    (now) => {
      const placed = placeFragment(now, fragment, edge ? { ...place, edge: shifted(document, pointer, edge) } : place);
      moved = placed.place;
      return placed.changes;
    },
  );
  return { changes, place: moved };
}

function isSameWay(a: Way, b: Way): boolean {
  return a.from === b.from && a.kind === b.kind && (a.index ?? 0) === (b.index ?? 0);
}

/** A way after a state has been removed, with which rules and catchers before it may have gone. */
function shifted(document: Document, removed: string, edge: Way): Way {
  if (edge.index === undefined || scopeOf(edge.from) !== scopeOf(removed)) {
    return edge;
  }

  const references = referencesIn(document, scopeOf(removed));
  const name = lastOf(removed);
  if (nextOf(references.filter(({ from }) => from === removed), new Set([name])) !== undefined) {
    return edge;
  }

  const before = references.filter((way) => way.from === edge.from && way.kind === edge.kind && way.index! < edge.index! && way.to === name);
  return { ...edge, index: edge.index - before.length };
}
