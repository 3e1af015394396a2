import { expect, test } from 'vitest';
import { detailsOf } from './history.ts';
import { readDefinitionFile, readHistoryFile, writeHistoryFile } from './historyFile.ts';
import { recorded } from './recorded.ts';

test('a history as the AWS CLI prints it is read, times with microseconds and an offset too', () => {
  const events = readHistoryFile(JSON.stringify({
    events: [
      {
        timestamp: '2025-01-15T12:30:00.123456+02:00', type: 'ExecutionStarted', id: 1, previousEventId: 0,
        executionStartedEventDetails: { input: '{}', inputDetails: { truncated: false }, roleArn: 'arn:aws:iam::123456789012:role/any' },
      },
      { timestamp: '2025-01-15T10:30:01+00:00', type: 'PassStateEntered', id: 2, previousEventId: 0, stateEnteredEventDetails: { name: 'A', input: '{}' } },
    ],
  }));
  expect(events.map((event) => event.timestamp)).toEqual([1736937000.123, 1736937001]);
  expect(events[1]).toMatchObject({ id: 2, type: 'PassStateEntered', stateEnteredEventDetails: { name: 'A' } });
});

test('details of other types that are written as nothing are none of the event', () => {
  const [event] = readHistoryFile('[{"id":1,"type":"ExecutionStarted","timestamp":1,"activityFailedEventDetails":null,"executionStartedEventDetails":{"input":"{}"}}]');
  expect(detailsOf(event!)).toEqual({ input: '{}' });
});

test('one in reverse order, and its events alone, are read as well', () => {
  const events = recorded(['ExecutionStarted', 0], ['PassStateEntered', 0, { name: 'A' }], ['PassStateExited', 2, { name: 'A' }]);
  expect(readHistoryFile(JSON.stringify(events.toReversed())).map((event) => event.id)).toEqual([1, 2, 3]);
});

test('what is written is read back', () => {
  const events = recorded(['ExecutionStarted', 0, { input: '{"n":1.10}' }, 1736937000.123], ['ExecutionSucceeded', 1, { output: '{}' }, 1736937002]);
  expect(readHistoryFile(writeHistoryFile(events))).toEqual(events);
});

test.each([
  ['no {', /^The history is no JSON: /],
  ['{}', 'This is no history: there are no "events" in it.'],
  ['null', 'This is no history: there are no "events" in it.'],
  ['{"events":[]}', 'There is no event in this history.'],
  ['[1]', 'Event number 1 of this history has no members.'],
  ['[{"id":"1"}]', 'Event number 1 of this history has no number as its "id".'],
  ['[{"id":1}]', 'Event number 1 of this history has no "type".'],
  ['[{"id":1,"type":"ExecutionStarted","timestamp":"soon"}]', 'Event number 1 of this history has no time as its "timestamp".'],
  ['[{"id":1,"type":"ExecutionStarted","timestamp":1,"executionStartedEventDetails":{"input":{"a":1}}}]', 'Event number 1 of this history has no text as its "input".'],
  ['[{"id":1,"type":"ExecutionStarted","timestamp":1,"executionStartedEventDetails":"{}"}]', 'Event number 1 of this history has no object as its details.'],
  ['[{"id":1,"type":"PassStateExited","timestamp":1,"stateExitedEventDetails":{"assignedVariables":{"x":1}}}]', 'Event number 1 of this history has no text as the value of "x".'],
  ['[{"id":7,"type":"PassStateEntered","timestamp":1}]', 'This history begins with event 7: export all of it, from event 1.'],
])('%s is no history', (text, why) => {
  expect(() => readHistoryFile(text)).toThrow(why);
});

test('a definition is read alone, and from what describe-state-machine prints', () => {
  const definition = '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}';
  expect(readDefinitionFile(definition)).toBe(definition);
  expect(readDefinitionFile(JSON.stringify({ name: 'm', definition }))).toBe(definition);
  expect(() => readDefinitionFile('{"definition":"{}"}')).toThrow('The definition has no "States".');
  expect(() => readDefinitionFile('{')).toThrow(/^The definition is no JSON/);
});
