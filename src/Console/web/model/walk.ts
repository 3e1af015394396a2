import type { HistoryEvent, TestStateAnswer } from '../api/types.ts';
import type { Scope, StateNode } from './definition.ts';
import { parseExactly, writeExactly } from './exactJson.ts';
import { History } from './history.ts';
import type { TestStateRequest } from './inspection.ts';

/** What stands for the work of a Task, a Map or a Parallel. */
export type Mock = NonNullable<TestStateRequest['mock']>;

export interface WalkOptions {
  /** The whole definition, as JSON. */
  definition: string;
  scope: Scope;
  /** JSON text. */
  input: string;
  /**
   * What a state's work comes to; where there is none, Maps and Parallels are walked through inside, and Tasks are run for real.
   * @param time How often that state's work was asked for before.
   */
  mockOf: (state: StateNode, time: number) => Mock | undefined;
  test: (request: TestStateRequest) => Promise<TestStateAnswer>;
  /** The role for Tasks that are run for real. */
  roleArn: string;
}

/** How a line of states came out: JSON text, or an error. */
type Outcome = { output: string; error?: undefined; cause?: undefined } | { output?: undefined; error: string; cause?: string };

type Json = Record<string, unknown>;

/** States that a walk goes through at most: one that turns in circles ends there. */
export const mostSteps = 1000;

const probing = 'FunctionsAsl.Probe';

/**
 * A whole workflow tested state by state: TestState works out each state, mocks stand for what it would call, and what happened is told as
 * a history. Waits take no time; retries follow at once. Branches and iterations go one after the other.
 */
export class Walk {
  readonly history = new History();
  /** Seconds since 1970 of the walk: what it would have waited is added to what it took. */
  private waited = 0;
  private onStep: (() => void) | undefined;
  private signal: AbortSignal | undefined;
  private steps = 0;
  private readonly times = new Map<StateNode, number>();
  private readonly whole: Json;

  constructor(private readonly options: WalkOptions) {
    this.whole = parseExactly(options.definition) as Json;
  }

  get definition(): Scope {
    return this.options.scope;
  }

  /**
   * Ends when the workflow has ended, or by the refusal of a test. A walk goes once.
   * @param onStep Is told whenever something has happened.
   */
  async go(onStep?: () => void, signal?: AbortSignal): Promise<void> {
    this.onStep = onStep;
    this.signal = signal;
    const { scope, input } = this.options;
    const started = this.add('ExecutionStarted', { executionStartedEventDetails: { input } }, 0);
    const { outcome, last } = await this.line(scope, input, '{}', started, true);
    if (outcome.output === undefined) {
      this.add('ExecutionFailed', { executionFailedEventDetails: failure(outcome) }, last);
    } else {
      this.add('ExecutionSucceeded', { executionSucceededEventDetails: { output: outcome.output } }, last);
    }
  }

  private add(type: string, details: Json, previousEventId: number): number {
    const id = this.history.lastId + 1;
    const event: HistoryEvent = { id, previousEventId, type, timestamp: Date.now() / 1000 + this.waited, ...details };
    this.history.append([event]);
    this.onStep?.();
    return id;
  }

  /** A line of states to its end. */
  private async line(scope: Scope, input: string, variables: string, previous: number, isRoot = false): Promise<{ outcome: Outcome; last: number }> {
    let name = scope.startAt;
    let data = input;
    let last = isRoot ? 0 : previous;
    let known = variables;
    for (;;) {
      const state = scope.states.get(name);
      if (!state) {
        throw new Error(`There is no state "${name}".`);
      }

      this.signal?.throwIfAborted();
      if (++this.steps > mostSteps) {
        return { outcome: { error: 'States.Runtime', cause: `The test ends after ${mostSteps} states.` }, last };
      }

      last = this.add(`${state.type}StateEntered`, { stateEnteredEventDetails: { name, input: data } }, last);
      const { answer, last: done } = await this.visit(state, data, known, last);
      last = done;
      if (answer.status === 'FAILED' || answer.status === 'RETRIABLE' || answer.output === undefined) {
        return { outcome: failure(answer), last };
      }

      const after = answer.inspectionData?.variables ?? '{}';
      const assigned = changesOf(known, after);
      last = this.add(
        `${state.type}StateExited`,
        { stateExitedEventDetails: { name, output: answer.output, ...(assigned ? { assignedVariables: assigned } : {}) } },
        last,
      );
      known = after;
      data = answer.output;
      if (answer.nextState === undefined) {
        return { outcome: { output: data }, last };
      }

      name = answer.nextState;
    }
  }

