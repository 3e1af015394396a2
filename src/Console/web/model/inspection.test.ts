import { expect, test } from 'vitest';
import { readDefinition } from './definition.ts';
import { History } from './history.ts';
import { type Inspection, inspectionOf, recordedStagesOf, stagesOf } from './inspection.ts';
import { type Recorded, recorded } from './recorded.ts';
import type { Run } from './run.ts';

function run(definition: object | undefined, ...events: Recorded[]): Run {
  const text = definition && JSON.stringify(definition);
  return {
    execution: undefined,
    definition: text === undefined ? undefined : readDefinition(text),
    definitionText: text,
    history: History.of(recorded(['ExecutionStarted', 0, { input: '{"n":1.10}', roleArn: 'role' }, 1736937000], ...events)),
    version: 1,
  };
}

function inspect(of: Run, visit: number, attempt?: number): Inspection {
  const found = inspectionOf(of, of.history.visit(visit)!, attempt);
  if (typeof found === 'string') {
    throw new Error(found);
  }

  return found;
}

const call = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { 'Payload.$': '$' }, ResultPath: '$.r', End: true };
const called = run(
  { StartAt: 'Call', States: { Call: call } },
  ['TaskStateEntered', 0, { name: 'Call', input: '{"n":1.10}' }, 1736937001],
  ['TaskScheduled', 2, { resource: 'invoke', parameters: '{"Payload":{"n":1.10}}' }],
  ['TaskStarted', 3, {}],
  ['TaskFailed', 4, { error: 'Exception', cause: 'no' }],
  ['TaskScheduled', 5, { resource: 'invoke', parameters: '{"Payload":{"n":1.10}}' }],
  ['TaskSucceeded', 6, { output: '{"Payload":1}' }],
  ['TaskStateExited', 7, { name: 'Call', output: '{"n":1.10,"r":{"Payload":1}}' }],
);

test('what a task came to is the mock, and the attempts before it are counted', () => {
  const { request, reach } = inspect(called, 2);
  expect(request).toMatchObject({
    stateName: 'Call', input: '{"n":1.10}', inspectionLevel: 'DEBUG', variables: '{}',
    mock: { result: '{"Payload":1}', fieldValidationMode: 'NONE' }, stateConfiguration: { retrierRetryCount: 1 },
  });
  expect(request.definition).toBe(called.definitionText);
  expect(reach).toBe('whole');
});

test('the context is the one of then, its numbers as they were written', () => {
  expect(inspect(called, 2).request.context).toBe(
    '{"Execution":{"Input":{"n":1.10},"RoleArn":"role","StartTime":"2025-01-15T10:30:00.000Z"}' +
      ',"State":{"EnteredTime":"2025-01-15T10:30:01.000Z","Name":"Call","RetryCount":1}}',
  );
});

test('an attempt that failed is mocked by its error', () => {
  const { request } = inspect(called, 2, 0);
  expect(request.mock).toEqual({ errorOutput: { error: 'Exception', cause: 'no' } });
  expect(request.stateConfiguration).toBeUndefined();
});

test('a task that has not answered is shown up to its request', () => {
  const running = { ...called, history: History.of(called.history.events.slice(0, 3)) };
  const inspection = inspect(running, 2);
  expect(inspection.reach).toBe('beforeResult');
  const answer = { status: 'SUCCEEDED' as const, output: '{}', inspectionData: { input: '1', afterParameters: '2', result: '{}', afterResultPath: '{}' } };
  expect(stagesOf(inspection, answer, running.history.visit(2)!.output).map((stage) => stage.name)).toEqual(['input', 'afterParameters']);
});

test('stages come in the order of the data, with the field that makes each, and say where nothing changes', () => {
  const answer = {
    status: 'SUCCEEDED' as const,
    output: '{"n":1.10,"r":{"Payload":1}}',
    inspectionData: {
      afterInputPath: '{"n": 1.10}', afterParameters: '{"Payload":{"n":1.10}}', afterResultPath: '{"n":1.10,"r":{"Payload":1}}',
      afterResultSelector: '{"Payload":1}', input: '{"n":1.10}', result: '{"Payload":1}',
    },
  };
  const stages = stagesOf(inspect(called, 2), answer, called.history.visit(2)!.output);
  expect(stages.map(({ name, field, isSame }) => [name, field, isSame])).toEqual([
    ['input', undefined, false], ['afterInputPath', undefined, true], ['afterParameters', 'Parameters', false], ['result', 'Resource', false],
    ['afterResultSelector', undefined, true], ['afterResultPath', 'ResultPath', false], ['output', undefined, true],
  ]);
  expect(stages[2]?.expression).toBe('{"Payload.$":"$"}');
});

const both = {
  Type: 'Parallel', End: true,
  Branches: ['X', 'Y'].map((name) => ({ StartAt: name, States: { [name]: { Type: 'Pass', End: true } } })),
};

