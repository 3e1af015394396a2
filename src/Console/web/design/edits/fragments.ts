import { allStates } from '../../model/definition.ts';
import { lastOf, pointerOf, scopeOf, within } from '../../model/pointer.ts';
import type { Change } from '../Design.ts';
import { Document } from '../document.ts';
import { apply, type Placed, Refusal } from './changes.ts';
import { nodeIn, setFields } from './fields.ts';
import { changeMembers, type Item } from './members.ts';
import { freeName, renameStates } from './names.ts';
import { reindent, styleOf } from './print.ts';
import { byOrigin, leadOn, type Reference, referencesIn, removeWays, retarget, type Way } from './ways.ts';

/** Where a state goes. */
export interface Place {
  /** The place of the scope: `''`, or a branch of a Parallel, or the processor of a Map. */
  scope: string;
  /** The place of the state that it follows: what came next there comes next after the new one. */
  after?: string;
  /** The place of the state that it precedes: all that leads there leads to the new one. */
  before?: string;
  /** The way that it goes into. */
  edge?: Way;
  /** The place of the state that it stands behind in the text alone. */
  beside?: string;
}

/** States that are put into a definition together: a document with `StartAt` and `States`. */
export type Fragment = Document;

/** Reads what was copied, or a pattern: `{ "StartAt": …, "States": { … } }`. Throws {@link Refusal} where it is none. */
export function readFragment(text: string): Fragment {
  const fragment = new Document(text);
  if (!fragment.isReadable || !fragment.scope?.states.has(fragment.scope.startAt)) {
    throw new Refusal('noStates');
  }

  return fragment;
}

/** States of one scope as text for the clipboard: a definition of its own. @param start The one that it starts with. */
export function copyStates(document: Document, pointers: readonly string[], start = pointers[0] ?? ''): string {
  const states = pointers.filter((pointer) => scopeOf(pointer) === scopeOf(start))
    .map((pointer) => `    ${JSON.stringify(lastOf(pointer))}: ${reindent(document.textAt(pointer) ?? '{}', '    ')}`);
  return `{\n  "StartAt": ${JSON.stringify(lastOf(start))},\n  "States": {\n${states.join(',\n')}\n  }\n}`;
}

/** Puts copied states, or a pattern, into the flow at a place. Those whose names are taken get others. */
export function pasteStates(document: Document, text: string, place: Place): Placed {
  return placeFragment(document, withFreeNames(document, readFragment(text)), place);
}

function withFreeNames(document: Document, fragment: Fragment): Fragment {
  const taken = new Set<string>();
  const renames = new Map<string, string>();
  for (const state of allStates(fragment.scope!)) {
    const name = freeName(document, state.name, taken);
    taken.add(name);
    if (name !== state.name) {
      renames.set(pointerOf(state), name);
    }
  }

  return renames.size === 0 ? fragment : new Document(apply(fragment.text, renameStates(fragment, renames)));
}

