import type { EventDetails, ExecutionStatus, HistoryEvent } from '../api/types.ts';

export type VisitStatus = 'running' | 'succeeded' | 'failed' | 'caught' | 'aborted';

/** One try of what a Task runs. Times are seconds since 1970. */
export interface Attempt {
  scheduledAt: number;
  startedAt?: number;
  endedAt?: number;
  status: VisitStatus;
  /** As `lambda`, `activity` or the resource's type in an ARN. */
  resource?: string;
  parameters?: string;
  output?: string;
  error?: string;
  cause?: string;
}

/** A line of states: the execution, a branch of a Parallel, an iteration of a Map. */
export interface Frame {
  kind: 'root' | 'branch' | 'iteration';
  /** The state whose branch or iteration it is. */
  parent: Visit | undefined;
  /** From 0; of branches in the order in which they began. */
  index: number;
  status: VisitStatus;
  startedAt: number;
  endedAt?: number;
  visits: Visit[];
}

/** What happened between a state's entry and its exit. */
export interface Visit {
  /** The id of the event of its entry. */
  id: number;
  state: string;
  /** As in a definition: Task, Map, … */
  type: string;
  frame: Frame;
  status: VisitStatus;
  enteredAt: number;
  exitedAt?: number;
  input?: string;
  output?: string;
  assigned?: Record<string, string>;
  error?: string;
  cause?: string;
  attempts: Attempt[];
  /** Branches or iterations. */
  frames: Frame[];
  /** How many iterations a Map has. */
  length?: number;
  mapRunArn?: string;
  /** The execution that a Task started. */
  child?: string;
  /** Its events, in their order. */
  events: HistoryEvent[];
}

/** Where a line of states is after an event. */
interface Place {
  frame: Frame;
  visit: Visit | undefined;
}

/** The details of an event, whatever its type. */
export function detailsOf(event: HistoryEvent): EventDetails {
  for (const name in event) {
    if (name.endsWith('EventDetails')) {
      return event[name] as EventDetails;
    }
  }

  return {};
}

const entered = /^(Choice|Fail|Map|Parallel|Pass|Succeed|Task|Wait)StateEntered$/;
const exited = /^(Choice|Map|Parallel|Pass|Succeed|Task|Wait)StateExited$/;
const container = /^(Map|Parallel)State(Started|Succeeded|Failed|Aborted)$/;
const iteration = /^MapIteration(Started|Succeeded|Failed|Aborted)$/;
const aborted = /^(Task|Wait)StateAborted$/;
const attempt = /^(Activity|LambdaFunction|Task)(Scheduled|Started|Submitted|Succeeded|Failed|TimedOut|ScheduleFailed|StartFailed|SubmitFailed)$/;
const mapRun = /^MapRun(Started|Succeeded|Failed|Aborted|Redriven)$/;
const ended = /^Execution(Succeeded|Failed|Aborted|TimedOut)$/;

/**
 * An execution as its history tells it: which states were entered in which line, with what data, and how they ended. Events may come a
 * few at a time, in the order of their ids. What belongs together is told by `previousEventId`, as AWS links events.
 */
export class History {
  readonly root: Frame = { kind: 'root', parent: undefined, index: 0, status: 'running', startedAt: 0, visits: [] };
  readonly events: HistoryEvent[] = [];
  /** All visits in the order of their entry. */
  readonly visits: Visit[] = [];
  private readonly places = new Map<number, Place>();
  private readonly byId = new Map<number, Visit>();

  static of(events: readonly HistoryEvent[]): History {
    const history = new History();
    history.append(events);
    return history;
  }

  get lastId(): number {
    return this.events.at(-1)?.id ?? 0;
  }

  /** How the execution ended, or `RUNNING`. */
  get status(): ExecutionStatus {
    const type = this.events.at(-1)?.type ?? '';
    return ({ ExecutionSucceeded: 'SUCCEEDED', ExecutionFailed: 'FAILED', ExecutionAborted: 'ABORTED', ExecutionTimedOut: 'TIMED_OUT' } as const)[type] ?? 'RUNNING';
  }

  visit(id: number): Visit | undefined {
    return this.byId.get(id);
  }

  /** The state that an event belongs to. */
  visitOf(event: HistoryEvent): Visit | undefined {
    return this.places.get(event.id)?.visit;
  }

  /** Takes further events. @returns Whether there were any that it did not have. */
  append(events: readonly HistoryEvent[]): boolean {
    const before = this.events.length;
    for (const event of events) {
      if (event.id > this.lastId) {
        this.places.set(event.id, this.take(event));
        this.events.push(event);
      }
    }

    return this.events.length > before;
  }

  /** The variables that a state can see when it is entered, by name; values are JSON text. */
  variablesAt(visit: Visit): Record<string, string> {
    const outer = visit.frame.parent ? this.variablesAt(visit.frame.parent) : {};
    for (const before of visit.frame.visits) {
      if (before === visit) {
        break;
      }

      Object.assign(outer, before.assigned);
    }

    return outer;
  }

