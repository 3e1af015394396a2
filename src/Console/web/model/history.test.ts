import { expect, test } from 'vitest';
import type { HistoryEvent } from '../api/types.ts';
import { History, type Visit } from './history.ts';
import { failedVisit } from './visit.ts';

/** Events by lines: the id, the id before, the type, and the details. A second passes with each. */
function events(...lines: [id: number, previous: number, type: string, details?: object][]): HistoryEvent[] {
  return lines.map(([id, previousEventId, type, details]) => ({ id, previousEventId, type, timestamp: id, ...(details ? { anyEventDetails: details } : {}) }));
}

const statuses = (visits: readonly Visit[]): string[] => visits.map(({ state, status }) => `${state} ${status}`);

test('a Task that fails twice has three attempts, and runs while it waits for the next', () => {
  const history = History.of(events(
    [1, 0, 'ExecutionStarted', { input: '{}' }],
    [2, 0, 'TaskStateEntered', { name: 'Call', input: '{"a":1}' }],
    [3, 2, 'LambdaFunctionScheduled', { resource: 'arn:f', input: '{"a":1}' }],
    [4, 3, 'LambdaFunctionStarted'],
    [5, 4, 'LambdaFunctionFailed', { error: 'E', cause: 'c' }],
  ));
  const visit = history.visit(2)!;
  expect(visit).toMatchObject({ status: 'running', isFailing: true, error: 'E' });
  history.append(events(
    [6, 5, 'LambdaFunctionScheduled', { resource: 'arn:f', input: '{"a":1}' }],
    [7, 6, 'LambdaFunctionScheduleFailed', { error: 'F' }],
    [8, 7, 'LambdaFunctionScheduled', { resource: 'arn:f', input: '{"a":1}' }],
    [9, 8, 'LambdaFunctionStarted'],
    [10, 9, 'LambdaFunctionSucceeded', { output: '2' }],
    [11, 10, 'TaskStateExited', { name: 'Call', output: '{"r":2}', assignedVariables: { x: '2' } }],
    [12, 11, 'PassStateEntered', { name: 'After', input: '{"r":2}' }],
  ));
  expect(visit).toMatchObject({ status: 'succeeded', isFailing: false, enteredAt: 2, exitedAt: 11, input: '{"a":1}', output: '{"r":2}' });
  expect(visit.error).toBeUndefined();
  expect(visit.attempts).toEqual([
    { scheduledAt: 3, startedAt: 4, endedAt: 5, status: 'failed', resource: 'arn:f', parameters: '{"a":1}', error: 'E', cause: 'c' },
    { scheduledAt: 6, endedAt: 7, status: 'failed', resource: 'arn:f', parameters: '{"a":1}', error: 'F' },
    { scheduledAt: 8, startedAt: 9, endedAt: 10, status: 'succeeded', resource: 'arn:f', parameters: '{"a":1}', output: '2' },
  ]);
  expect(history.variablesAt(history.visit(12)!)).toEqual({ x: '2' });
  expect(history.variablesAt(visit)).toEqual({});
});

test('a Task that is left after a failure was caught', () => {
  const history = History.of(events(
    [1, 0, 'ExecutionStarted'],
    [2, 0, 'TaskStateEntered', { name: 'Call' }],
    [3, 2, 'TaskScheduled', { resourceType: 'sqs', resource: 'sendMessage', parameters: '{}' }],
    [4, 3, 'TaskStarted', { resourceType: 'sqs', resource: 'sendMessage' }],
    [5, 4, 'TaskFailed', { resourceType: 'sqs', resource: 'sendMessage', error: 'E', cause: 'c' }],
    [6, 5, 'TaskStateExited', { name: 'Call', output: '{"Error":"E","Cause":"c"}' }],
    [7, 6, 'SucceedStateEntered', { name: 'Done' }],
    [8, 7, 'SucceedStateExited', { name: 'Done' }],
    [9, 8, 'ExecutionSucceeded', { output: '{}' }],
  ));
  expect(statuses(history.visits)).toEqual(['Call caught', 'Done succeeded']);
  expect(history.visit(2)).toMatchObject({ error: 'E', cause: 'c' });
  expect(history.visit(2)!.attempts[0]!.resource).toBe('sqs:sendMessage');
  expect(history.status).toBe('SUCCEEDED');
});