  /** A state with all its tries. */
  private async visit(state: StateNode, input: string, variables: string, entered: number): Promise<{ answer: TestStateAnswer; last: number }> {
    const request: TestStateRequest = {
      definition: state.type === 'Wait' ? this.changed(state, withoutWait) : this.options.definition,
      stateName: state.name, input, variables, inspectionLevel: 'DEBUG',
    };
    if (!canBeMocked(state)) {
      this.waited += state.type === 'Wait' && typeof state.json['Seconds'] === 'number' ? state.json['Seconds'] : 0;
      return { answer: await this.test(request), last: entered };
    }

    let last = entered;
    /** How often each retrier has tried again, and which one took which error. */
    const retries = new Map<number, number>();
    const takers = new Map<string, number>();
    for (let tries = 0; ; tries++) {
      const work = await this.work(state, request, tries, last);
      last = work.last;
      const error = work.mock?.errorOutput?.error;
      const count = (error === undefined ? undefined : retries.get(takers.get(error) ?? -1)) ?? 0;
      let answer = await this.finish(state, request, work, tries, count);
      const taker = indexOf(answer, 'retryIndex');
      const right = retries.get(taker ?? -1) ?? 0;
      if (taker !== undefined && right !== count && work.mock) {
        answer = await this.finish(state, request, work, tries, right);
      }

      last = this.told(state, answer, work.mock, last);
      const retrier = indexOf(answer, 'retryIndex');
      if (answer.status !== 'RETRIABLE' || retrier === undefined) {
        return { answer, last };
      }

      retries.set(retrier, (retries.get(retrier) ?? 0) + 1);
      takers.set(answer.error ?? '', retrier);
      this.waited += indexOf(answer, 'retryBackoffIntervalSeconds') ?? 0;
    }
  }

  /** What a state's work comes to; without a mock it is run for real by the test itself. */
  private async work(state: StateNode, request: TestStateRequest, tries: number, previous: number): Promise<Work> {
    const time = this.times.get(state) ?? 0;
    this.times.set(state, time + 1);
    const mock = this.options.mockOf(state, time);
    if (state.type === 'Task') {
      const last = this.add('TaskScheduled', { taskScheduledEventDetails: { resource: state.json['Resource'] } }, previous);
      return { last, mock };
    }

    if (mock) {
      return { last: previous, mock };
    }

    return state.type === 'Parallel' ? this.branches(state, request, tries, previous) : this.iterations(state, request, tries, previous);
  }

  private async branches(state: StateNode, request: TestStateRequest, tries: number, previous: number): Promise<Work> {
    const probe = await this.probe(state, request, standIn, tries);
    if (probe.error !== probing) {
      return { last: previous, mock: { errorOutput: failure(probe) } };
    }

    const input = probe.inspectionData?.afterArguments ?? probe.inspectionData?.afterParameters ?? request.input ?? '{}';
    const started = this.add('ParallelStateStarted', {}, previous);
    let last = started;
    const results: string[] = [];
    for (const scope of state.scopes) {
      const { outcome, last: ended } = await this.line(scope, input, request.variables ?? '{}', started);
      last = ended;
      if (outcome.output === undefined) {
        return { last: this.add('ParallelStateFailed', {}, last), mock: { errorOutput: failure(outcome) } };
      }

      results.push(outcome.output);
    }

    return { last: this.add('ParallelStateSucceeded', {}, last), mock: { result: `[${results.join(',')}]` } };
  }

  private async iterations(state: StateNode, request: TestStateRequest, tries: number, previous: number): Promise<Work> {
    const probe = await this.probe(state, request, withItems, tries);
    const items = probe.error === probing ? itemsOf(probe) : undefined;
    if (!items) {
      return { last: previous, mock: { errorOutput: failure(probe) } };
    }

    const processor = state.scopes[0];
    let last = this.add('MapStateStarted', { mapStateStartedEventDetails: { length: items.length } }, previous);
    const started = last;
    const results: string[] = [];
    const tolerance = toleranceOf(state, probe, items.length);
    let failures = 0;
    for (const [index, item] of items.entries()) {
      const details = { name: state.name, index };
      const begun = this.add('MapIterationStarted', { mapIterationStartedEventDetails: details }, started);
      const { outcome, last: ended } = processor
        ? await this.line(processor, item, request.variables ?? '{}', begun)
        : { outcome: { output: item }, last: begun };
      if (outcome.output === undefined) {
        last = this.add('MapIterationFailed', { mapIterationFailedEventDetails: details }, ended);
        if (++failures > (tolerance ?? 0)) {
          const error = tolerance === undefined ? outcome : { error: 'States.ExceedToleratedFailureThreshold' };
          return { last: this.add('MapStateFailed', {}, last), mock: { errorOutput: failure(error) } };
        }

        continue;
      }

      last = this.add('MapIterationSucceeded', { mapIterationSucceededEventDetails: details }, ended);
      results.push(outcome.output);
    }

    return { last: this.add('MapStateSucceeded', {}, last), mock: { result: `[${results.join(',')}]` } };
  }