  private take(event: HistoryEvent): Place {
    const details = detailsOf(event);
    const place = this.places.get(event.previousEventId) ?? { frame: this.root, visit: undefined };
    if (entered.test(event.type)) {
      return this.enter(event, details, place);
    }

    const visit = this.visitFor(event, details, place);
    if (!visit) {
      return this.takeOfExecution(event, place);
    }

    visit.events.push(event);
    if (iteration.test(event.type)) {
      return this.iterate(event, details, visit);
    }

    if (attempt.test(event.type)) {
      takeAttempt(event, details, visit);
    } else if (exited.test(event.type)) {
      exit(event, details, visit);
    } else if (container.test(event.type)) {
      takeContainer(event, details, visit);
    } else if (mapRun.test(event.type)) {
      visit.mapRunArn = details.mapRunArn ?? visit.mapRunArn;
      if (event.type === 'MapRunRedriven') {
        reopen(visit);
      } else if (event.type === 'MapRunFailed' || event.type === 'MapRunAborted') {
        fail(visit, details);
      }
    } else if (aborted.test(event.type)) {
      end(visit, 'aborted', event.timestamp);
    } else if (event.type === 'EvaluationFailed') {
      fail(visit, details);
    }

    return { frame: visit.frame, visit };
  }

  private enter(event: HistoryEvent, details: EventDetails, place: Place): Place {
    const previous = place.visit?.events.at(-1);
    // The first state of a branch follows on the start of its Parallel; several do on the same event.
    const begins = place.visit?.type === 'Parallel' && this.startOf(place.visit) === event.previousEventId;
    let frame = place.frame;
    if (begins && place.visit) {
      frame = addFrame(place.visit, 'branch', place.visit.frames.length, event.timestamp);
    } else if (place.visit && previous && place.visit.status === 'failed') {
      // What failed and was left by no exit, with the execution going on, was caught.
      end(place.visit, 'caught', event.timestamp);
    }

    const visit: Visit = {
      id: event.id,
      state: details.name ?? '',
      type: event.type.slice(0, -'StateEntered'.length),
      frame,
      status: 'running',
      enteredAt: event.timestamp,
      ...(details.input === undefined ? {} : { input: details.input }),
      attempts: [],
      frames: [],
      events: [event],
    };
    frame.visits.push(visit);
    this.visits.push(visit);
    this.byId.set(event.id, visit);
    return { frame, visit };
  }

  private startOf(visit: Visit): number | undefined {
    return visit.events.find((event) => event.type === 'ParallelStateStarted')?.id;
  }

  /** The state that an event is about: the one of the event before, or one around it. */
  private visitFor(event: HistoryEvent, details: EventDetails, place: Place): Visit | undefined {
    if (event.type.startsWith('Execution')) {
      return undefined;
    }

    const isMeant = (visit: Visit): boolean => {
      const kind = container.exec(event.type)?.[1];
      if (kind) {
        return visit.type === kind && visit.exitedAt === undefined;
      }

      if (iteration.test(event.type) || exited.test(event.type)) {
        return visit.state === details.name && (event.type !== 'MapIterationStarted' || visit.type === 'Map');
      }

      return true;
    };
    let visit = place.visit ?? place.frame.parent;
    while (visit && !isMeant(visit)) {
      visit = visit.frame.parent;
    }

    return visit;
  }

  private takeOfExecution(event: HistoryEvent, place: Place): Place {
    const { root } = this;
    if (event.type === 'ExecutionStarted') {
      root.startedAt = event.timestamp;
    } else if (event.type === 'ExecutionRedriven') {
      root.status = 'running';
      delete root.endedAt;
    } else if (ended.test(event.type)) {
      const details = detailsOf(event);
      root.endedAt = event.timestamp;
      root.status = event.type === 'ExecutionSucceeded' ? 'succeeded' : event.type === 'ExecutionAborted' ? 'aborted' : 'failed';
      this.closeOpen(root, root.status, event.timestamp, details);
    }

    return { frame: root, visit: place.visit };
  }

  /** What the end of the execution found open ended with it. */
  private closeOpen(frame: Frame, status: VisitStatus, time: number, details: EventDetails): void {
    for (const visit of frame.visits) {
      for (const inner of visit.frames) {
        if (inner.status === 'running') {
          this.closeOpen(inner, status === 'failed' ? 'aborted' : status, time, {});
          inner.status = status === 'succeeded' ? 'succeeded' : 'aborted';
          inner.endedAt = time;
        }
      }

      if (visit.status === 'running') {
        end(visit, visit.type === 'Succeed' ? 'succeeded' : status, time);
        if (status === 'failed') {
          fail(visit, details);
        }
      } else if (visit.status === 'failed') {
        visit.exitedAt ??= time;
      }
    }
  }