test('what is cut off belongs to the sibling of what failed, though it links to the failure', () => {
  const history = History.of(events(
    [1, 0, 'ExecutionStarted'],
    [2, 0, 'ParallelStateEntered', { name: 'Both' }],
    [3, 2, 'ParallelStateStarted'],
    [4, 3, 'WaitStateEntered', { name: 'Short' }],
    [5, 3, 'MapStateEntered', { name: 'Each' }],
    [6, 5, 'MapStateStarted', { length: 2 }],
    [7, 6, 'MapIterationStarted', { name: 'Each', index: 0 }],
    [8, 7, 'WaitStateEntered', { name: 'Long' }],
    [9, 6, 'MapIterationStarted', { name: 'Each', index: 1 }],
    [10, 9, 'TaskStateEntered', { name: 'Call' }],
    [11, 10, 'TaskScheduled', { resourceType: 'sqs', resource: 'sendMessage' }],
    [12, 4, 'WaitStateExited', { name: 'Short' }],
    [13, 12, 'FailStateEntered', { name: 'No' }],
    [14, 13, 'MapStateAborted'],
    [15, 13, 'MapIterationAborted', { name: 'Each', index: 0 }],
    [16, 13, 'WaitStateAborted'],
    [17, 13, 'MapIterationAborted', { name: 'Each', index: 1 }],
    [18, 13, 'TaskStateAborted'],
    [19, 13, 'ParallelStateFailed'],
    [20, 19, 'ExecutionFailed', { error: 'E', cause: 'c' }],
  ));
  expect(statuses(history.visits)).toEqual(['Both failed', 'Short succeeded', 'Each aborted', 'Long aborted', 'Call aborted', 'No failed']);
  expect(history.visit(8)!.exitedAt).toBe(16);
  expect(history.visit(10)!.attempts[0]).toMatchObject({ status: 'aborted', endedAt: 18 });
  expect(history.visit(2)!.frames.map(({ status }) => status)).toEqual(['failed', 'aborted']);
  expect(history.visit(5)!.frames.map(({ status, endedAt }) => [status, endedAt])).toEqual([['aborted', 15], ['aborted', 17]]);
  expect(failedVisit(history.root)).toMatchObject({ state: 'No', error: 'E', cause: 'c' });
  expect(history.visit(2)!.error).toBe('E');
});

test('a Task that fails its branch has failed, though it is said to be cut off', () => {
  const history = History.of(events(
    [1, 0, 'ExecutionStarted'],
    [2, 0, 'MapStateEntered', { name: 'Each' }],
    [3, 2, 'MapStateStarted', { length: 2 }],
    [4, 3, 'MapIterationStarted', { name: 'Each', index: 0 }],
    [5, 4, 'TaskStateEntered', { name: 'Call' }],
    [6, 5, 'TaskScheduled', { resourceType: 'sqs', resource: 'sendMessage' }],
    [7, 3, 'MapIterationStarted', { name: 'Each', index: 1 }],
    [8, 7, 'TaskStateEntered', { name: 'Call' }],
    [9, 8, 'TaskScheduled', { resourceType: 'sqs', resource: 'sendMessage' }],
    [10, 9, 'TaskFailed', { error: 'E' }],
    [11, 10, 'TaskStateAborted'],
    [12, 10, 'MapIterationAborted', { name: 'Each', index: 0 }],
    [13, 10, 'TaskStateAborted'],
    [14, 10, 'MapIterationFailed', { name: 'Each', index: 1 }],
    [15, 10, 'MapStateFailed'],
    [16, 15, 'MapStateExited', { name: 'Each', output: '{"Error":"E","Cause":""}' }],
  ));
  expect(statuses(history.visits)).toEqual(['Each caught', 'Call aborted', 'Call failed']);
  expect(history.visit(2)).toMatchObject({ error: 'E', length: 2 });
  expect(history.visit(2)!.frames.map(({ index, status }) => [index, status])).toEqual([[0, 'aborted'], [1, 'failed']]);
});