  /** What a state asks for before its work: the work is made to fail, and what fails before has another error. */
  private probe(state: StateNode, request: TestStateRequest, change: (state: Json, isJsonata: boolean) => Json, tries: number): Promise<TestStateAnswer> {
    return this.test({
      ...request, definition: this.changed(state, change), mock: { errorOutput: { error: probing } }, context: this.context(state, request, tries),
    });
  }

  /** What a state makes of its work. */
  private finish(state: StateNode, request: TestStateRequest, { mock }: Work, tries: number, count: number): Promise<TestStateAnswer> {
    if (!mock) {
      return this.test({ ...request, roleArn: this.options.roleArn });
    }

    return this.test({
      ...request,
      // TestState holds the results of a Map against its items, and reads no files: here they are what was walked through.
      ...(state.type === 'Map' ? { definition: this.changed(state, standIn) } : {}),
      mock: mock.result === undefined ? mock : { ...mock, fieldValidationMode: 'NONE' },
      context: this.context(state, request, tries),
      ...(count > 0 ? { stateConfiguration: { retrierRetryCount: count } } : {}),
    });
  }

  /** Tells how the work ended. */
  private told(state: StateNode, answer: TestStateAnswer, mock: Mock | undefined, previous: number): number {
    if (state.type !== 'Task') {
      return previous;
    }

    const sent = answer.inspectionData?.afterArguments ?? answer.inspectionData?.afterParameters;
    const attempt = this.history.visits.at(-1)?.attempts.at(-1);
    if (attempt && sent !== undefined) {
      attempt.parameters = sent;
    }

    const failed = mock?.errorOutput ?? (mock || answer.status === 'SUCCEEDED' ? undefined : failure(answer));
    return failed
      ? this.add('TaskFailed', { taskFailedEventDetails: failed }, previous)
      : this.add('TaskSucceeded', { taskSucceededEventDetails: { output: mock?.result ?? answer.inspectionData?.result } }, previous);
  }

  /** API/API_TestState: one that is given stands for all of it, and is taken beside a mock only. */
  private context(state: StateNode, { input }: TestStateRequest, tries: number): string {
    const { input: whole } = this.options;
    const now = new Date().toISOString();
    const token = String(state.json['Resource'] ?? '').endsWith('.waitForTaskToken') ? ',"Task":{"Token":"TOKEN"}' : '';
    return `{"Execution":{"Id":"arn:aws:states:us-east-1:123456789012:execution:test:test","Input":${whole || input},"Name":"test","RoleArn":${JSON.stringify(this.options.roleArn)},`
      + `"StartTime":${JSON.stringify(now)}},"StateMachine":{"Id":"arn:aws:states:us-east-1:123456789012:stateMachine:test","Name":"test"},`
      + `"State":{"EnteredTime":${JSON.stringify(now)},"Name":${JSON.stringify(state.name)},"RetryCount":${tries}}${token}}`;
  }

  /** Asks again after a while where the server has had too many. */
  private async test(request: TestStateRequest): Promise<TestStateAnswer> {
    for (let wait = 100; ; wait *= 2) {
      try {
        return await this.options.test(request);
      } catch (e) {
        if ((e as Error).name !== 'ThrottlingException' || wait > 5000) {
          throw e;
        }

        await new Promise((resolve) => setTimeout(resolve, wait));
        this.signal?.throwIfAborted();
      }
    }
  }

  /** The definition with a state changed. */
  private changed({ name }: StateNode, change: (state: Json, isJsonata: boolean) => Json): string {
    const language = this.whole['QueryLanguage'];
    return writeExactly(withState(this.whole, name, (state) => change(state, (state['QueryLanguage'] ?? language) === 'JSONata')));
  }
}

interface Work {
  last: number;
  mock: Mock | undefined;
}

/** Whether a mock may stand for what a state does. */
export function canBeMocked({ type }: StateNode): boolean {
  return type === 'Task' || type === 'Map' || type === 'Parallel';
}

/** Whether there is no other way to test it (API/API_TestState): somebody else reports on the task, or a Map's items lie in a file. */
export function mustBeMocked({ type, json }: StateNode): boolean {
  return type === 'Task' ? /:activity:|\.sync(:2)?$|\.waitForTaskToken$/.test(String(json['Resource'] ?? '')) : json['ItemReader'] !== undefined;
}

