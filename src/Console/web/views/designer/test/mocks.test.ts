import { expect, test } from 'vitest';
import { readDefinition, type StateNode } from '../../../model/definition.ts';
import { History } from '../../../model/history.ts';
import { recorded } from '../../../model/recorded.ts';
import { firstSetting, kindsFor, mockFor, recordedMocks } from './mocks.ts';

const state = (json: object): StateNode => readDefinition(JSON.stringify({ StartAt: 'A', States: { A: json } })).states.get('A')!;
const task = state({ Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', End: true });
const run = History.of(recorded(
  ['ExecutionStarted', 0], ['TaskStateEntered', 0, { name: 'A', input: '{}' }],
  ['TaskScheduled', 2], ['TaskFailed', 3, { error: 'Busy' }], ['TaskScheduled', 4], ['TaskSucceeded', 5, { output: '{"MessageId":"1"}' }],
  ['TaskStateExited', 6, { name: 'A', output: '{}' }],
));

test('what the last execution recorded stands for a state first', () => {
  expect(kindsFor(task, run)).toEqual(['recorded', 'result', 'error', 'real']);
  expect(recordedMocks(task, run).map(({ errorOutput, result }) => errorOutput?.error ?? result)).toEqual(['Busy', '{"MessageId":"1"}']);
  const setting = firstSetting(task, run);
  expect([0, 1, 2].map((time) => mockFor(setting, time, recordedMocks(task, run), '{}')?.errorOutput?.error)).toEqual(['Busy', undefined, undefined]);
});

test('what only a mock can stand for is never run', () => {
  expect(kindsFor(state({ Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', End: true }), undefined)).toEqual(['result', 'error']);
  expect(kindsFor(state({ Type: 'Map', ItemReader: {}, End: true }), undefined)).toEqual(['result', 'error']);
  expect(kindsFor(state({ Type: 'Parallel', Branches: [], End: true }), undefined)).toEqual(['inside', 'result', 'error']);
});

test('an error comes as often as it is said, and then the result', () => {
  const setting = { ...firstSetting(task, undefined), kind: 'error' as const, error: 'Busy', times: '2', result: '7' };
  expect([0, 1, 2].map((time) => mockFor(setting, time, [], '{}')?.result)).toEqual([undefined, undefined, '7']);
  expect(mockFor({ ...setting, times: '' }, 99, [], '{}')?.errorOutput).toEqual({ error: 'Busy' });
  expect(mockFor({ ...setting, kind: 'real' }, 0, [], '{}')).toBeUndefined();
});
