import { expect, test } from 'vitest';
import { failures, fieldsOf, filterEvents, kindsOf, placeOf, summaryOf } from './events.ts';
import { History } from './history.ts';
import { recorded } from './recorded.ts';

const history = History.of(recorded(
  ['ExecutionStarted', 0, { input: '{}', inputDetails: { truncated: false }, roleArn: 'role' }],
  ['TaskStateEntered', 0, { name: 'Call', input: '{}' }],
  ['TaskScheduled', 2, { resourceType: 'lambda', resource: 'invoke', region: 'us-east-1', parameters: '{"FunctionName":"f"}' }],
  ['TaskStarted', 3, { resourceType: 'lambda', resource: 'invoke' }],
  ['TaskFailed', 4, { resourceType: 'lambda', resource: 'invoke', error: 'Exception', cause: '{"errorMessage":"no"}' }],
  ['TaskStateExited', 5, { name: 'Call', output: '{"Error":"Exception"}', assignedVariables: { x: '1' } }],
  ['PassStateEntered', 6, { name: 'Fallback', input: '{"Error":"Exception"}' }],
  ['PassStateExited', 7, { name: 'Fallback', output: '{}', outputDetails: { truncated: true } }],
  ['ExecutionSucceeded', 8, { output: '{}' }],
));

function ids(filter: Parameters<typeof filterEvents>[1]): number[] {
  return filterEvents(history, filter).map((event) => event.id);
}

test('events are filtered by type, by failure, by state, and by both', () => {
  expect(ids({})).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(ids({ type: 'TaskStarted' })).toEqual([4]);
  expect(ids({ type: failures })).toEqual([5]);
  expect(ids({ state: 'Call' })).toEqual([2, 3, 4, 5, 6]);
  expect(ids({ state: 'Fallback', type: 'PassStateExited' })).toEqual([8]);
  expect(ids({ state: 'Fallback', type: failures })).toEqual([]);
});

test('what can be filtered by is what there is', () => {
  const kinds = kindsOf(history);
  expect(kinds.states).toEqual([['Call', 5], ['Fallback', 2]]);
  expect(kinds.types).toContainEqual(['TaskFailed', 1]);
  expect(kinds.failures).toBe(1);
});

test('the start of an iteration belongs to its Map', () => {
  const mapped = History.of(recorded(
    ['ExecutionStarted', 0, { input: '[1]' }],
    ['MapStateEntered', 0, { name: 'Each', input: '[1]' }],
    ['MapStateStarted', 2, { length: 1 }],
    ['MapIterationStarted', 3, { name: 'Each', index: 0 }],
    ['PassStateEntered', 4, { name: 'Item', input: '1' }],
  ));
  expect(filterEvents(mapped, { state: 'Each' }).map((event) => event.id)).toEqual([2, 3, 4]);
});

test('the place of an event is found by its id, or the place of the next one', () => {
  const shown = filterEvents(history, { state: 'Fallback' });
  expect([placeOf(shown, 8), placeOf(shown, 3), placeOf(shown, 9), placeOf([], 1)]).toEqual([1, 0, 1, -1]);
});

test('a line says what an event is about', () => {
  const at = (id: number): string => summaryOf(history.events[id - 1]!);
  expect(at(2)).toBe('{}');
  expect(at(3)).toBe('lambda invoke');
  expect(at(5)).toBe('Exception: {"errorMessage":"no"}');
  const long = summaryOf({ ...history.events[8]!, executionSucceededEventDetails: { output: 'x'.repeat(1000) } });
  expect(long).toHaveLength(201);
});

test('details come with their data last, and say only of data that is cut that it is', () => {
  expect(fieldsOf(history.events[5]!)).toEqual([
    { name: 'name', value: 'Call', isData: false },
    { name: 'output', value: '{"Error":"Exception"}', isData: true },
    { name: '$x', value: '1', isData: true },
  ]);
  expect(fieldsOf(history.events[7]!).map((field) => field.name)).toEqual(['name', 'outputDetails', 'output']);
  expect(fieldsOf(history.events[0]!).map((field) => field.name)).toEqual(['roleArn', 'input']);
});