/** Puts states into the flow at a place: what led on there leads to the first, and where they end they lead on. */
export function placeFragment(document: Document, fragment: Fragment, place: Place): Placed {
  const { scope } = place;
  const start = fragment.scope!.startAt;
  const isEmpty = (document.nodeAt(`${scope}/States`)?.children?.length ?? 0) === 0;
  const changes: Change[] = [];
  const fields: Record<string, string | undefined> = {};
  let to: string | undefined;
  let behind = place.beside;
  const references = referencesIn(document, scope);
  if (place.after !== undefined) {
    behind = place.after;
    to = insertAfter(document, place.after, start, references, changes);
  } else if (place.before !== undefined) {
    const name = lastOf(place.before);
    to = name;
    behind = references.find((way) => way.to === name && way.kind !== 'start')?.from ?? place.beside;
    for (const way of references.filter((way) => way.to === name)) {
      changes.push(...retarget(document, way, start));
    }
  } else if (place.edge) {
    const { from, kind, index } = place.edge;
    const way = references.find((way) => way.from === from && way.kind === kind && (way.index ?? 0) === (index ?? 0));
    behind = kind === 'start' ? undefined : from;
    if (way) {
      to = way.to;
      changes.push(...retarget(document, way, start));
    } else if (kind === 'next') {
      to = insertAfter(document, from, start, references, changes);
    } else {
      throw new Refusal('gone');
    }
  } else if (isEmpty) {
    fields['StartAt'] = JSON.stringify(start);
  }

  const states = document.nodeAt(`${scope}/States`);
  const known = new Set(states?.children?.map((member) => member.children?.[0]?.value as string));
  const finished = leadAway(fragment, to, known);
  const added = finished.nodeAt('/States')!.children!.map((member): Item => ({
    name: member.children![0]!.value as string,
    json: finished.slice(member.children![1]!),
    isWritten: styleOf(fragment).isMultiline && styleOf(document).isMultiline,
  }));
  if (states?.type === 'object') {
    const items: Item[] = [...(states.children ?? [])];
    const at = behind === undefined ? -1 : items.findIndex((item) => 'offset' in item && item.children?.[0]?.value === lastOf(behind));
    const isFirst = place.edge?.kind === 'start' || (place.before !== undefined && at < 0);
    items.splice(at >= 0 ? at + 1 : isFirst ? 0 : items.length, 0, ...added);
    changes.push(...changeMembers(document, states, items));
  } else {
    fields['States'] = finished.textAt('/States');
  }

  changes.push(...setFields(document, scope, fields));
  return { changes, place: within(scope, 'States', start) };
}

/** Lets a state lead to another name. @returns What it led to. */
function insertAfter(document: Document, from: string, start: string, references: readonly Reference[], changes: Change[]): string | undefined {
  const type = document.stateAt(from)?.type;
  if (type === 'Succeed' || type === 'Fail') {
    throw new Refusal('endsHere');
  }

  const kind = type === 'Choice' ? 'default' : 'next';
  const way = references.find((way) => way.from === from && way.kind === kind);
  if (way) {
    changes.push(...retarget(document, way, start));
    return way.to;
  }

  const name = JSON.stringify(start);
  changes.push(...(kind === 'default' ? setFields(document, from, { Default: name }) : leadOn(document, from, name)));
  return undefined;
}

/** Lets states that end, or lead to what is not among them, lead on to a name, or end where there is none. */
export function leadAway(fragment: Fragment, to: string | undefined, known: ReadonlySet<string>): Fragment {
  const own = fragment.scope!.states;
  const name = to === undefined ? undefined : JSON.stringify(to);
  const changes: Change[] = [];
  const ways = byOrigin(referencesIn(fragment, ''));
  for (const state of own.values()) {
    const from = pointerOf(state);
    const away = (ways.get(from) ?? []).filter((way) => !own.has(way.to));
    const isLast = (kind: string): boolean => !(ways.get(from) ?? []).some((way) => way.kind === kind && own.has(way.to));
    if (state.type === 'Choice') {
      if (name !== undefined && isLast('default') && (own.size === 1 || away.some(({ kind }) => kind === 'default'))) {
        changes.push(...setFields(fragment, from, { Default: name }));
      } else {
        changes.push(...removeWays(fragment, from, away.filter((way) => way.kind === 'default' && !known.has(way.to))));
      }
    } else if (state.type !== 'Succeed' && state.type !== 'Fail' && isLast('next')) {
      const isEnd = fragment.member(nodeIn(fragment, from, 'object'), 'End') !== undefined;
      if (name !== undefined || !isEnd) {
        changes.push(...leadOn(fragment, from, name));
      }
    }

    const lost = away.filter((way) => (way.kind === 'rule' || way.kind === 'catch') && !known.has(way.to));
    if (name === undefined) {
      changes.push(...removeWays(fragment, from, lost));
    } else {
      changes.push(...lost.flatMap((way) => retarget(fragment, way, to!)));
    }
  }

  return changes.length === 0 ? fragment : new Document(apply(fragment.text, changes));
}
