import { expect, test } from 'vitest';
import { allStates, describeRule, readDefinition } from './definition.ts';

test('scopes are read with their states, and ways with what stands at them', () => {
  const scope = readDefinition(JSON.stringify({
    StartAt: 'Choose',
    States: {
      Choose: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericGreaterThan: 1, Next: 'Both' }, { Variable: '$.n', NumericEquals: 0, Next: 'Gone' }], Default: 'Each' },
      Both: {
        Type: 'Parallel', Comment: 'two', Next: 'Each', Catch: [{ ErrorEquals: ['A', 'B'], Next: 'Choose' }],
        Branches: [{ StartAt: 'X', States: { X: { Type: 'Pass', End: true } } }, { StartAt: 'a/b~c', States: { 'a/b~c': { Type: 'Pass', End: true } } }],
      },
      Each: { Type: 'Map', ItemProcessor: { StartAt: 'In', States: { In: { Type: 'Pass', End: true } } }, End: true },
    },
  }));
  expect([...allStates(scope)].map(({ name }) => name)).toEqual(['Choose', 'Both', 'X', 'a/b~c', 'Each', 'In']);
  expect(scope.edges).toEqual([
    { from: 'Choose', to: 'Both', kind: 'rule', index: 0, label: '$.n > 1' },
    { from: 'Choose', to: 'Each', kind: 'default' },
    { from: 'Both', to: 'Each', kind: 'next' },
    { from: 'Both', to: 'Choose', kind: 'catch', index: 0, label: 'A, B' },
  ]);
  const both = scope.states.get('Both')!;
  expect(both.comment).toBe('two');
  expect(both.scopes.map(({ id, startAt, parent }) => [id, startAt, parent?.name])).toEqual([
    ['/States/Both/Branches/0', 'X', 'Both'], ['/States/Both/Branches/1', 'a/b~c', 'Both'],
  ]);
});

test('what is no definition is refused, and what is wrong in one is left out', () => {
  expect(() => readDefinition('{')).toThrow(SyntaxError);
  expect(() => readDefinition('[]')).toThrow(SyntaxError);
  expect(readDefinition('{}').states.size).toBe(0);
  const scope = readDefinition('{"States":{"A":1,"B":{"Type":5,"Next":"C","Catch":"x","Branches":{}},"__proto__":{"Type":"Pass"}}}');
  expect([...scope.states.keys()]).toEqual(['A', 'B', '__proto__']);
  expect(scope.edges).toEqual([]);
});

test.each([
  [{ Condition: '{% $n > 1 %}', Next: 'X' }, '$n > 1'],
  [{ Variable: '$.a', StringMatches: 'x*', Next: 'X' }, '$.a matches "x*"'],
  [{ Variable: '$.a', NumericLessThanEqualsPath: '$.b', Next: 'X' }, '$.a ≤ "$.b"'],
  [{ Variable: '$.a', IsPresent: true, Next: 'X' }, '$.a IsPresent true'],
  [{ Not: { Variable: '$.a', BooleanEquals: true }, Next: 'X' }, 'not ($.a = true)'],
  [{ And: [{ Variable: '$.a', NumericLessThan: 1 }, { Variable: '$.b', TimestampGreaterThanEquals: 't' }], Next: 'X' }, '$.a < 1 and $.b ≥ "t"'],
  [{ Next: 'X' }, ''],
])('rule %j', (rule, text) => {
  expect(describeRule(rule)).toBe(text);
});
