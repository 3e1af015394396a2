import { expect, test } from 'vitest';
import { compare } from './compare.ts';
import { History } from './history.ts';
import { type Recorded, recorded } from './recorded.ts';

/** An execution of Pass states of these names, each with the input given after a colon. */
function path(...states: string[]): History {
  const events: Recorded[] = [['ExecutionStarted', 0, { input: '{}' }]];
  for (const state of states) {
    const [name = '', input = '{}'] = state.split(/:(.*)/);
    events.push(['PassStateEntered', events.length === 1 ? 0 : events.length, { name, input }]);
    events.push(['PassStateExited', events.length, { name, output: '{}' }]);
  }

  return History.of(recorded(...events));
}

function sides(left: History, right: History): string[] {
  return compare(left, right).rows.map((row) => `${row.left?.state ?? '-'} ${row.right?.state ?? '-'}`);
}

test('two that went the same way stand together', () => {
  const { rows, partsAt, differsAt } = compare(path('A', 'B'), path('A', 'B'));
  expect(rows.map((row) => [row.left?.id, row.right?.id, row.differences])).toEqual([[2, 2, []], [4, 4, []]]);
  expect([partsAt, differsAt]).toEqual([undefined, undefined]);
});

test('where the paths part is said, and where they meet again they stand together', () => {
  const [left, right] = [path('A', 'Big', 'Approve', 'End'), path('A', 'Small', 'End')];
  expect(sides(left, right)).toEqual(['A A', 'Big -', 'Approve -', '- Small', 'End End']);
  expect(compare(left, right).partsAt).toBe(1);
});

test('as few states as possible stand alone, on either side', () => {
  expect(sides(path('A', 'B', 'C', 'A', 'B', 'B', 'A'), path('C', 'B', 'A', 'B', 'A', 'C')).filter((row) => row.includes('-'))).toHaveLength(5);
  expect(sides(path('Try', 'Try', 'Try', 'End'), path('Try', 'End'))).toEqual(['Try Try', 'Try -', 'Try -', 'End End']);
  expect(sides(path(), path('A'))).toEqual(['- A']);
  expect(sides(path('X', 'B', 'Y'), path('B'))).toEqual(['X -', 'B B', 'Y -']);
});

test('data differs where it says something else, and not where it is only laid out in another way', () => {
  const { rows, differsAt } = compare(path('A:{"a":1,"b":[2]}', 'B:{"n":1}'), path('A:{ "b": [2], "a": 1 }', 'B:{"n":2}'));
  expect(rows.map((row) => row.differences)).toEqual([[], ['input']]);
  expect(differsAt).toBe(1);
});

test('errors, statuses and variables are told apart', () => {
  const left = History.of(recorded(
    ['ExecutionStarted', 0, { input: '{}' }],
    ['TaskStateEntered', 0, { name: 'Call', input: '{}' }],
    ['LambdaFunctionScheduled', 2, { resource: 'f' }],
    ['LambdaFunctionFailed', 3, { error: 'Exception' }],
    ['ExecutionFailed', 4, { error: 'Exception' }],
  ));
  const right = History.of(recorded(
    ['ExecutionStarted', 0, { input: '{}' }],
    ['TaskStateEntered', 0, { name: 'Call', input: '{}' }],
    ['LambdaFunctionScheduled', 2, { resource: 'f' }],
    ['LambdaFunctionSucceeded', 3, { output: '1' }],
    ['TaskStateExited', 4, { name: 'Call', output: '1', assignedVariables: { x: '1' } }],
  ));
  expect(compare(left, right).rows[0]?.differences).toEqual(['status', 'error', 'output', 'variables']);
});

test('branches are paired by their first state and iterations by their index, whichever began first', () => {
  const parallel = (first: string, second: string): History => History.of(recorded(
    ['ExecutionStarted', 0, { input: '{}' }],
    ['ParallelStateEntered', 0, { name: 'Both', input: '{}' }],
    ['ParallelStateStarted', 2],
    ['PassStateEntered', 3, { name: first, input: '{}' }],
    ['PassStateExited', 4, { name: first, output: '{}' }],
    ['PassStateEntered', 3, { name: second, input: '{}' }],
    ['PassStateExited', 6, { name: second, output: '{}' }],
  ));
  const { rows } = compare(parallel('X', 'Y'), parallel('Y', 'X'));
  expect(rows.map((row) => [row.depth, row.left?.state, row.right?.state])).toEqual([
    [0, 'Both', 'Both'], [1, undefined, undefined], [2, 'X', 'X'], [1, undefined, undefined], [2, 'Y', 'Y'],
  ]);

  const map = (...indexes: number[]): History => {
    const events: Recorded[] = [
      ['ExecutionStarted', 0, { input: '{}' }],
      ['MapStateEntered', 0, { name: 'Each', input: '[]' }],
      ['MapStateStarted', 2, { length: indexes.length }],
    ];
    for (const index of indexes) {
      events.push(['MapIterationStarted', 3, { name: 'Each', index }]);
      events.push(['PassStateEntered', events.length, { name: 'Item', input: String(index) }]);
    }

    return History.of(recorded(...events));
  };
  const compared = compare(map(0, 1), map(1, 0, 2));
  expect(compared.rows.filter((row) => row.left ?? row.right).map((row) => [row.left?.input, row.right?.input])).toEqual([
    ['[]', '[]'], ['0', '0'], ['1', '1'], [undefined, '2'],
  ]);
});

test('long paths that have nothing in common are compared at once, each for itself', () => {
  const many = (name: string): History => path(...Array.from({ length: 8000 }, (_, i) => `${name}${i}`));
  const { rows, partsAt } = compare(many('l'), many('r'));
  expect([rows.length, partsAt]).toEqual([16000, 0]);
});
