import { parse } from 'jsonc-parser';
import { expect, test } from 'vitest';
import { allStates, type StateNode } from '../../model/definition.ts';
import { pointerOf } from '../../model/pointer.ts';
import { type Change, Design } from '../Design.ts';
import type { Document } from '../document.ts';
import { Refusal } from './changes.ts';
import { addItem, moveItem, removeItem, setField } from './fields.ts';
import { duplicateGroup, wrapStates } from './groups.ts';
import { changeLanguage } from './language.ts';
import { freeName, renameState } from './names.ts';
import { addState, moveState, removeState, removeStates } from './states.ts';
import { connect, disconnect, referencesIn } from './ways.ts';

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

class Maker {
  private count = 0;

  constructor(private readonly random: () => number) {}

  int(below: number): number {
    return Math.floor(this.random() * below);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.int(list.length)]!;
  }

  scope(depth: number): Record<string, unknown> {
    const names = Array.from({ length: 1 + this.int(5) }, () => `S${this.count++}${this.pick(['', ' "q"', '/a~b', ' ü'])}`);
    return { StartAt: names[0], States: Object.fromEntries(names.map((name) => [name, this.state(names, depth)])) };
  }

  private state(names: string[], depth: number): Record<string, unknown> {
    const next = (): object => (this.random() < 0.3 ? { End: true } : { Next: this.pick(names) });
    const caught = (): object => (this.random() < 0.5 ? {} : { Catch: [{ ErrorEquals: ['E'], Next: this.pick(names) }, { ErrorEquals: ['States.ALL'], Next: this.pick(names) }] });
    switch (this.int(depth > 1 ? 4 : 6)) {
      case 0:
        return { Type: 'Pass', ...next() };
      case 1:
        return { Type: this.pick(['Succeed', 'Fail']) };
      case 2:
        return { Type: 'Choice', Choices: Array.from({ length: 1 + this.int(3) }, () => ({ Variable: '$.a', NumericEquals: 1, Next: this.pick(names) })), ...(this.random() < 0.5 ? { Default: this.pick(names) } : {}) };
      case 3:
        return { Type: 'Task', Resource: 'r', ...next(), ...caught() };
      case 4:
        return { ...next(), Type: 'Parallel', Branches: Array.from({ length: 1 + this.int(2) }, () => this.scope(depth + 1)), ...caught() };
      default:
        return { Type: 'Map', ItemProcessor: this.scope(depth + 1), ...next() };
    }
  }

  /** JSON text in a layout that nobody would choose, with comments wherever one can stand. */
  write(value: unknown): string {
    const blank = (): string => this.pick(['', '', ' ', '\n', '\n\t ', ' /* c */ ', ' // c\n', '\n  // c\n  ']);
    if (typeof value !== 'object' || value === null) {
      return JSON.stringify(value);
    }

    const [open, close] = Array.isArray(value) ? '[]' : '{}';
    const items = Array.isArray(value)
      ? value.map((item) => this.write(item))
      : Object.entries(value).map(([name, inner]) => `${JSON.stringify(name)}${blank()}:${blank()}${this.write(inner)}`);
    return `${open}${items.map((item) => blank() + item + blank()).join(',')}${close}`;
  }
}

const news = [
  { type: 'Pass', json: '{"Type":"Pass"}' },
  { type: 'Choice', json: '{"Type":"Choice","Choices":[{"Variable":"$.a","IsNull":true,"Next":""}]}' },
  { type: 'Fail', json: '{"Type":"Fail"}' },
  { type: 'Map', json: '{"Type":"Map","ItemProcessor":{"StartAt":"Each item","States":{"Each item":{"Type":"Pass","End":true}}}}' },
];

/** An edit, and whether it takes nothing away but what it replaces. */
function edit(document: Document, maker: Maker): [readonly Change[], boolean] {
  const which = maker.int(18);
  return [editOf(which, document, maker), [0, 1, 2, 4, 6, 10, 13, 15].includes(which)];
}

