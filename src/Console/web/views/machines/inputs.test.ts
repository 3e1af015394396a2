import { expect, test } from 'vitest';
import { lastInputs, mostBytes, mostInputs, rememberInput } from './inputs.ts';

function store(): Pick<Storage, 'getItem' | 'setItem'> {
  const values = new Map<string, string>();
  return { getItem: (key) => values.get(key) ?? null, setItem: (key, value) => void values.set(key, value) };
}

test('the last inputs of a machine are remembered, each once', () => {
  const browser = store();
  for (const input of ['1', '2', '1']) {
    rememberInput(browser, 'arn:a', input);
  }

  expect(lastInputs(browser, 'arn:a')).toEqual(['1', '2']);
  expect(lastInputs(browser, 'arn:b')).toEqual([]);
});

test('no more than ten are kept, and none that is large', () => {
  const browser = store();
  for (let i = 0; i < mostInputs + 3; i++) {
    rememberInput(browser, 'arn:a', String(i));
  }

  // Two bytes a letter.
  rememberInput(browser, 'arn:a', 'é'.repeat(mostBytes / 2 + 1));
  expect(lastInputs(browser, 'arn:a')).toHaveLength(mostInputs);
  expect(lastInputs(browser, 'arn:a')[0]).toBe('12');
});

test('what cannot be read or written does no harm', () => {
  const broken = { getItem: () => '{"no', setItem: () => { throw new Error('full'); } };
  rememberInput(broken, 'arn:a', '1');
  expect(lastInputs(broken, 'arn:a')).toEqual([]);
  expect(lastInputs({ ...broken, getItem: () => '{"a":1}' }, 'arn:a')).toEqual([]);
});
