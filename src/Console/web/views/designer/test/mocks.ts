import { describeService } from '../../../api/services.ts';
import type { StateNode } from '../../../model/definition.ts';
import type { History } from '../../../model/history.ts';
import { modelOf, operationOf, readResource } from '../../../model/integration.ts';
import { canBeMocked, type Mock, mustBeMocked } from '../../../model/walk.ts';
import { exampleOf } from '../forms/example.ts';

/** How the work of a state is stood for: by what was recorded, a result, an error; or it is run, a Map or a Parallel by what is inside. */
export type MockKind = 'recorded' | 'result' | 'error' | 'real' | 'inside';

export interface MockSetting {
  kind: MockKind;
  /** JSON text; an example where it is missing. */
  result?: string;
  error: string;
  cause: string;
  /** How often it fails before the result comes; always where it is empty. */
  times: string;
}

/** What may stand for a state's work, what is best first. */
export function kindsFor(state: StateNode, recorded: History | undefined): MockKind[] {
  const isTask = state.type === 'Task';
  return [
    ...(recordedMocks(state, recorded).length > 0 && (isTask || mustBeMocked(state)) ? (['recorded'] as const) : []),
    ...(!isTask && !mustBeMocked(state) ? (['inside'] as const) : []),
    'result',
    'error',
    ...(isTask && !mustBeMocked(state) ? (['real'] as const) : []),
  ];
}

export function firstSetting(state: StateNode, recorded: History | undefined): MockSetting {
  return { kind: kindsFor(state, recorded)[0]!, error: 'States.TaskFailed', cause: '', times: '' };
}

/** What the work of a state came to, each time that it was done. */
export function recordedMocks(state: StateNode, recorded: History | undefined): Mock[] {
  return (recorded?.visits ?? [])
    .filter((visit) => visit.state === state.name)
    .flatMap(({ attempts }) => attempts)
    .flatMap(({ status, output, error, cause }): Mock[] =>
      status === 'failed' ? [{ errorOutput: { error: error ?? 'States.TaskFailed', ...(cause === undefined ? {} : { cause }) } }]
      : output === undefined ? []
      : [{ result: output, fieldValidationMode: 'NONE' }]);
}

/**
 * The mock for a state's work.
 * @param time How often it was asked for before.
 * @param example What stands for a result that nobody has written.
 */
export function mockFor({ kind, result, error, cause, times }: MockSetting, time: number, recorded: readonly Mock[], example: string): Mock | undefined {
  const succeeded: Mock = { result: result ?? example, fieldValidationMode: 'NONE' };
  switch (kind) {
    case 'recorded':
      return recorded[Math.min(time, recorded.length - 1)] ?? succeeded;
    case 'result':
      return succeeded;
    case 'error':
      return times.trim() !== '' && time >= Number(times) ? succeeded : { errorOutput: { error: error || 'States.TaskFailed', ...(cause ? { cause } : {}) } };
    default:
      return undefined;
  }
}

/** A result that a state's work may come to, as JSON text: what the service's model says that an answer has. */
export async function exampleResult(state: StateNode): Promise<string> {
  if (!canBeMocked(state)) {
    return '{}';
  }

  if (state.type !== 'Task') {
    return state.type === 'Parallel' ? `[${state.scopes.map(() => '{}').join(', ')}]` : '[]';
  }

  const resource = readResource(String(state.json['Resource'] ?? ''));
  if (resource?.kind !== 'integration' || resource.pattern !== 'request') {
    return '{}';
  }

  const { service, action } = resource;
  if (service === 'lambda' && action === 'invoke') {
    return '{\n  "StatusCode": 200,\n  "Payload": {}\n}';
  }

  const model = modelOf(service, action);
  if (model === undefined) {
    return '{}';
  }

  try {
    const { operations, shapes } = await describeService(model);
    return JSON.stringify(exampleOf(shapes, operations.find(({ name }) => name === operationOf(service, action))?.output), undefined, 2);
  } catch {
    // Without a model it begins with nothing.
    return '{}';
  }
}
