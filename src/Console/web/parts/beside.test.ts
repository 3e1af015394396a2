import { expect, test } from 'vitest';
import { beside } from './beside.ts';

const lines = '{\n    "a": 1\n}';

test('texts of several lines stay as they are written', () => {
  expect(beside(lines, '{\n"a": 2\n}')).toEqual([lines, '{\n"a": 2\n}']);
});

test('both are laid out where one is a single line', () => {
  expect(beside(lines, '{"a":2}\n')).toEqual(['{\n  "a": 1\n}', '{\n  "a": 2\n}']);
});
