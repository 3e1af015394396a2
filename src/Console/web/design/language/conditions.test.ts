import { expect, test } from 'vitest';
import { Conditions } from './conditions.ts';

const missing = (path: string): string => `$error('${path} is missing')`;

test.each([
  [{ Variable: '$.n', NumericEquals: 1.5 }, `$exists(i.n) ? i.n = 1.5 : ${missing('$.n')}`],
  [{ Variable: '$.n', NumericLessThanEquals: 3, Next: 'A' }, `$exists(i.n) ? $type(i.n) = 'number' and i.n <= 3 : ${missing('$.n')}`],
  [{ Variable: '$.s', StringEquals: "it's" }, `$exists(i.s) ? i.s = "it's" : ${missing('$.s')}`],
  [{ Variable: '$v', BooleanEquals: false }, `$exists($v) ? $v = false : ${missing('$v')}`],
  [{ Variable: '$', IsString: true }, "$type(i) = 'string'"],
  [{ Variable: '$.b', IsPresent: true }, '$exists(i.b)'],
  [{ Variable: '$.b', IsPresent: false }, '$not($exists(i.b))'],
  [{ Variable: '$.b.c', IsPresent: true }, "$type(i.b) = 'object' and $exists(i.b.c)"],
  [{ Variable: '$.b[0].c', IsPresent: false }, "$not($type(i.b) = 'array' and $type(i.b[0]) = 'object' and $exists(i.b[0].c))"],
  [{ Variable: '$[0]', IsPresent: true }, "$type(i) = 'array' and $exists(i[0])"],
  [{ Variable: '$x.y', IsPresent: true }, "$type($x) = 'object' and $exists($x.y)"],
  [{ Variable: '$$.Execution.Name', IsPresent: true }, "$type($states.context.Execution) = 'object' and $exists($states.context.Execution.Name)"],
  [{ Variable: '$.b.c', IsNull: true }, `($type(i.b) = 'object' and $exists(i.b.c)) ? $type(i.b.c) = 'null' : ${missing('$.b.c')}`],
  [{ And: [{ Variable: '$.a', IsPresent: true }, { Not: { Variable: '$.a', IsString: true } }] }, "($exists(i.a)) and ($not($type(i.a) = 'string'))"],
  [{ And: [{ Variable: '$.a', IsPresent: true }, { Variable: '$.b', BooleanEquals: true }] }, `($exists(i.a)) and ($exists(i.b) ? i.b = true : ${missing('$.b')})`],
  [{ Or: [{ Variable: '$.a', IsPresent: false }, { Variable: '$.a', NumericEquals: 1 }] }, '($not($exists(i.a))) or (i.a = 1)'],
  [{ Or: [{ Variable: '$.a', IsPresent: true }, { Variable: '$.a', NumericEquals: 1 }] }, `($exists(i.a)) or ($exists(i.a) ? i.a = 1 : ${missing('$.a')})`],
  [{ Not: { And: [{ Variable: '$.a', NumericEquals: 1 }] } }, `$not($exists(i.a) ? i.a = 1 : ${missing('$.a')})`],
  [{ Or: [{ Variable: '$.a', StringEquals: 'x' }, { Variable: '$.a', StringMatches: 'y*' }] }, undefined],
  [{ Variable: '$.t', TimestampEquals: '2030-01-01T00:00:00Z' }, undefined],
  [{ Variable: '$.n', NumericEqualsPath: '$.m' }, undefined],
  [{ Variable: '$.n', NumericEquals: 1e300 }, undefined],
  [{ Variable: '$.a[*]', NumericEquals: 1 }, undefined],
  [{ Variable: '$.a', IsPresent: 'yes' }, undefined],
])('the rule %j is %s', (rule, expected) => {
  expect(new Conditions('i').next(rule)).toBe(expected);
});

test('that a variable is there does not say what it is', () => {
  const conditions = new Conditions('i');
  expect([{ Variable: '$x', IsNull: true }, { Variable: '$x.y', IsPresent: true }, { Variable: '$x[0]', IsPresent: true }].map((rule) => conditions.next(rule))).toEqual([
    `$exists($x) ? $type($x) = 'null' : ${missing('$x')}`, "$type($x) = 'object' and $exists($x.y)", "$type($x) = 'array' and $exists($x[0])",
  ]);
});

test('what the rules before have looked at is there', () => {
  const conditions = new Conditions('i');
  expect([
    { Variable: '$.a.b', IsPresent: false },
    { Variable: '$.a.b', NumericEquals: 1 },
    { Variable: '$.a.c', IsPresent: true },
    { Variable: '$.a.c', NumericEquals: 1 },
    { Variable: '$.a.c', NumericEquals: 2 },
    { And: [{ Variable: '$.d', IsNull: true }, { Variable: '$.e', IsNull: true }] },
    { Or: [{ Variable: '$.d', IsNull: true }, { Variable: '$.e', IsNull: true }] },
  ].map((rule) => conditions.next(rule))).toEqual([
    "$not($type(i.a) = 'object' and $exists(i.a.b))",
    'i.a.b = 1',
    '$exists(i.a.c)',
    `$exists(i.a.c) ? i.a.c = 1 : ${missing('$.a.c')}`,
    'i.a.c = 2',
    `($exists(i.d) ? $type(i.d) = 'null' : ${missing('$.d')}) and ($exists(i.e) ? $type(i.e) = 'null' : ${missing('$.e')})`,
    `($type(i.d) = 'null') or ($exists(i.e) ? $type(i.e) = 'null' : ${missing('$.e')})`,
  ]);
});