function failure({ error, cause }: { error?: string | undefined; cause?: string | undefined }): { error: string; cause?: string } {
  return { error: error ?? 'States.Runtime', ...(cause === undefined ? {} : { cause }) };
}

function indexOf({ inspectionData }: TestStateAnswer, name: string): number | undefined {
  const value = inspectionData?.errorDetails?.[name];
  return typeof value === 'number' ? value : undefined;
}

/** What a Map's items are, as JSON texts. */
function itemsOf({ inspectionData }: TestStateAnswer): string[] | undefined {
  const batches = inspectionData?.['afterItemBatcher'];
  const text = batches ?? inspectionData?.afterItemSelector ?? inspectionData?.afterItemsPath;
  if (typeof text !== 'string') {
    return undefined;
  }

  const items = parseExactly(text);
  return Array.isArray(items)
    ? items.map((item: unknown) => (batches !== undefined && typeof item === 'string' ? item : writeExactly(item)))
    : Object.entries(items as Json).map(([key, value]) => writeExactly({ Key: key, Value: value }));
}

/** How many items of a Distributed Map may fail (DG/state-map-distributed); undefined for other Maps, which fail with the first and its error. */
function toleranceOf({ json }: StateNode, { inspectionData }: TestStateAnswer, items: number): number | undefined {
  const processor = (json['ItemProcessor'] ?? json['Iterator']) as { ProcessorConfig?: { Mode?: unknown } } | undefined;
  if (processor?.ProcessorConfig?.Mode !== 'DISTRIBUTED') {
    return undefined;
  }

  const { toleratedFailureCount: count, toleratedFailurePercentage: percentage } = inspectionData ?? {};
  const limits = [...(typeof count === 'number' ? [count] : []), ...(typeof percentage === 'number' ? [Math.floor((items * percentage) / 100)] : [])];
  return limits.length > 0 ? Math.min(...limits) : 0;
}

/** Which variables are other than before; nothing where none is. */
function changesOf(before: string, after: string): Record<string, string> | undefined {
  if (before === after) {
    return undefined;
  }

  const known = new Map(Object.entries(parseExactly(before) as Json));
  const changed = Object.entries(parseExactly(after) as Json)
    .map(([name, value]) => [name, writeExactly(value)] as const)
    .filter(([name, text]) => !known.has(name) || writeExactly(known.get(name)) !== text);
  return changed.length > 0 ? Object.fromEntries(changed) : undefined;
}

/** A graph with a state of it, or of what is inside, changed. */
function withState(graph: Json, name: string, change: (state: Json) => Json): Json {
  const states = Object.entries((graph['States'] ?? {}) as Record<string, Json>).map(([each, value]): [string, Json] => {
    const branches = value['Branches'];
    return [each, each === name ? change(value) : {
      ...value,
      ...(Array.isArray(branches) ? { Branches: branches.map((branch) => withState(branch as Json, name, change)) } : {}),
      ...Object.fromEntries(
        ['ItemProcessor', 'Iterator'].filter((field) => typeof value[field] === 'object' && value[field] !== null).map((field) => [field, withState(value[field] as Json, name, change)]),
      ),
    }];
  });
  // A state may be called "__proto__": as a member that is set it would not be one.
  return { ...graph, States: Object.fromEntries(states) };
}

function withoutWait({ Seconds: _, SecondsPath: __, Timestamp: ___, TimestampPath: ____, ...rest }: Json): Json {
  return { ...rest, Seconds: 0 };
}

const flow = [
  'Comment', 'QueryLanguage', 'InputPath', 'OutputPath', 'Parameters', 'ResultSelector', 'ResultPath', 'Arguments', 'Output', 'Assign', 'Retry', 'Catch', 'Next', 'End',
];

/** A Task that does with its data what a Map or a Parallel does with its own. */
function standIn(state: Json): Json {
  const { Parameters: _, ...ofMap } = state;
  const fields = state['Type'] === 'Map' ? ofMap : state;
  return {
    Type: 'Task',
    Resource: 'arn:aws:lambda:us-east-1:123456789012:function:any',
    ...Object.fromEntries(Object.entries(fields).filter(([field]) => flow.includes(field))),
  };
}

/** A Map that tells its items: with JSONata it tells what its ItemSelector made of them only. */
function withItems({ Retry: _, ResultWriter: __, ...state }: Json, isJsonata: boolean): Json {
  const item = '$states.context.Map.Item';
  return !isJsonata || state['ItemSelector'] !== undefined
    ? state
    : { ...state, ItemSelector: `{% $exists(${item}.Key) ? {'Key': ${item}.Key, 'Value': ${item}.Value} : ${item}.Value %}` };
}