  private iterate(event: HistoryEvent, details: EventDetails, visit: Visit): Place {
    const index = details.index ?? 0;
    if (event.type === 'MapIterationStarted') {
      return { frame: addFrame(visit, 'iteration', index, event.timestamp), visit: undefined };
    }

    const frame = visit.frames.findLast((candidate) => candidate.index === index);
    if (frame) {
      frame.endedAt = event.timestamp;
      frame.status = event.type === 'MapIterationSucceeded' ? 'succeeded' : event.type === 'MapIterationFailed' ? 'failed' : 'aborted';
      this.closeOpen(frame, frame.status, event.timestamp, {});
    }

    return { frame: visit.frame, visit };
  }
}

function addFrame(parent: Visit, kind: Frame['kind'], index: number, startedAt: number): Frame {
  const frame: Frame = { kind, parent, index, status: 'running', startedAt, visits: [] };
  parent.frames.push(frame);
  return frame;
}

function end(visit: Visit, status: VisitStatus, time: number): void {
  visit.status = status;
  visit.exitedAt = time;
}

function fail(visit: Visit, details: EventDetails): void {
  visit.status = 'failed';
  if (details.error !== undefined) {
    visit.error = details.error;
  }

  if (details.cause !== undefined) {
    visit.cause = details.cause;
  }
}

/** A redrive goes on in it: the frames around it as well. */
function reopen(visit: Visit): void {
  for (let open: Visit | undefined = visit; open; open = open.frame.parent) {
    open.status = 'running';
    delete open.exitedAt;
    delete open.error;
    delete open.cause;
    open.frame.status = 'running';
    delete open.frame.endedAt;
  }
}

function exit(event: HistoryEvent, details: EventDetails, visit: Visit): void {
  end(visit, visit.status === 'failed' ? 'caught' : 'succeeded', event.timestamp);
  if (details.output !== undefined) {
    visit.output = details.output;
  }

  if (details.assignedVariables) {
    visit.assigned = details.assignedVariables;
  }

  // A branch has no event of its own at its end.
  const { frame } = visit;
  if (frame.kind === 'branch') {
    frame.endedAt = event.timestamp;
  }
}

function takeContainer(event: HistoryEvent, details: EventDetails, visit: Visit): void {
  if (event.type.endsWith('Started')) {
    if (details.length !== undefined) {
      visit.length = details.length;
    }

    return;
  }

  const isFailed = event.type.endsWith('Failed');
  for (const frame of visit.frames) {
    if (frame.status === 'running') {
      frame.status = event.type.endsWith('Succeeded') ? 'succeeded' : frame.visits.some((inner) => inner.status === 'failed') ? 'failed' : 'aborted';
      frame.endedAt ??= event.timestamp;
      for (const inner of frame.visits) {
        if (inner.status === 'running') {
          end(inner, inner.type === 'Fail' && isFailed ? 'failed' : 'aborted', event.timestamp);
        }
      }
    }
  }

  if (isFailed) {
    fail(visit, details);
  } else if (event.type.endsWith('Aborted')) {
    end(visit, 'aborted', event.timestamp);
  }
}

function takeAttempt(event: HistoryEvent, details: EventDetails, visit: Visit): void {
  const what = attempt.exec(event.type)?.[2];
  let last = visit.attempts.at(-1);
  if (what === 'Scheduled' || !last || (last.endedAt !== undefined && what === 'ScheduleFailed')) {
    if (visit.exitedAt !== undefined || visit.status !== 'running') {
      reopen(visit);
    }

    last = { scheduledAt: event.timestamp, status: 'running' };
    if (details.resource !== undefined) {
      last.resource = details.resource;
    }

    const parameters = details.parameters ?? details.input;
    if (parameters !== undefined) {
      last.parameters = parameters;
    }

    visit.attempts.push(last);
  }

  if (what === 'Started') {
    last.startedAt = event.timestamp;
  } else if (what === 'Submitted') {
    visit.child = childOf(details.output) ?? visit.child;
  } else if (what === 'Succeeded') {
    last.status = 'succeeded';
    last.endedAt = event.timestamp;
    if (details.output !== undefined) {
      last.output = details.output;
    }

    visit.child = visit.child ?? childOf(details.output);
  } else if (what !== 'Scheduled') {
    last.status = 'failed';
    last.endedAt = event.timestamp;
    if (details.error !== undefined) {
      last.error = details.error;
    }

    if (details.cause !== undefined) {
      last.cause = details.cause;
    }

    fail(visit, details);
    return;
  }

  visit.status = 'running';
}

/** The execution that a call of `states:startExecution` answered with. */
function childOf(output: string | undefined): string | undefined {
  return output === undefined ? undefined : /"[eE]xecutionArn"\s*:\s*"(arn:[^"]+:states:[^"]+)"/.exec(output)?.[1];
}
