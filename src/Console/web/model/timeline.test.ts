import { expect, test } from 'vitest';
import { History } from './history.ts';
import { recorded } from './recorded.ts';
import { hiding, piecesOf, roundStep, rowOf, rowsOf, spanOf } from './timeline.ts';

// A Map of two items, as AWS links its events (scenarios_test_base_scenarios.py_TestBaseScenarios_test_map_state).
const mapped = History.of(recorded(
  ['ExecutionStarted', 0, { input: '[1,2]' }, 100],
  ['MapStateEntered', 0, { name: 'Each', input: '[1,2]' }],
  ['MapStateStarted', 2, { length: 2 }],
  ['MapIterationStarted', 3, { name: 'Each', index: 0 }],
  ['PassStateEntered', 4, { name: 'Item', input: '1' }, 101],
  ['PassStateExited', 5, { name: 'Item', output: '1' }],
  ['MapIterationSucceeded', 6, { name: 'Each', index: 0 }],
  ['MapIterationStarted', 6, { name: 'Each', index: 1 }],
  ['PassStateEntered', 8, { name: 'Item', input: '2' }, 102],
  ['PassStateExited', 9, { name: 'Item', output: '2' }],
  ['MapIterationSucceeded', 10, { name: 'Each', index: 1 }],
  ['MapStateSucceeded', 10],
  ['MapStateExited', 10, { name: 'Each', output: '[1,2]' }, 103],
  ['ExecutionSucceeded', 13, { output: '[1,2]' }],
));

test('rows are nested as the states are, an iteration after the other', () => {
  const rows = rowsOf(mapped, new Set());
  expect(rows.map((row) => [row.depth, row.visit?.state ?? row.frame?.index])).toEqual([[0, 'Each'], [1, 0], [2, 'Item'], [1, 1], [2, 'Item']]);
  expect(rows[0]).toMatchObject({ isOpen: true, startedAt: 100, endedAt: 103, status: 'succeeded' });
});

test('a row that is closed hides those within, and stands for them', () => {
  const closed = new Set([2]);
  const rows = rowsOf(mapped, closed);
  expect(rows.map((row) => [row.visit?.state, row.isOpen])).toEqual([['Each', false]]);
  const inner = mapped.visit(9)!;
  expect(rowOf(rows, inner)).toBe(0);
  expect(hiding(inner, closed)).toEqual([2]);
  expect(hiding(inner, new Set())).toEqual([]);
  expect(rowOf(rowsOf(mapped, new Set()), inner)).toBe(4);
});

// A task that failed once and was tried again after 2 seconds.
const retried = History.of(recorded(
  ['ExecutionStarted', 0, { input: '{}' }, 100],
  ['TaskStateEntered', 0, { name: 'Call', input: '{}' }],
  ['LambdaFunctionScheduled', 2, { resource: 'f' }],
  ['LambdaFunctionStarted', 3, undefined, 101],
  ['LambdaFunctionFailed', 4, { error: 'Exception' }, 103],
  ['LambdaFunctionScheduled', 5, { resource: 'f' }, 105],
  ['LambdaFunctionStarted', 6, undefined, 105],
));

test('a bar shows attempts, what they waited for their start, and the time between them', () => {
  const [row] = rowsOf(retried, new Set());
  expect(piecesOf(row!, 110)).toEqual([
    { kind: 'whole', status: 'running', from: 100, to: 110 },
    { kind: 'queued', status: 'failed', from: 100, to: 101, attempt: 1 },
    { kind: 'attempt', status: 'failed', from: 101, to: 103, attempt: 1, error: 'Exception' },
    { kind: 'backoff', status: 'caught', from: 103, to: 105, attempt: 2 },
    { kind: 'attempt', status: 'running', from: 105, to: 110, attempt: 2 },
  ]);
});

test('what has failed and has not ended waits for its retry', () => {
  const [row] = rowsOf(History.of(retried.events.slice(0, 5)), new Set());
  expect(piecesOf(row!, 104).at(-1)).toEqual({ kind: 'backoff', status: 'caught', from: 103, to: 104, attempt: 2 });
});

test('a Wait is shown as one', () => {
  const waits = History.of(recorded(['ExecutionStarted', 0, {}, 5], ['WaitStateEntered', 0, { name: 'W' }], ['WaitStateExited', 2, { name: 'W' }, 9]));
  expect(piecesOf(rowsOf(waits, new Set())[0]!, 9)).toEqual([{ kind: 'wait', status: 'succeeded', from: 5, to: 9 }]);
});

test('time goes on while an execution runs, and ends with it', () => {
  expect(spanOf(retried, 110)).toEqual({ from: 100, to: 110 });
  expect(spanOf(retried, undefined)).toEqual({ from: 100, to: 105 });
  expect(spanOf(mapped, 110)).toEqual({ from: 100, to: 103 });
});

test('marks of time are at round lengths', () => {
  expect([0.0023, 0.11, 0.9, 1, 1.4, 7, 22, 40, 61, 400, 4000, 30000, 100000].map(roundStep)).toEqual([
    0.005, 0.2, 1, 1, 2, 10, 30, 60, 120, 600, 7200, 43200, 172800,
  ]);
});
