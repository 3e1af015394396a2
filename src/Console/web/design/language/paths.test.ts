import { expect, test } from 'vitest';
import { conditionOf, expressionOf, quoted } from './paths.ts';

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

test.each([
  [{ Variable: '$.n', NumericEquals: 1.5 }, 'i.n = 1.5'],
  [{ Variable: '$.n', NumericLessThanEquals: 3, Next: 'A' }, "$type(i.n) = 'number' and i.n <= 3"],
  [{ Variable: '$.s', StringEquals: "it's" }, 'i.s = "it\'s"'],
  [{ Variable: '$.b', BooleanEquals: false }, 'i.b = false'],
  [{ Variable: '$.b', IsPresent: false }, '$not($exists(i.b))'],
  [{ Variable: '$.b', IsNull: true }, "$type(i.b) = 'null'"],
  [{ And: [{ Variable: '$.a', IsPresent: true }, { Not: { Variable: '$.a', IsString: true } }] }, "($exists(i.a)) and ($not($type(i.a) = 'string'))"],
  [{ Or: [{ Variable: '$.a', StringEquals: 'x' }, { Variable: '$.a', StringMatches: 'y*' }] }, undefined],
  [{ Variable: '$.t', TimestampEquals: '2030-01-01T00:00:00Z' }, undefined],
  [{ Variable: '$.n', NumericEqualsPath: '$.m' }, undefined],
  [{ Variable: '$.n', NumericEquals: 1e300 }, undefined],
  [{ Variable: '$.a[*]', NumericEquals: 1 }, undefined],
])('the rule %j is %s', (rule, expected) => {
  expect(conditionOf(rule, 'i')).toBe(expected);
});

test('texts are quoted', () => {
  expect([quoted('a'), quoted("a'b"), quoted('a"b\\')]).toEqual(["'a'", '"a\'b"', '"a\\"b\\\\"']);
});