function editOf(which: number, document: Document, maker: Maker): readonly Change[] {
  const states: StateNode[] = [...allStates(document.scope!)];
  const state = maker.pick(states);
  const pointer = pointerOf(state);
  const scope = state.scope.id;
  const other = pointerOf(maker.pick(states));
  const ways = referencesIn(document, scope);
  const way = maker.pick(ways);
  const list = maker.pick(['Choices', 'Catch', 'Branches']);
  const length = document.nodeAt(`${pointer}/${list}`)?.children?.length ?? 0;
  const group = [pointer, ...[...state.scope.states.values()].filter((each) => each !== state && maker.int(2) === 0).map(pointerOf)];
  switch (which) {
    case 0:
      return addState(document, { scope, ...maker.pick(news), after: pointer }).changes;
    case 1:
      return addState(document, { scope, ...news[0]!, before: pointer }).changes;
    case 2:
      return addState(document, { scope, ...news[0]!, edge: way }).changes;
    case 3:
      return removeState(document, pointer);
    case 4:
      return renameState(document, pointer, freeName(document, 'New "name"/~'));
    case 5:
      return moveState(document, pointer, { scope: maker.pick(states).scope.id, after: other }).changes;
    case 6:
      return duplicateGroup(document, [pointer]).changes;
    case 7:
      return connect(document, { from: pointer, kind: maker.pick(['next', 'rule', 'catch', 'default'] as const) }, pointerOf(maker.pick([...state.scope.states.values()])));
    case 8:
      return disconnect(document, way);
    case 9:
      return setField(document, pointer, maker.pick(['Comment', 'Type', 'Retry', 'New']), maker.pick(['"x"', undefined, '{"a":[1.50]}', '{\n "a": 1\n}']));
    case 10:
      return addItem(document, pointer, list, '{"ErrorEquals":["X"],"Next":"x"}', maker.int(length + 1));
    case 11:
      return length > 0 ? removeItem(document, pointer, list, maker.int(length)) : [];
    case 12:
      return length > 0 ? moveItem(document, pointer, list, maker.int(length), maker.int(length)) : connect(document, { from: scope, kind: 'start' }, pointer);
    case 14:
      return removeStates(document, group);
    case 15:
      return duplicateGroup(document, group).changes;
    case 16:
      return wrapStates(document, maker.int(2) === 0 ? [pointer] : group, { type: maker.pick(['Parallel', 'Map'] as const), name: 'Wrapped' }).changes;
    case 17:
      return changeLanguage(document, maker.pick(['', pointer]), maker.pick(['JSONPath', 'JSONata', 'JSONata'] as const)).changes;
    default:
      return state.type === 'Parallel' ? addItem(document, pointer, 'Branches', '{"StartAt":"One","States":{"One":{"Type":"Pass","End":true}}}') : [];
  }
}

function comments(text: string): number {
  return text.split(/\/\/ c|\/\* c/).length;
}

test('any edits of any definition in any layout leave one that can be read, and are undone one by one', { timeout: 120_000 }, () => {
  let made = 0;
  for (let seed = 0; seed < 1000; seed++) {
    const maker = new Maker(randomOf(seed));
    const json = maker.scope(0);
    const text = seed % 2 === 0 ? maker.write(json) : JSON.stringify(json, null, maker.pick([0, 2, 4, '\t']));
    const design = new Design(text);
    expect(design.document.problems, text).toEqual([]);
    const before: string[] = [];
    for (let i = 0; i < 4 && design.document.scope!.states.size > 0; i++) {
      const was = design.text;
      let changes: readonly Change[];
      let isAdding: boolean;
      try {
        [changes, isAdding] = edit(design.document, maker);
      } catch (e) {
        if (e instanceof Refusal) {
          continue;
        }

        throw new Error(`seed ${seed}\n${was}`, { cause: e });
      }

      design.edit(changes);
      expect(design.document.problems, `seed ${seed}\n${was}\n=>\n${design.text}`).toEqual([]);
      if (isAdding) {
        expect(comments(design.text), `seed ${seed}\n${was}\n=>\n${design.text}`).toBeGreaterThanOrEqual(comments(was));
      }

      expect(parse(design.text), `seed ${seed}`).toBeTypeOf('object');
      if (design.text !== was) {
        before.push(was);
        made++;
      }
    }

    while (before.length > 0) {
      design.undo();
      expect(design.text, `seed ${seed}`).toBe(before.pop());
    }

    expect(design.canUndo).toBe(false);
  }

  expect(made).toBeGreaterThan(1500);
});
