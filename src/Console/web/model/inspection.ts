import type { TestStateAnswer } from '../api/types.ts';
import type { Operations } from '../api/operations.ts';
import { machineOfExecution, nameOf } from '../api/arns.ts';
import { allStates, type StateNode } from './definition.ts';
import { detailsOf } from './history.ts';
import type { Run } from './run.ts';
import { isSameJson } from './sameJson.ts';
import { lastRound, type Visit } from './visit.ts';

export type TestStateRequest = Operations['TestState'][0];

/** What keeps a test from seeing all that the execution saw. */
export type Caveat =
  /** The state reads the context object, and TestState takes none for states without a mock (API/API_TestState). */
  | 'context'
  /** It reads the item of a Map, which TestState does not take. */
  | 'map'
  /** It reads a task token, which stands in no history. */
  | 'token'
  /** It asks for the time or for random values. */
  | 'random';

/** Why a state's data flow cannot be shown. */
export type Obstacle = 'noDefinition' | 'noState' | 'noData' | 'cutData';

/** How far the test's stages say what the execution did. */
export type Reach = 'whole' | 'beforeResult';

export interface Inspection {
  request: TestStateRequest;
  caveats: Caveat[];
  reach: Reach;
  state: StateNode;
  isJsonata: boolean;
}

/**
 * The test of a state that runs through what a visit of it did: with the recorded input and variables, and what its task, branches or
 * iterations came to as the mock.
 * @param attempt Which attempt, from 0; the last where it is missing.
 */
export function inspectionOf(run: Run, visit: Visit, attempt?: number): Inspection | Obstacle {
  const { definition, definitionText: text } = run;
  if (!definition || text === undefined) {
    return 'noDefinition';
  }

  const state = [...allStates(definition)].find((node) => node.name === visit.state);
  if (!state) {
    return 'noState';
  }

  if (visit.input === undefined) {
    return 'noData';
  }

  if (visit.events.some((event) => isCut(detailsOf(event)))) {
    return 'cutData';
  }

  const isMockable = state.type === 'Task' || state.type === 'Map' || state.type === 'Parallel';
  const own = ownText(state);
  const tries = isMockable ? (attempt ?? triesOf(visit) - 1) : 0;
  const { mock, reach } = isMockable ? mockOf(visit, state, attempt) : { mock: undefined, reach: reachOf(visit) };
  const isToken = String(state.json['Resource'] ?? '').endsWith('.waitForTaskToken');
  const variables = run.history.variablesAt(visit);
  const request: TestStateRequest = {
    definition: state.type === 'Wait' && visit.status !== 'failed' ? withoutWait(text, state.name) : text,
    stateName: state.name,
    input: visit.input,
    inspectionLevel: 'DEBUG',
    variables: object(Object.entries(variables)),
    ...(mock ? { mock, context: contextOf(run, visit, tries, isToken) } : {}),
    ...(tries > 0 ? { stateConfiguration: { retrierRetryCount: tries } } : {}),
  };
  return { request, caveats: caveatsOf(own, isMockable, isToken), reach, state, isJsonata: isJsonata(text, state) };
}

function isCut(details: Record<string, unknown>): boolean {
  return ['inputDetails', 'outputDetails', 'assignedVariablesDetails'].some((name) => (details[name] as { truncated?: boolean } | undefined)?.truncated);
}

/** How often a visit's task, branches or iterations began; 1 at least. */
export function triesOf(visit: Visit): number {
  return Math.max(1, visit.attempts.length, visit.rounds);
}

/** What waits or was stopped has left nothing. */
function reachOf({ status }: Visit): Reach {
  return status === 'running' || status === 'aborted' ? 'beforeResult' : 'whole';
}

type Mock = NonNullable<TestStateRequest['mock']>;

