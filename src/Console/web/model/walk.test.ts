import { expect, test } from 'vitest';
import type { TestStateAnswer } from '../api/types.ts';
import { readDefinition } from './definition.ts';
import type { TestStateRequest } from './inspection.ts';
import { type Mock, mostSteps, Walk } from './walk.ts';

/** As much of TestState as these definitions need: results of mocks go on as they are. */
function answerOf(request: TestStateRequest): TestStateAnswer {
  const states = JSON.parse(request.definition).States as Record<string, any>;
  const find = (graph: Record<string, any>): any =>
    graph[request.stateName!] ?? Object.values(graph).flatMap((state) => [...(state.Branches ?? []), ...(state.ItemProcessor ? [state.ItemProcessor] : [])]).map((inner) => find(inner.States)).find(Boolean);
  const state = find(states);
  const { mock } = request;
  if (mock?.errorOutput) {
    const error = mock.errorOutput.error!;
    const count = request.stateConfiguration?.['retrierRetryCount'] as number | undefined ?? 0;
    const inspectionData = state.Type === 'Map' ? { afterItemsPath: JSON.stringify(JSON.parse(request.input!).items), toleratedFailureCount: state.ToleratedFailureCount } : { afterParameters: request.input! };
    const retry = state.Retry?.[0];
    const isTaken = (names: string[]): boolean => names.includes(error) || names.includes('States.ALL');
    if (retry && isTaken(retry.ErrorEquals) && count < retry.MaxAttempts) {
      return { status: 'RETRIABLE', error, inspectionData: { ...inspectionData, errorDetails: { retryIndex: 0, retryBackoffIntervalSeconds: 2 ** count } } };
    }

    const catcher = state.Catch?.[0];
    return catcher && isTaken(catcher.ErrorEquals)
      ? { status: 'CAUGHT_ERROR', error, output: JSON.stringify({ Error: error }), nextState: catcher.Next, inspectionData }
      : { status: 'FAILED', error, inspectionData };
  }

  const output = mock?.result ?? request.input!;
  return {
    status: state.Type === 'Fail' ? 'FAILED' : 'SUCCEEDED',
    ...(state.Type === 'Fail' ? { error: state.Error } : { output }),
    ...(state.Next ? { nextState: state.Next } : {}),
    inspectionData: { ...(state.Assign ? { variables: JSON.stringify(state.Assign) } : {}) },
  };
}

async function walked(definition: object | string, input: unknown, mocks: Record<string, Mock[]> = {}, onTest: (request: TestStateRequest) => void = () => {}): Promise<Walk> {
  const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
  const walk = new Walk({
    definition: text,
    scope: readDefinition(text),
    input: JSON.stringify(input),
    mockOf: ({ name }, time) => mocks[name]?.[Math.min(time, mocks[name].length - 1)],
    test: (request) => {
      onTest(request);
      return Promise.resolve(answerOf(request));
    },
    roleArn: 'arn:aws:iam::123456789012:role/any',
  });
  await walk.go();
  return walk;
}

const result = (value: unknown): Mock => ({ result: JSON.stringify(value) });
const failed: Mock = { errorOutput: { error: 'Busy' } };

test('states follow each other with what the one before gave', async () => {
  const { history } = await walked(
    { StartAt: 'A', States: { A: { Type: 'Pass', Assign: { x: 1 }, Next: 'B' }, B: { Type: 'Task', Resource: 'r', End: true } } },
    { a: 1 },
    { B: [result('done')] },
  );
  expect(history.status).toBe('SUCCEEDED');
  expect(history.visits.map(({ state, input, output, status }) => [state, input, output, status])).toEqual([
    ['A', '{"a":1}', '{"a":1}', 'succeeded'], ['B', '{"a":1}', '"done"', 'succeeded'],
  ]);
  expect(history.visits[0]!.assigned).toEqual({ x: '1' });
});

test('a task is tried again as its retrier says, and then caught', async () => {
  const definition = {
    StartAt: 'A',
    States: {
      A: { Type: 'Task', Resource: 'r', Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 2 }], Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Sorry' }], Next: 'End' },
      Sorry: { Type: 'Pass', End: true },
      End: { Type: 'Succeed' },
    },
  };
  const caught = (await walked(definition, {}, { A: [failed] })).history;
  expect(caught.visits.map(({ state, status }) => [state, status])).toEqual([['A', 'caught'], ['Sorry', 'succeeded']]);
  expect(caught.visits[0]!.attempts.map(({ status }) => status)).toEqual(['failed', 'failed', 'failed']);
  const again = (await walked(definition, {}, { A: [failed, result(1)] })).history;
  expect(again.visits.map(({ state, status }) => [state, status])).toEqual([['A', 'succeeded'], ['End', 'succeeded']]);
  expect(again.visits[0]!.attempts.length).toBe(2);
});

