import { lastOf, scopeOf, within } from '../../model/pointer.ts';
import { Document } from '../document.ts';
import { type Placed, Refusal } from './changes.ts';
import { nodeIn } from './fields.ts';
import { copyStates, leadAway, pasteStates, readFragment } from './fragments.ts';
import { changeMembers, type Item } from './members.ts';
import { freeName } from './names.ts';
import { reindent, styleOf } from './print.ts';
import { byOrigin, type Reference, referencesIn, retarget } from './ways.ts';

/** States of one scope that follow each other: what leads into them leads to one of them, and what leads out of them leads to one place. */
interface Run {
  /** The place of the one that is led to. */
  head: string;
  /** The place of the one by which they go on or end; missing where there are several, or none. */
  tail: string | undefined;
  /** The name of what comes behind them; missing where they end. */
  next: string | undefined;
  /** Whether anything but a Next leads out of them. */
  leadsOut: boolean;
}

/** The places of states of one scope as they stand in the text. */
export function inOrder(document: Document, pointers: readonly string[]): string[] {
  const offsets = new Map(pointers.map((pointer) => [pointer, nodeIn(document, pointer, 'object').offset]));
  return [...offsets.keys()].sort((a, b) => offsets.get(a)! - offsets.get(b)!);
}

/** Copies states of one scope; where they follow each other, the copy starts where they do. */
export function copyGroup(document: Document, pointers: readonly string[]): string {
  const ordered = inOrder(document, pointers);
  return copyStates(document, ordered, tryRun(document, ordered)?.head);
}

/** Puts copies of states into the flow behind them where they follow each other, else beside them. */
export function duplicateGroup(document: Document, pointers: readonly string[]): Placed {
  const ordered = inOrder(document, pointers);
  const run = tryRun(document, ordered);
  const scope = scopeOf(ordered[0] ?? '');
  const place = run?.tail === undefined ? { scope, beside: ordered.at(-1)! } : { scope, after: run.tail };
  return pasteStates(document, copyStates(document, ordered, run?.head), place);
}

/**
 * Puts states that follow each other into a new Parallel, as its one branch, or into a new Map, in their place in the flow.
 * Throws {@link Refusal} where they do not follow each other, or anything but a Next leads out of them.
 * @param name What the new state is called; a number is added where that is taken.
 */
export function wrapStates(document: Document, pointers: readonly string[], { type, name }: { type: 'Parallel' | 'Map'; name: string }): Placed {
  const ordered = inOrder(document, pointers);
  const { head, next, leadsOut } = runOf(document, ordered);
  if (leadsOut) {
    throw new Refusal('leadsOut');
  }

  const scope = scopeOf(head);
  const states = nodeIn(document, within(scope, 'States'), 'object');
  const chosen = new Set(ordered);
  const inner = leadAway(readFragment(copyStates(document, ordered, head)), undefined, new Set());
  const wrapper = freeName(document, name);
  const own = new Set(ordered.map((pointer) => nodeIn(document, pointer, 'object').parent));
  const items: Item[] = [];
  for (const member of states.children ?? []) {
    if (!own.has(member)) {
      items.push(member);
    } else if (member.children?.[0]?.value === lastOf(ordered[0]!)) {
      items.push({ name: wrapper, json: wrapperOf(type, inner, next, styleOf(document).unit), isWritten: styleOf(document).isMultiline });
    }
  }

  const changes = changeMembers(document, states, items);
  for (const reference of referencesIn(document, scope)) {
    if (reference.to === lastOf(head) && !isAmong(reference, chosen)) {
      changes.push(...retarget(document, reference, wrapper));
    }
  }

  return { changes, place: within(scope, 'States', wrapper) };
}

