import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { allStates, type StateNode } from '../../model/definition.ts';
import { pointerOf } from '../../model/pointer.ts';
import type { Change } from '../Design.ts';
import { Document } from '../document.ts';
import { apply } from './changes.ts';
import { setField } from './fields.ts';
import { duplicateGroup } from './groups.ts';
import { renamed, renameState } from './names.ts';
import { layOut } from './print.ts';
import { addState, moveState, removeState } from './states.ts';

const samples = new URL('../../../../Samples/', import.meta.url);
const recorded = process.env['SHARED'] ? new URL(`file://${process.env['SHARED']}/conformance/`) : new URL('../../../../../../shared/conformance/', import.meta.url);

interface Definition {
  name: string;
  text: string;
}

function* sampleDefinitions(): Generator<Definition> {
  for (const name of readdirSync(samples).filter((file) => file.endsWith('.asl.json'))) {
    yield { name, text: readFileSync(new URL(name, samples), 'utf8') };
  }
}

function* recordedDefinitions(): Generator<Definition> {
  const seen = new Set<string>();
  for (const folder of ['asl/cases/', 'services/cases/'].map((path) => new URL(path, recorded)).filter((url) => existsSync(url))) {
    for (const name of readdirSync(folder)) {
      const { calls } = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as { calls?: { params?: { definition?: unknown } }[] };
      for (const { params } of calls ?? []) {
        if (typeof params?.definition === 'string' && !seen.has(params.definition)) {
          seen.add(params.definition);
          yield { name, text: params.definition };
        }
      }
    }
  }
}

const random = process.env['DEFINITIONS'];

/** One of the simulation's a line, every other one laid out on several. */
function* randomDefinitions(file: string): Generator<Definition> {
  for (const [i, line] of readFileSync(file, 'utf8').trim().split('\n').entries()) {
    yield { name: `${i}`, text: i % 2 === 0 ? line : layOut(line, { unit: '  ', isMultiline: true, gap: ' ' }, '') };
  }
}

function after(document: Document, changes: readonly Change[]): Document {
  const next = new Document(apply(document.text, changes));
  expect(next.problems).toEqual([]);
  return next;
}

/** What a state says but for where it leads. */
function body({ json }: StateNode): unknown {
  const { Next: _, End: __, Default: ___, Choices: rules, Catch: catchers, Branches: ____, ItemProcessor: _____, Iterator: ______, ...rest } = json;
  const list = (of: unknown): unknown => (Array.isArray(of) ? of.map((item: object) => ({ ...item, Next: '' })) : []);
  return [rest, list(rules), list(catchers)];
}

function bodies(document: Document): Map<string, unknown> {
  return new Map([...allStates(document.scope!)].map((state) => [state.name, body(state)]));
}

/** Tries every edit that can be undone by another one, at each of the first `most` states. */
function tryEdits({ text }: Definition, most = 60): void {
  const document = new Document(text);
  if (!document.isReadable || !document.scope || document.scope.states.size === 0) {
    return;
  }

  const states = [...allStates(document.scope)];
  const isUnique = new Set(states.map(({ name }) => name)).size === states.length;
  if (!isUnique) {
    return;
  }

  for (const state of states.slice(0, most)) {
    const pointer = pointerOf(state);
    if (document.nodeAt(pointer)?.type !== 'object') {
      continue;
    }

    const scope = state.scope.id;
    if (state.type !== 'Succeed' && state.type !== 'Fail' && (state.json['Next'] !== undefined || state.json['End'] !== undefined)) {
      const added = addState(document, { scope, type: 'Pass', json: '{"Type":"Pass"}', after: pointer });
      const with1 = after(document, added.changes);
      expect(after(with1, removeState(with1, added.place)).text).toBe(text);

      const copied = duplicateGroup(document, [pointer]);
      const with2 = after(document, copied.changes);
      if (!leadsToItself(state)) {
        expect(after(with2, removeState(with2, copied.place)).text).toBe(text);
      }
    }

    const moved = after(document, renameState(document, pointer, 'Something "else"/~'));
    expect(after(moved, renameState(moved, renamed(pointer, 'Something "else"/~'), state.name)).text).toBe(text);

    const commented = after(document, setField(document, pointer, 'A new field', '{"a":[1.0,{"b":null}]}'));
    expect(after(commented, setField(commented, pointer, 'A new field', undefined)).text).toBe(text);

    for (const other of states.filter((other) => other !== state).slice(0, 3)) {
      const into = other.scope.id;
      if (other.type === 'Succeed' || other.type === 'Fail' || into.startsWith(`${pointer}/`)) {
        continue;
      }

      const before = bodies(document);
      const there = after(document, moveState(document, pointer, { scope: into, after: pointerOf(other) }).changes);
      const now = bodies(there);
      expect([...now.keys()].sort()).toEqual([...before.keys()].sort());
      for (const [name, said] of now) {
        if (isListWhole(said, before.get(name))) {
          expect(said, name).toEqual(before.get(name));
        }
      }
    }
  }
}

function leadsToItself({ name, json }: StateNode): boolean {
  return JSON.stringify(json).includes(`"Next":${JSON.stringify(name)}`) || json['Default'] === name;
}

/** Rules and catchers that led to a state whose flow ended may have gone. */
function isListWhole(said: unknown, before: unknown): boolean {
  const lengths = (value: unknown): number[] => (value as unknown[]).slice(1).map((list) => (list as unknown[]).length);
  return lengths(said).every((length, i) => length === lengths(before)[i]);
}

test.each([...sampleDefinitions()])('$name stays as it is but for what is edited', (definition) => tryEdits(definition), 60_000);

describe.skipIf(!existsSync(recorded))('definitions that AWS was given', () => {
  const all = [...recordedDefinitions()];

  test('are there', () => {
    expect(all.length).toBeGreaterThan(300);
  });

  test('stay as they are but for what is edited', { timeout: 300_000 }, () => tryAll(all));
});

test.skipIf(random === undefined)('definitions that the simulation made stay as they are but for what is edited', { timeout: 300_000 }, () => {
  const all = [...randomDefinitions(random!)];
  expect(all).toHaveLength(1000);
  tryAll(all, 3);
});

function tryAll(definitions: readonly Definition[], most?: number): void {
  for (const definition of definitions) {
    try {
      tryEdits(definition, most);
    } catch (e) {
      throw new Error(`${definition.name}\n${definition.text}`, { cause: e });
    }
  }
}
