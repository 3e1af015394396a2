import { expect, test } from 'vitest';
import { isSameJson } from './sameJson.ts';

test('layout, the order of members and how a small number is written make no difference', () => {
  expect(isSameJson('{"a":1,"b":[1.50,"x"]}', '{ "b": [1.5, "x"], "a": 1.0 }')).toBe(true);
  expect(isSameJson('{"__proto__":1}', '{"__proto__":2}')).toBe(false);
  expect(isSameJson('[1,2]', '[2,1]')).toBe(false);
  expect(isSameJson('no JSON', 'no  JSON')).toBe(false);
});

test('numbers that JavaScript takes for the same are told apart', () => {
  expect(isSameJson('{"id":9007199254740993}', '{"id":9007199254740992}')).toBe(false);
  expect(isSameJson('[1e400]', '[1e500]')).toBe(false);
  expect(isSameJson('[ 9007199254740993 ]', '[9007199254740993]')).toBe(true);
  expect(isSameJson('["9007199254740993"]', '[9007199254740993]')).toBe(false);
  expect(isSameJson('{"a \\" 9007199254740993":1}', '{"a \\" 9007199254740993": 1}')).toBe(true);
});
