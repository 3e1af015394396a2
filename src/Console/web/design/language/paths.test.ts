import { expect, test } from 'vitest';
import { expressionOf, quoted } from './paths.ts';

test.each([
  ['$', '$states.input'],
  ['$.a.b', '$states.input.a.b'],
  ['$.a[0]["b c"].in', '$states.input.a[0].`b c`.`in`'],
  ["$['a-b']", '$states.input.`a-b`'],
  ['$.a-b', '$states.input.`a-b`'],
  ['$$', '$states.context'],
  ['$$.Execution.Id', '$states.context.Execution.Id'],
  ['$order.id', '$order.id'],
  ['$.a[*]', undefined],
  ['$.a[?(@.b)]', undefined],
  ['$..a', undefined],
  ['$.a[1:2]', undefined],
  ['$.a.length()', undefined],
  ['$.a[-1]', undefined],
  ["$['a`b']", undefined],
  ['States.UUID()', undefined],
  ['a', undefined],
  ['', undefined],
])('the path %s is %s', (path, expected) => {
  expect(expressionOf(path, '$states.input')).toBe(expected);
});

test('what $ stands for need not be known for context and variables', () => {
  expect(expressionOf('$.a', undefined)).toBeUndefined();
  expect(expressionOf('$$.a', undefined)).toBe('$states.context.a');
});

test('texts are quoted', () => {
  expect([quoted('a'), quoted("a'b"), quoted('a"b\\')]).toEqual(["'a'", '"a\'b"', '"a\\"b\\\\"']);
});