test('branches and iterations are walked through, and their results come back in order', async () => {
  const inner = (name: string): object => ({ StartAt: name, States: { [name]: { Type: 'Pass', End: true } } });
  const { history } = await walked(
    {
      StartAt: 'Each',
      States: { Each: { Type: 'Map', ItemProcessor: inner('One'), Next: 'Both' }, Both: { Type: 'Parallel', Branches: [inner('Left'), inner('Right')], End: true } },
    },
    { items: [1, { b: 2 }] },
  );
  expect(history.status).toBe('SUCCEEDED');
  const [each, both] = ['Each', 'Both'].map((name) => history.visits.find(({ state }) => state === name)!);
  expect(each!.output).toBe('[1,{"b":2}]');
  expect(each!.frames.map(({ index, status }) => [index, status])).toEqual([[0, 'succeeded'], [1, 'succeeded']]);
  expect(both!.output).toBe('[[1,{"b":2}],[1,{"b":2}]]');
  expect(both!.frames.map(({ visits }) => visits.map(({ state }) => state))).toEqual([['Left'], ['Right']]);
});

test('what fails inside fails what is around it', async () => {
  const { history } = await walked(
    { StartAt: 'Each', States: { Each: { Type: 'Map', ItemProcessor: { StartAt: 'No', States: { No: { Type: 'Fail', Error: 'Bad' } } }, End: true } } },
    { items: [1, 2] },
  );
  expect(history.status).toBe('FAILED');
  expect(history.visits.map(({ state, status, error }) => [state, status, error])).toEqual([['Each', 'failed', 'Bad'], ['No', 'failed', 'Bad']]);
});

test('a Distributed Map goes on without what failed, as far as it tolerates that', async () => {
  const definition = {
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map', ToleratedFailureCount: 1, End: true,
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, StartAt: 'Do', States: { Do: { Type: 'Task', Resource: 'r', End: true } } },
      },
    },
  };
  const one = (await walked(definition, { items: [1, 2, 3] }, { Do: [result('a'), failed, result('c')] })).history;
  expect([one.status, one.visits[0]!.output]).toEqual(['SUCCEEDED', '["a","c"]']);
  const two = (await walked(definition, { items: [1, 2, 3] }, { Do: [result('a'), failed, failed] })).history;
  expect([two.status, two.visits[0]!.error]).toEqual(['FAILED', 'States.ExceedToleratedFailureThreshold']);
});

test('a circle ends', async () => {
  const { history } = await walked({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'A' } } }, {});
  expect(history.status).toBe('FAILED');
  expect(history.visits.length).toBe(mostSteps);
});

test('numbers in what is tested stay as they are written, and a state may have any name', async () => {
  const definition = `{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"Next":"__proto__"},
    "__proto__":{"Type":"Pass","Result":{"id":12345678901234567890,"rate":1.50},"Assign":{"id":12345678901234567890},"End":true}}}`;
  const tested: string[] = [];
  const { history } = await walked(definition, {}, {}, (request) => tested.push(request.definition));
  expect(history.status).toBe('SUCCEEDED');
  expect(history.visits.map(({ state }) => state)).toEqual(['W', '__proto__']);
  expect(tested).toHaveLength(2);
  for (const text of tested) {
    expect(text).toContain('"__proto__":{"Type":"Pass","Result":{"id":12345678901234567890,"rate":1.50}');
  }
});

test('items of a Map stay as they are written', async () => {
  const inner = { StartAt: 'One', States: { One: { Type: 'Pass', End: true } } };
  const definition = { StartAt: 'Each', States: { Each: { Type: 'Map', ItemProcessor: inner, End: true } } };
  const text = JSON.stringify(definition);
  const walk = new Walk({
    definition: text, scope: readDefinition(text), input: '{}', mockOf: () => undefined, roleArn: 'r',
    test: (request) => Promise.resolve(request.mock?.errorOutput
      ? { status: 'FAILED', error: request.mock.errorOutput.error!, inspectionData: { afterItemsPath: '[9007199254740993,1.10]' } }
      : { status: 'SUCCEEDED', output: request.mock?.result ?? request.input!, inspectionData: {} }),
  });
  await walk.go();
  expect(walk.history.visits[0]!.output).toBe('[9007199254740993,1.10]');
});