test('each try of a Parallel has its own branches', () => {
  const history = History.of(events(
    [1, 0, 'ExecutionStarted'],
    [2, 0, 'ParallelStateEntered', { name: 'Both' }],
    [3, 2, 'ParallelStateStarted'],
    [4, 3, 'FailStateEntered', { name: 'No' }],
    [5, 3, 'PassStateEntered', { name: 'Yes' }],
    [6, 5, 'PassStateExited', { name: 'Yes' }],
    [7, 4, 'ParallelStateStarted'],
    [8, 7, 'FailStateEntered', { name: 'No' }],
    [9, 8, 'ParallelStateFailed'],
    [10, 9, 'ParallelStateExited', { name: 'Both', output: '{"Error":"E","Cause":"c"}' }],
  ));
  const both = history.visit(2)!;
  expect(both).toMatchObject({ status: 'caught', rounds: 2, error: 'E' });
  expect(both.frames.map(({ round, index, status }) => [round, index, status])).toEqual([[0, 0, 'failed'], [0, 1, 'succeeded'], [1, 0, 'failed']]);
  expect(history.visit(8)).toMatchObject({ status: 'failed', error: 'E', cause: 'c' });
});

test('a failure of an expression belongs to the state that it names', () => {
  const history = History.of(events(
    [1, 0, 'ExecutionStarted'],
    [2, 0, 'PassStateEntered', { name: 'A' }],
    [3, 2, 'PassStateExited', { name: 'A' }],
    [4, 3, 'TaskStateEntered', { name: 'B' }],
    [5, 3, 'EvaluationFailed', { state: 'B', error: 'States.QueryEvaluationError', cause: 'c', location: 'Arguments' }],
    [6, 5, 'ExecutionFailed', { error: 'States.QueryEvaluationError', cause: 'c' }],
  ));
  expect(statuses(history.visits)).toEqual(['A succeeded', 'B failed']);
  expect(failedVisit(history.root)).toMatchObject({ state: 'B', cause: 'c' });
});

test('a failure that nothing can take ends what is around it, and cuts off the rest', () => {
  const history = History.of(events(
    [1, 0, 'ExecutionStarted'],
    [2, 0, 'ParallelStateEntered', { name: 'Both' }],
    [3, 2, 'ParallelStateStarted'],
    [4, 3, 'PassStateEntered', { name: 'Wrong' }],
    [5, 3, 'WaitStateEntered', { name: 'Long' }],
    [6, 4, 'ExecutionFailed', { error: 'States.Runtime', cause: 'c' }],
  ));
  expect(statuses(history.visits)).toEqual(['Both failed', 'Wrong failed', 'Long aborted']);
  expect(failedVisit(history.root)).toMatchObject({ state: 'Wrong', error: 'States.Runtime' });
});

test.each([['ExecutionTimedOut', 'failed', 'TIMED_OUT'], ['ExecutionAborted', 'aborted', 'ABORTED']])('%s ends what is open as %s', (type, status, whole) => {
  const history = History.of(events(
    [1, 0, 'ExecutionStarted'],
    [2, 0, 'MapStateEntered', { name: 'Each' }],
    [3, 2, 'MapStateStarted', { length: 1 }],
    [4, 3, 'MapIterationStarted', { name: 'Each', index: 0 }],
    [5, 4, 'WaitStateEntered', { name: 'Long' }],
    [6, 0, type, { error: 'E' }],
  ));
  expect(history.status).toBe(whole);
  expect(statuses(history.visits)).toEqual([`Each ${status}`, `Long ${status}`]);
  expect(history.visit(2)!.frames[0]).toMatchObject({ status, endedAt: 6 });
});

