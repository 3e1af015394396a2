import { expect, test } from 'vitest';
import { forgetDraft, keepDraft, readDraft } from './drafts.ts';

function memory(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> & { all: Map<string, string> } {
  const all = new Map<string, string>();
  return { all, getItem: (key) => all.get(key) ?? null, setItem: (key, value) => void all.set(key, value), removeItem: (key) => void all.delete(key) };
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