test('the results of branches are the mock, in the order of the definition', () => {
  const parallel = run(
    { StartAt: 'Both', States: { Both: both } },
    ['ParallelStateEntered', 0, { name: 'Both', input: '{}' }],
    ['ParallelStateStarted', 2],
    ['PassStateEntered', 3, { name: 'Y', input: '{}' }],
    ['PassStateExited', 4, { name: 'Y', output: '"y"' }],
    ['PassStateEntered', 3, { name: 'X', input: '{}' }],
    ['PassStateExited', 6, { name: 'X', output: '"x"' }],
    ['ParallelStateSucceeded', 7],
    ['ParallelStateExited', 7, { name: 'Both', output: '["x","y"]' }],
  );
  const inspection = inspect(parallel, 2);
  expect(inspection.request.mock?.result).toBe('["x","y"]');
  const stages = stagesOf(inspection, { status: 'SUCCEEDED', output: '["x","y"]', inspectionData: { input: '{}' } }, parallel.history.visit(2)!.output);
  expect(stages.map((stage) => [stage.name, stage.text])).toEqual([['input', '{}'], ['result', '["x","y"]'], ['output', '["x","y"]']]);
});

test('the results of iterations are the mock, in the order of their items', () => {
  const mapped = run(
    { StartAt: 'Each', States: { Each: { Type: 'Map', ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } }, End: true } } },
    ['MapStateEntered', 0, { name: 'Each', input: '[1,2]' }],
    ['MapStateStarted', 2, { length: 2 }],
    ['MapIterationStarted', 3, { name: 'Each', index: 1 }],
    ['PassStateEntered', 4, { name: 'I', input: '2' }],
    ['PassStateExited', 5, { name: 'I', output: '"two"' }],
    ['MapIterationSucceeded', 6, { name: 'Each', index: 1 }],
    ['MapIterationStarted', 6, { name: 'Each', index: 0 }],
    ['PassStateEntered', 8, { name: 'I', input: '1' }],
    ['PassStateExited', 9, { name: 'I', output: '"one"' }],
    ['MapIterationSucceeded', 10, { name: 'Each', index: 0 }],
    ['MapStateSucceeded', 10],
    ['MapStateExited', 10, { name: 'Each', output: '["one","two"]' }],
  );
  expect(inspect(mapped, 2).request.mock?.result).toBe('["one","two"]');
  expect(inspect({ ...mapped, history: History.of(mapped.history.events.slice(0, 8)) }, 2)).toMatchObject({
    reach: 'beforeResult', request: { mock: { errorOutput: { error: 'States.TaskFailed' } } },
  });
});

test('states without work of their own have no mock, and a Wait does not wait', () => {
  const waited = run(
    { StartAt: 'W', States: { W: { Type: 'Wait', SecondsPath: '$.n', Next: 'P' }, P: { Type: 'Pass', Parameters: { 'at.$': '$$.State.EnteredTime' }, End: true } } },
    ['WaitStateEntered', 0, { name: 'W', input: '{"n":60}' }],
    ['WaitStateExited', 2, { name: 'W', output: '{"n":60}' }],
    ['PassStateEntered', 3, { name: 'P', input: '{"n":60}' }],
  );
  const { request, caveats } = inspect(waited, 2);
  expect(JSON.parse(request.definition).States.W).toEqual({ Type: 'Wait', Seconds: 0, Next: 'P' });
  expect([request.mock, request.context, caveats]).toEqual([undefined, undefined, []]);
  expect(inspect(waited, 4)).toMatchObject({ caveats: ['context'], reach: 'beforeResult' });
  expect(inspect(waited, 2).reach).toBe('whole');
});

test('what the test cannot know is said', () => {
  const state = (fields: object): Run =>
    run({ QueryLanguage: 'JSONata', StartAt: 'S', States: { S: { Type: 'Task', Resource: 'r', End: true, ...fields } } }, ['TaskStateEntered', 0, { name: 'S', input: '{}' }]);
  expect(inspect(state({ Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken' }), 2)).toMatchObject({ caveats: ['token'], isJsonata: true });
  expect(inspect(state({ Arguments: '{% $uuid() %}' }), 2).caveats).toEqual(['random']);
  expect(inspect(state({ Arguments: '{% $states.context.Map.Item.Value %}' }), 2).caveats).toEqual(['map']);
});

test('a variable is given as the state saw it', () => {
  const assigned = run(
    { StartAt: 'A', States: { A: { Type: 'Pass', Assign: { x: 1 }, Next: 'B' }, B: { Type: 'Pass', End: true } } },
    ['PassStateEntered', 0, { name: 'A', input: '{}' }],
    ['PassStateExited', 2, { name: 'A', output: '{}', assignedVariables: { x: '1.0' } }],
    ['PassStateEntered', 3, { name: 'B', input: '{}' }],
  );
  expect([inspect(assigned, 2).request.variables, inspect(assigned, 4).request.variables]).toEqual(['{}', '{"x":1.0}']);
});

test('what stands in the way of a test is said, and what was recorded is there all the same', () => {
  const visit = called.history.visit(2)!;
  expect(inspectionOf({ ...called, definition: undefined, definitionText: undefined }, visit)).toBe('noDefinition');
  const other = run({ StartAt: 'Z', States: { Z: { Type: 'Pass', End: true } } });
  expect(inspectionOf({ ...called, definition: other.definition }, visit)).toBe('noState');
  const bare = run({ StartAt: 'Call', States: { Call: call } }, ['TaskStateEntered', 0, { name: 'Call' }]);
  expect(inspectionOf(bare, bare.history.visit(2)!)).toBe('noData');
  const cut = run({ StartAt: 'Call', States: { Call: call } }, ['TaskStateEntered', 0, { name: 'Call', input: '{', inputDetails: { truncated: true } }]);
  expect(inspectionOf(cut, cut.history.visit(2)!)).toBe('cutData');
  expect(recordedStagesOf(visit).map((stage) => stage.name)).toEqual(['input', 'parameters', 'result', 'output']);
});