test('a redrive goes on in the states that had not ended well, without another entry', () => {
  const history = History.of(events(
    [1, 0, 'ExecutionStarted'],
    [2, 0, 'ParallelStateEntered', { name: 'Both' }],
    [3, 2, 'ParallelStateStarted'],
    [4, 3, 'TaskStateEntered', { name: 'Call' }],
    [5, 4, 'ActivityScheduled', { resource: 'arn:a', input: '{}' }],
    [6, 3, 'WaitStateEntered', { name: 'Long' }],
    [7, 3, 'PassStateEntered', { name: 'Quick' }],
    [8, 7, 'PassStateExited', { name: 'Quick' }],
    [9, 5, 'ActivityTimedOut', { error: 'States.Timeout' }],
    [10, 9, 'TaskStateAborted'],
    [11, 9, 'WaitStateAborted'],
    [12, 9, 'ParallelStateFailed'],
    [13, 12, 'ExecutionFailed', { error: 'States.Timeout' }],
  ));
  expect(statuses(history.visits)).toEqual(['Both failed', 'Call failed', 'Long aborted', 'Quick succeeded']);
  history.append(events([14, 13, 'ExecutionRedriven', { redriveCount: 1 }]));
  expect(history.status).toBe('RUNNING');
  expect(statuses(history.visits)).toEqual(['Both running', 'Call running', 'Long running', 'Quick succeeded']);
  expect(history.visit(2)!.error).toBeUndefined();
  history.append(events(
    [15, 4, 'ActivityScheduled', { resource: 'arn:a', input: '{}' }],
    [16, 6, 'WaitStateExited', { name: 'Long' }],
    [17, 15, 'ActivityStarted'],
    [18, 17, 'ActivitySucceeded', { output: '1' }],
    [19, 18, 'TaskStateExited', { name: 'Call' }],
    [20, 19, 'ParallelStateSucceeded'],
    [21, 19, 'ParallelStateExited', { name: 'Both' }],
    [22, 21, 'ExecutionSucceeded'],
  ));
  expect(statuses(history.visits)).toEqual(['Both succeeded', 'Call succeeded', 'Long succeeded', 'Quick succeeded']);
  expect(history.visit(4)!.attempts.map(({ status }) => status)).toEqual(['failed', 'succeeded']);
  expect(history.visit(2)!.frames.map(({ status }) => status)).toEqual(['succeeded', 'succeeded', 'succeeded']);
});

test('a Distributed Map has the run, and a Task the execution that it started', () => {
  const child = 'arn:aws:states:us-east-1:000000000000:execution:child:c1';
  const history = History.of(events(
    [1, 0, 'ExecutionStarted'],
    [2, 0, 'MapStateEntered', { name: 'Each' }],
    [3, 2, 'MapStateStarted', { length: 2 }],
    [4, 3, 'MapRunStarted', { mapRunArn: 'arn:run' }],
    [5, 4, 'MapRunSucceeded'],
    [6, 4, 'MapStateSucceeded'],
    [7, 4, 'MapStateExited', { name: 'Each' }],
    [8, 7, 'TaskStateEntered', { name: 'Start' }],
    [9, 8, 'TaskScheduled', { resourceType: 'states', resource: 'startExecution.sync', parameters: '{}' }],
    [10, 9, 'TaskSubmitted', { resourceType: 'states', resource: 'startExecution.sync', output: `{"ExecutionArn":"${child}"}` }],
  ));
  expect(history.visit(2)).toMatchObject({ status: 'succeeded', mapRunArn: 'arn:run' });
  expect(history.visit(8)).toMatchObject({ status: 'running', child });
});

test('an iteration sees the variables around its Map, and not those of its siblings', () => {
  const history = History.of(events(
    [1, 0, 'ExecutionStarted'],
    [2, 0, 'PassStateEntered', { name: 'First' }],
    [3, 2, 'PassStateExited', { name: 'First', assignedVariables: { x: '1', y: '1' } }],
    [4, 3, 'MapStateEntered', { name: 'Each' }],
    [5, 4, 'MapStateStarted', { length: 2 }],
    [6, 5, 'MapIterationStarted', { name: 'Each', index: 0 }],
    [7, 6, 'PassStateEntered', { name: 'In' }],
    [8, 7, 'PassStateExited', { name: 'In', assignedVariables: { y: '2' } }],
    [9, 8, 'PassStateEntered', { name: 'Last' }],
    [10, 5, 'MapIterationStarted', { name: 'Each', index: 1 }],
    [11, 10, 'PassStateEntered', { name: 'In' }],
  ));
  expect(history.variablesAt(history.visit(9)!)).toEqual({ x: '1', y: '2' });
  expect(history.variablesAt(history.visit(11)!)).toEqual({ x: '1', y: '1' });
});