function mockOf(visit: Visit, state: StateNode, attempt: number | undefined): { mock: Mock; reach: Reach } {
  const failure = (error: string | undefined, cause: string | undefined, reach: Reach = 'whole'): { mock: Mock; reach: Reach } => ({
    mock: { errorOutput: { error: error ?? 'States.TaskFailed', ...(cause === undefined ? {} : { cause }) } },
    reach,
  });
  // What really came is not held against a model.
  const result = (text: string): { mock: Mock; reach: Reach } => ({ mock: { result: text, fieldValidationMode: 'NONE' }, reach: 'whole' });
  // Any error does where what comes after it is not shown; a result would have to fit.
  const nothing = failure(undefined, undefined, 'beforeResult');
  if (state.type === 'Task') {
    const tried = visit.attempts.at(attempt ?? -1);
    return tried?.status === 'failed' ? failure(tried.error, tried.cause)
      : tried?.output !== undefined ? result(tried.output)
      : nothing;
  }

  const results = resultsOf(visit, state);
  if (results !== undefined) {
    return result(`[${results.join(',')}]`);
  }

  // Whether it failed by itself or by what was in it, the error is the one that it had.
  return visit.error !== undefined && (visit.rounds > 0 || visit.mapRunArn !== undefined)
    ? failure(visit.error, visit.cause)
    : nothing;
}

/** What branches or iterations came to, in their order; nothing where one of them has not succeeded or is not in the history. */
function resultsOf(visit: Visit, state: StateNode): string[] | undefined {
  const hasSucceeded = visit.events.some((event) => /^(Map|Parallel)StateSucceeded$/.test(event.type));
  if (!hasSucceeded || visit.mapRunArn !== undefined) {
    return undefined;
  }

  const outputs: (string | undefined)[] = Array.from({ length: state.type === 'Parallel' ? state.scopes.length : (visit.length ?? 0) });
  for (const frame of lastRound(visit)) {
    const place = state.type === 'Parallel' ? state.scopes.findIndex((scope) => scope.startAt === frame.visits[0]?.state) : frame.index;
    const last = frame.visits.at(-1);
    // A Succeed state may leave no exit that has an output of its own.
    const output = last?.output ?? (last?.type === 'Succeed' ? last.input : undefined);
    if (place >= 0 && place < outputs.length) {
      outputs[place] = output;
    }
  }

  return outputs.every((output) => output !== undefined) ? (outputs as string[]) : undefined;
}

function contextOf(run: Run, visit: Visit, tries: number, isToken: boolean): string {
  const { execution, history } = run;
  const started = detailsOf(history.events[0]!);
  const role = started['roleArn'];
  const iso = (seconds: number): string => JSON.stringify(new Date(seconds * 1000).toISOString());
  const arn = execution?.executionArn;
  const machine = execution?.stateMachineArn ?? (arn ? machineOfExecution(arn) : undefined);
  const members: [string, string][] = [
    [
      'Execution',
      object([
        ...(arn ? ([['Id', JSON.stringify(arn)]] as [string, string][]) : []),
        ...(started.input === undefined ? [] : ([['Input', started.input]] as [string, string][])),
        ...(execution ? ([['Name', JSON.stringify(execution.name)]] as [string, string][]) : []),
        ...(typeof role === 'string' ? ([['RoleArn', JSON.stringify(role)]] as [string, string][]) : []),
        ['StartTime', iso(history.root.startedAt)],
      ]),
    ],
    ...(machine ? ([['StateMachine', object([['Id', JSON.stringify(machine)], ['Name', JSON.stringify(nameOf(machine))]])]] as [string, string][]) : []),
    ['State', object([['EnteredTime', iso(visit.enteredAt)], ['Name', JSON.stringify(visit.state)], ['RetryCount', String(tries)]])],
    ...(isToken ? ([['Task', object([['Token', '"TOKEN"']])]] as [string, string][]) : []),
  ];
  return object(members);
}

