import type { Node } from 'jsonc-parser';
import { lastOf, scopeOf, within } from '../../model/pointer.ts';
import type { Change } from '../Design.ts';
import type { Document } from '../document.ts';
import { Refusal, replace } from './changes.ts';
import { addItem, nodeIn, removeItem, setFields } from './fields.ts';
import { changeMembers } from './members.ts';

export type WayKind = 'start' | 'next' | 'rule' | 'default' | 'catch';

/** A way to a state: which field leads there. */
export interface Way {
  /** The place of the state that it leaves; of the scope for `start`. */
  from: string;
  kind: WayKind;
  /** Which of the rules or catchers, from 0. */
  index?: number;
}

/** A way with the name that it leads to, and where that is written. */
export interface Reference extends Way {
  to: string;
  node: Node;
}

/** Every way in a scope, also those that lead nowhere. */
export function referencesIn(document: Document, scope: string): Reference[] {
  const root = nodeIn(document, scope, 'object');
  const found: Reference[] = [];
  const add = (way: Way, object: Node | undefined, field: string): void => {
    const node = object && document.member(object, field);
    if (node?.type === 'string') {
      found.push({ ...way, to: node.value as string, node });
    }
  };
  add({ from: scope, kind: 'start' }, root, 'StartAt');
  for (const { children } of document.member(root, 'States')?.children ?? []) {
    const [name, state] = children ?? [];
    if (name && state) {
      const from = within(scope, 'States', name.value as string);
      add({ from, kind: 'next' }, state, 'Next');
      add({ from, kind: 'default' }, state, 'Default');
      for (const [kind, field] of [['rule', 'Choices'], ['catch', 'Catch']] as const) {
        document.member(state, field)?.children?.forEach((item, index) => add({ from, kind, index }, item, 'Next'));
      }
    }
  }

  return found;
}

/** Ways by the places of the states, or the scope, that they leave. */
export function byOrigin(references: readonly Reference[]): Map<string, Reference[]> {
  const ways = new Map<string, Reference[]>();
  for (const way of references) {
    const known = ways.get(way.from);
    if (known) {
      known.push(way);
    } else {
      ways.set(way.from, [way]);
    }
  }

  return ways;
}

/** Lets a way lead to another state. */
export function retarget(document: Document, { node }: Reference, name: string): Change[] {
  return replace(document, node.offset, node.offset + node.length, JSON.stringify(name));
}

/**
 * Leads from a state to another of its scope: as what comes next, as the default of a Choice, as one more rule of it, or for errors; from a
 * scope, as where it starts. With `index`, the rule or catcher that is there leads elsewhere.
 */
export function connect(document: Document, way: Way, to: string): Change[] {
  const { from, kind, index } = way;
  if (scopeOf(to) !== (kind === 'start' ? from : scopeOf(from))) {
    throw new Refusal('otherScope');
  }

  const name = JSON.stringify(lastOf(to));
  const isJsonata = isJsonataAt(document, from);
  switch (kind) {
    case 'start':
      return setFields(document, from, { StartAt: name });
    case 'next':
      return leadOn(document, from, name);
    case 'default':
      return setFields(document, from, { Default: name });
    case 'rule':
      return index !== undefined
        ? setFields(document, within(from, 'Choices', index), { Next: name })
        : addItem(document, from, 'Choices', isJsonata ? `{"Condition":"{% true %}","Next":${name}}` : `{"Variable":"$","IsPresent":true,"Next":${name}}`);
    case 'catch':
      return index !== undefined
        ? setFields(document, within(from, 'Catch', index), { Next: name })
        : addItem(document, from, 'Catch', `{"ErrorEquals":["States.ALL"],"Next":${name}}`);
  }
}

/** Ends a way: the state ends its scope, or the rule, the default or the catcher goes. A scope's start cannot go. */
export function disconnect(document: Document, { from, kind, index }: Way): Change[] {
  switch (kind) {
    case 'start':
      throw new Refusal('start');
    case 'next':
      return leadOn(document, from, undefined);
    case 'default':
      return setFields(document, from, { Default: undefined });
    case 'rule':
      return removeItem(document, from, 'Choices', index ?? 0);
    case 'catch':
      return removeItem(document, from, 'Catch', index ?? 0);
  }
}

/** Removes rules, catchers and the default of one state at once. */
export function removeWays(document: Document, from: string, ways: readonly Way[]): Change[] {
  const changes: Change[] = [];
  const without: Record<string, undefined> = {};
  for (const [kind, field] of [['rule', 'Choices'], ['catch', 'Catch']] as const) {
    const indexes = new Set(ways.filter((way) => way.kind === kind).map(({ index }) => index));
    if (indexes.size > 0) {
      const list = nodeIn(document, `${from}/${field}`, 'array');
      const items = (list.children ?? []).filter((_, i) => !indexes.has(i));
      if (items.length === 0 && kind === 'catch') {
        without[field] = undefined;
      } else {
        changes.push(...changeMembers(document, list, items));
      }
    }
  }

  if (ways.some(({ kind }) => kind === 'default')) {
    without['Default'] = undefined;
  }

  return [...changes, ...(Object.keys(without).length > 0 ? setFields(document, from, without) : [])];
}

/** Lets a state lead to a name (JSON text), or end. What is there already is written over, so that it stays in its place. */
export function leadOn(document: Document, from: string, name: string | undefined): Change[] {
  const state = nodeIn(document, from, 'object');
  const [there, gone, value] = name === undefined ? (['Next', 'End', 'true'] as const) : (['End', 'Next', name] as const);
  const old = document.member(state, there)?.parent;
  if (!old || document.member(state, gone)) {
    return setFields(document, from, { [there]: undefined, [gone]: value });
  }

  const [key, node] = old.children as [Node, Node];
  return [
    { from: key.offset, to: key.offset + key.length, insert: JSON.stringify(gone) },
    { from: node.offset, to: node.offset + node.length, insert: value },
  ];
}

/** Whether a place is written in JSONata: by its state, or by the machine. */
export function isJsonataAt(document: Document, pointer: string): boolean {
  const own = document.stateAt(pointer)?.json['QueryLanguage'];
  return (own ?? (document.tree && document.member(document.tree, 'QueryLanguage')?.value)) === 'JSONata';
}
