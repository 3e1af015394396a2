import { expect, test } from 'vitest';
import { rememberInput } from '../views/machines/inputs.ts';
import { keepDraft } from '../views/designer/drafts.ts';
import { forget } from './remembered.ts';

test('drafts and inputs of all machines are forgotten, and nothing else', () => {
  const all = new Map<string, string>([['asl-theme', 'dark']]);
  const store = {
    get length() { return all.size; },
    key: (i: number) => [...all.keys()][i] ?? null,
    getItem: (key: string) => all.get(key) ?? null,
    setItem: (key: string, value: string) => void all.set(key, value),
    removeItem: (key: string) => void all.delete(key),
  };
  keepDraft(store, undefined, { text: '{}' });
  keepDraft(store, 'arn:a', { text: '{}' });
  rememberInput(store, 'arn:a', '1');
  rememberInput(store, 'arn:b', '1');
  expect(all.size).toBe(5);
  forget(store, 'inputs');
  expect([...all.keys()]).toEqual(['asl-theme', 'asl-draft:', 'asl-draft:arn:a']);
  forget(store, 'inputs', 'drafts');
  expect([...all.keys()]).toEqual(['asl-theme']);
});