/** JSON text of an object whose values are JSON text: numbers stay as they were written. */
function object(members: readonly (readonly [string, string])[]): string {
  return `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
}

/** The state's text without the states in it. */
function ownText({ json }: StateNode): string {
  const { Branches: _, ItemProcessor: __, Iterator: ___, ...own } = json;
  return JSON.stringify(own);
}

function caveatsOf(own: string, isMockable: boolean, isToken: boolean): Caveat[] {
  const reads = (pattern: RegExp): boolean => pattern.test(own);
  const context = /\$\$|\$states\.context/;
  return [
    ...(reads(/(\$\$|\$states\.context)\.Map\b/) && !own.includes('"Type":"Map"') ? (['map'] as const) : []),
    ...(reads(context) && !isMockable ? (['context'] as const) : []),
    ...(isToken ? (['token'] as const) : []),
    ...(reads(/States\.(UUID|MathRandom)|\$(uuid|random|now|millis)\(/) ? (['random'] as const) : []),
  ];
}

function isJsonata(text: string, state: StateNode): boolean {
  const language = state.json['QueryLanguage'] ?? (JSON.parse(text) as { QueryLanguage?: unknown }).QueryLanguage;
  return language === 'JSONata';
}

/** The same definition with a state that goes on at once: how long it waits is no matter of its data. */
function withoutWait(text: string, name: string): string {
  return JSON.stringify(
    JSON.parse(text, (key, value: unknown) => {
      if (key !== name || (value as { Type?: unknown } | null)?.Type !== 'Wait') {
        return value;
      }

      const { Seconds: _, SecondsPath: __, Timestamp: ___, TimestampPath: ____, ...rest } = value as Record<string, unknown>;
      return { ...rest, Seconds: 0 };
    }),
  );
}

/** A step of a state's data flow. */
export interface Stage {
  /** As `input`, `afterInputPath`; `output` is what left the state, `assigned` the variables after it. */
  name: string;
  text: string;
  /** The field of the state that makes it, and what stands in it. */
  field?: string;
  expression?: string;
  /** Whether the data is what it was before. */
  isSame: boolean;
}

const order = [
  'input', 'afterInputPath', 'afterItemsPointer', 'afterItemsPath', 'afterItemSelector', 'afterItemBatcher', 'afterParameters', 'afterArguments', 'result',
  'afterResultSelector', 'afterResultPath',
];

const fields: Record<string, string[]> = {
  afterInputPath: ['InputPath'],
  afterItemsPointer: ['ItemReader'],
  afterItemsPath: ['ItemsPath', 'Items'],
  afterItemSelector: ['ItemSelector', 'Parameters'],
  afterItemBatcher: ['ItemBatcher'],
  afterParameters: ['Parameters'],
  afterArguments: ['Arguments'],
  result: ['Resource', 'Result'],
  afterResultSelector: ['ResultSelector'],
  afterResultPath: ['ResultPath'],
  output: ['OutputPath', 'Output'],
  assigned: ['Assign'],
};

const afterResult = new Set<string>(['result', 'afterResultSelector', 'afterResultPath']);

/** What is not made from the stage before. */
const comesFromElsewhere = new Set<string>(['result', 'assigned']);

/**
 * The stages of a test, in the order in which the data goes through them. What the test made up is left out, what was recorded comes last.
 * @param recorded The output that an execution recorded.
 */
export function stagesOf({ state, reach, request }: Pick<Inspection, 'state' | 'reach'> & Partial<Inspection>, answer: TestStateAnswer, recorded?: string): Stage[] {
  const stages: Stage[] = [];
  const add = (name: string, text: unknown): void => {
    if (typeof text !== 'string') {
      return;
    }

    const field = fields[name]?.find((candidate) => state.json[candidate] !== undefined);
    const before = stages.at(-1)?.text;
    stages.push({
      name,
      text,
      ...(field ? { field, expression: expressionOf(state.json[field]) } : {}),
      isSame: before !== undefined && !comesFromElsewhere.has(name) && isSameJson(before, text),
    });
  };
  for (const name of order) {
    if (reach === 'whole' || !afterResult.has(name)) {
      // Of branches and iterations AWS shows no result; it is what they came to.
      add(name, answer.inspectionData?.[name] ?? (name === 'result' ? request?.mock?.result : undefined));
    }
  }

  add('output', reach === 'whole' ? (answer.output ?? recorded) : recorded);
  const variables = answer.inspectionData?.variables;
  if (state.json['Assign'] !== undefined && reach === 'whole' && variables !== undefined) {
    add('assigned', variables);
  }

  return stages;
}

function expressionOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What the history itself has of a visit's stages. */
export function recordedStagesOf(visit: Visit, attempt?: number): Stage[] {
  const tried = visit.attempts.at(attempt ?? -1);
  return ([['input', visit.input], ['parameters', tried?.parameters], ['result', tried?.output], ['output', visit.output]] as const).flatMap(
    ([name, text]) => (text === undefined ? [] : [{ name, text, isSame: false }]),
  );
}
