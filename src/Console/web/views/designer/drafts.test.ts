import { expect, test } from 'vitest';
import type { Machine } from '../../api/types.ts';
import { rememberInput } from '../machines/inputs.ts';
import { forgetDraft, isVersion, keepDraft, machineOf, readDraft } from './drafts.ts';

function memory(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'> & { all: Map<string, string> } {
  const all = new Map<string, string>();
  return {
    all,
    getItem: (key) => all.get(key) ?? null,
    setItem: (key, value) => void all.set(key, value),
    removeItem: (key) => void all.delete(key),
    key: (i) => [...all.keys()][i] ?? null,
    get length() {
      return all.size;
    },
  };
}

test('a draft is there again, each machine has its own', () => {
  const store = memory();
  expect(keepDraft(store, 'arn:a', { text: '1', base: { definition: '0', revisionId: 'r' } })).toBe(true);
  keepDraft(store, undefined, { text: 'new' });
  expect(readDraft(store, 'arn:a')).toEqual({ text: '1', base: { definition: '0', revisionId: 'r' } });
  expect(readDraft(store, undefined)).toEqual({ text: 'new' });
  expect(readDraft(store, 'arn:b')).toBeUndefined();
  forgetDraft(store, 'arn:a');
  expect(readDraft(store, 'arn:a')).toBeUndefined();
});

test('what others wrote into the store is no draft, and a full store is no failure', () => {
  const store = memory();
  for (const wrong of ['{', '1', 'null', '{"text":1}']) {
    store.all.set('asl-draft:x', wrong);
    expect(readDraft(store, 'x')).toBeUndefined();
  }

  store.setItem = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  expect(keepDraft(store, 'x', { text: '' })).toBe(false);
});

test('inputs that are remembered make room for a draft', () => {
  const store = memory();
  const { setItem } = store;
  for (const machine of ['a', 'b', 'c']) {
    rememberInput(store, machine, '{}');
  }

  keepDraft(store, 'x', { text: 'x' });
  store.setItem = (key, value) => {
    if (store.all.size >= 4) {
      throw new DOMException('full', 'QuotaExceededError');
    }

    setItem(key, value);
  };
  expect(keepDraft(store, 'y', { text: 'y' })).toBe(true);
  expect([...store.all.keys()]).toEqual(['asl-draft:x', 'asl-draft:y']);
});

test('a draft of a machine that was never updated does not take the revision that another gave it', () => {
  const machine = { stateMachineArn: 'arn:a', name: 'a', definition: 'theirs', revisionId: 'r1' } as Machine;
  const before = machineOf(machine, { definition: 'before' });
  expect(before).toEqual({ stateMachineArn: 'arn:a', name: 'a', definition: 'before' });
  expect(isVersion(machine, before)).toBe(false);
  expect(machineOf(machine, { definition: 'before', revisionId: 'r0' }).revisionId).toBe('r0');
  expect(machineOf(machine, undefined)).toEqual(machine);
});

test('a version is known by its revision, and without one by its text', () => {
  expect(isVersion({ definition: 'a', revisionId: 'r' }, { definition: 'b', revisionId: 'r' })).toBe(true);
  expect(isVersion({ definition: 'a', revisionId: 'r' }, { definition: 'a' })).toBe(false);
  // Deleted and made anew since.
  expect(isVersion({ definition: 'a' }, { definition: 'b' })).toBe(false);
  expect(isVersion({ definition: 'a' }, { definition: 'a' })).toBe(true);
  expect(isVersion({ definition: 'a' }, undefined)).toBe(false);
});