/** A state with others inside it, as text of several lines. */
function wrapperOf(type: 'Parallel' | 'Map', inner: Document, next: string | undefined, unit: string): string {
  const in2 = unit.repeat(2);
  const states = inner.nodeAt('/States')!.children!.map((member) => {
    const [name, value] = member.children!;
    const indent = type === 'Map' ? unit.repeat(3) : unit.repeat(4);
    return `${indent}${inner.slice(name!)}: ${reindent(inner.slice(value!), indent)}`;
  });
  const flow = (indent: string): string[] => [
    `${indent}"StartAt": ${inner.textAt('/StartAt')},`,
    `${indent}"States": {`,
    states.join(',\n'),
    `${indent}}`,
  ];
  const content = type === 'Map'
    ? [`${unit}"ItemProcessor": {`, `${in2}"ProcessorConfig": { "Mode": "INLINE" },`, ...flow(in2), `${unit}},`]
    : [`${unit}"Branches": [`, `${in2}{`, ...flow(unit.repeat(3)), `${in2}}`, `${unit}],`];
  return ['{', `${unit}"Type": "${type}",`, ...content, `${unit}${next === undefined ? '"End": true' : `"Next": ${JSON.stringify(next)}`}`, '}'].join('\n');
}

function tryRun(document: Document, pointers: readonly string[]): Run | undefined {
  try {
    return runOf(document, pointers);
  } catch (e) {
    if (e instanceof Refusal) {
      return undefined;
    }

    throw e;
  }
}

/** Throws {@link Refusal} where the states do not follow each other. */
function runOf(document: Document, pointers: readonly string[]): Run {
  const [first] = pointers;
  if (first === undefined || pointers.some((pointer) => scopeOf(pointer) !== scopeOf(first))) {
    throw new Refusal('noRun');
  }

  const references = referencesIn(document, scopeOf(first));
  const names = new Set(pointers.map(lastOf));
  const chosen = new Set(pointers);
  const ways = byOrigin(references);
  const led = new Set(references.filter((way) => names.has(way.to) && !isAmong(way, chosen)).map(({ to }) => to));
  const heads = led.size > 0 ? [...led] : withoutWayIn(references, chosen);
  const [head] = heads;
  if (head === undefined || heads.length > 1 || !reachAll(head, names, (name) => ways.get(within(scopeOf(first), 'States', name)) ?? [])) {
    throw new Refusal('noRun');
  }

  const ends: { pointer: string; next: string | undefined }[] = [];
  let leadsOut = false;
  for (const pointer of pointers) {
    const own = ways.get(pointer) ?? [];
    const away = own.filter(({ to }) => !names.has(to));
    leadsOut ||= away.some(({ kind }) => kind !== 'next');
    const type = document.stateAt(pointer)?.type;
    const usual = type === 'Choice' ? 'default' : 'next';
    const next = away.find(({ kind }) => kind === usual)?.to;
    if (next !== undefined || (type !== 'Fail' && !own.some(({ kind }) => kind === usual) && (type !== 'Choice' || away.length > 0))) {
      ends.push({ pointer, next });
    }
  }

  const nexts = new Set(ends.map(({ next }) => next));
  if (nexts.size > 1) {
    throw new Refusal('noRun');
  }

  const [tail] = ends;
  const isOne = ends.length === 1 && document.stateAt(tail!.pointer)?.type !== 'Succeed';
  return { head: within(scopeOf(first), 'States', head), tail: isOne ? tail!.pointer : undefined, next: tail?.next, leadsOut };
}

/** The names of those that no other of them leads to. */
function withoutWayIn(references: readonly Reference[], pointers: ReadonlySet<string>): string[] {
  const led = new Set(references.filter((way) => isAmong(way, pointers) && way.to !== lastOf(way.from)).map(({ to }) => to));
  return [...pointers].map(lastOf).filter((name) => !led.has(name));
}

function reachAll(head: string, names: ReadonlySet<string>, waysOf: (name: string) => readonly Reference[]): boolean {
  const reached = new Set([head]);
  for (const name of reached) {
    for (const { to } of waysOf(name)) {
      if (names.has(to)) {
        reached.add(to);
      }
    }
  }

  return reached.size === names.size;
}

/** Whether a way leaves one of some states. */
function isAmong({ kind, from }: Reference, pointers: ReadonlySet<string>): boolean {
  return kind !== 'start' && pointers.has(from);
}
