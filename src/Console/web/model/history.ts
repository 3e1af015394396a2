import type { EventDetails, ExecutionStatus, HistoryEvent } from '../api/types.ts';
import { addFrame, blame, chainOf, close, closeWithin, end, fail, type Frame, goOn, openWithin, reopen, type Visit } from './visit.ts';

export type { Attempt, Frame, Visit, VisitStatus } from './visit.ts';

/** Where a line of states is after an event. */
interface Place {
  frame: Frame;
  visit: Visit | undefined;
  /** Whether states that follow on the event begin branches. */
  opensBranches?: boolean;
}

/** The details of an event, whatever its type. */
export function detailsOf(event: HistoryEvent): EventDetails {
  for (const name in event) {
    // Some write all details that there are, with nothing in those of other types.
    if (name.endsWith('EventDetails') && event[name]) {
      return event[name] as EventDetails;
    }
  }

  return {};
}

const entered = /^(Choice|Fail|Map|Parallel|Pass|Succeed|Task|Wait)StateEntered$/;
const exited = /^(Choice|Map|Parallel|Pass|Succeed|Task|Wait)StateExited$/;
const container = /^(Map|Parallel)State(Started|Succeeded|Failed)$/;
const iteration = /^MapIteration(Started|Succeeded|Failed|Aborted)$/;
const aborted = /^(Map|Parallel|Task|Wait)StateAborted$/;
const attempt = /^(Activity|LambdaFunction|Task)(Scheduled|Started|Submitted|Succeeded|Failed|TimedOut|ScheduleFailed|StartFailed|SubmitFailed)$/;
const mapRun = /^MapRun(Started|Succeeded|Failed|Aborted|Redriven)$/;

/**
 * An execution as its history tells it: which states were entered in which line, with what data, and how they ended. Events may come a
 * few at a time, in the order of their ids. What belongs together is told by `previousEventId`, as AWS links events.
 */
export class History {
  readonly root: Frame = { kind: 'root', parent: undefined, index: 0, round: 0, status: 'running', startedAt: 0, visits: [] };
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

  /** The state that an event belongs to, of the start of an iteration its Map; none where it is about the execution. */
  visitOf(event: HistoryEvent): Visit | undefined {
    const place = event.type.startsWith('Execution') ? undefined : this.places.get(event.id);
    return place?.visit ?? place?.frame.parent;
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

    if (event.type.startsWith('Execution')) {
      return this.takeOfExecution(event, details, place);
    }

    const visit = this.visitFor(event, details, place);
    if (!visit) {
      return place;
    }

    visit.events.push(event);
    if (iteration.test(event.type)) {
      return takeIteration(event, details, visit, place);
    }

    if (attempt.test(event.type)) {
      takeAttempt(event, details, visit);
    } else if (exited.test(event.type)) {
      exit(event, details, visit);
    } else if (container.test(event.type)) {
      return takeContainer(event, details, visit, place);
    } else if (mapRun.test(event.type)) {
      visit.mapRunArn = details.mapRunArn ?? visit.mapRunArn;
      if (event.type === 'MapRunFailed' || event.type === 'MapRunAborted') {
        fail(visit, details);
      }
    } else if (aborted.test(event.type)) {
      // A Task that fails what is around it is said to be cut off, too.
      end(visit, visit === place.visit && visit.isFailing ? 'failed' : 'aborted', event.timestamp);
    } else if (event.type === 'EvaluationFailed') {
      fail(visit, details);
    }

    return { frame: visit.frame, visit };
  }

  private enter(event: HistoryEvent, details: EventDetails, place: Place): Place {
    let { frame } = place;
    if (place.opensBranches && place.visit) {
      const { rounds, frames } = place.visit;
      const index = frames.at(-1)?.round === rounds - 1 ? frames.at(-1)!.index + 1 : 0;
      frame = addFrame(place.visit, 'branch', index, event.timestamp);
    } else if (frame.kind === 'branch') {
      // Its end is not told, so each exit may be it.
      frame.status = 'running';
      delete frame.endedAt;
    }

    const visit: Visit = {
      id: event.id,
      state: details.name ?? '',
      type: event.type.slice(0, -'StateEntered'.length),
      frame,
      status: 'running',
      isFailing: false,
      enteredAt: event.timestamp,
      ...(details.input === undefined ? {} : { input: details.input }),
      attempts: [],
      frames: [],
      rounds: 0,
      events: [event],
    };
    frame.visits.push(visit);
    this.visits.push(visit);
    this.byId.set(event.id, visit);
    return { frame, visit };
  }

  /** The state that an event is about: the one of the event before, one around it, or one that is cut off with it. */
  private visitFor(event: HistoryEvent, details: EventDetails, place: Place): Visit | undefined {
    const { type } = event;
    const start = place.visit ?? place.frame.parent;
    if (aborted.test(type) || type === 'MapIterationAborted') {
      return cutOff(type, details, start);
    }

    if (type === 'EvaluationFailed' && start?.state !== details.state) {
      // While a state is being entered, it links to what the entry links to.
      return this.visits.findLast((visit) => visit.state === details.state && visit.events[0]!.previousEventId === event.previousEventId) ?? start;
    }

    const kind = container.exec(type)?.[1];
    const isNamed = iteration.test(type) || exited.test(type);
    for (let visit = start; visit; visit = visit.frame.parent) {
      if (isNamed ? visit.state === details.name : !kind || (visit.type === kind && isOpen(visit))) {
        return visit;
      }
    }

    return undefined;
  }

  private takeOfExecution(event: HistoryEvent, details: EventDetails, place: Place): Place {
    const { root } = this;
    const time = event.timestamp;
    switch (event.type) {
      case 'ExecutionStarted':
        root.startedAt = time;
        break;
      case 'ExecutionRedriven':
        reopen(root);
        break;
      case 'ExecutionSucceeded':
        root.status = 'succeeded';
        root.endedAt = time;
        break;
      case 'ExecutionFailed': {
        const chain = chainOf(place.visit);
        chain.add(root);
        for (const part of chain) {
          if ('state' in part && part.exitedAt === undefined) {
            blame(part, details);
          }
        }

        close(root, time, (part) => chain.has(part), details);
        break;
      }

      case 'ExecutionTimedOut':
        close(root, time, () => true, details);
        break;
      case 'ExecutionAborted':
        close(root, time, () => false, details);
        break;
      default:
    }

    return { frame: root, visit: place.visit };
  }
}

/** Whether a Parallel or Map has not said that it failed, nor been left. */
function isOpen(visit: Visit): boolean {
  return visit.exitedAt === undefined && (visit.status === 'running' || !visit.events.at(-1)!.type.endsWith('StateFailed'));
}

/** What is cut off links to the failure in its sibling, so that its place is not told: they come in the order in which they lie. */
function cutOff(type: string, details: EventDetails, failing: Visit | undefined): Visit | undefined {
  if (!failing) {
    return undefined;
  }

  const kind = aborted.exec(type)?.[1];
  const isMeant = (visit: Visit): boolean =>
    kind ? visit.type === kind && visit.exitedAt === undefined : visit.state === details.name && visit.frames.some((frame) => frame.index === details.index && frame.status === 'running');
  const around = failing.frame.parent;
  if (isMeant(failing)) {
    return failing;
  }

  if (!kind && around && isMeant(around)) {
    return around;
  }

  return firstOf(openWithin(failing), isMeant) ?? (around && firstOf(openWithin(around, failing.frame), isMeant));
}

function firstOf(visits: Iterable<Visit>, isMeant: (visit: Visit) => boolean): Visit | undefined {
  for (const visit of visits) {
    if (isMeant(visit)) {
      return visit;
    }
  }

  return undefined;
}

function takeIteration(event: HistoryEvent, details: EventDetails, visit: Visit, place: Place): Place {
  const index = details.index ?? 0;
  if (event.type === 'MapIterationStarted') {
    return { frame: addFrame(visit, 'iteration', index, event.timestamp), visit: undefined };
  }

  const frame = visit.frames.findLast((candidate) => candidate.index === index);
  if (frame) {
    if (event.type === 'MapIterationFailed') {
      const chain = chainOf(place.visit);
      close(frame, event.timestamp, (part) => chain.has(part), errorOf(place.visit));
    }

    frame.endedAt = event.timestamp;
    frame.status = event.type === 'MapIterationSucceeded' ? 'succeeded' : event.type === 'MapIterationFailed' ? 'failed' : 'aborted';
  }

  return { frame: visit.frame, visit };
}

function takeContainer(event: HistoryEvent, details: EventDetails, visit: Visit, place: Place): Place {
  const time = event.timestamp;
  const chain = chainOf(place.visit);
  const isFailed = (part: Visit | Frame): boolean => chain.has(part);
  if (event.type.endsWith('Started')) {
    closeWithin(visit, time, isFailed, errorOf(place.visit));
    goOn(visit);
    visit.rounds++;
    if (details.length !== undefined) {
      visit.length = details.length;
    }

    return { frame: visit.frame, visit, opensBranches: visit.type === 'Parallel' };
  }

  if (event.type.endsWith('Failed')) {
    closeWithin(visit, time, isFailed, errorOf(place.visit));
    visit.status = 'failed';
    fail(visit, errorOf(place.visit));
  }

  return { frame: visit.frame, visit };
}

function errorOf(visit: Visit | undefined): EventDetails {
  return { ...(visit?.error === undefined ? {} : { error: visit.error }), ...(visit?.cause === undefined ? {} : { cause: visit.cause }) };
}

function exit(event: HistoryEvent, details: EventDetails, visit: Visit): void {
  if (visit.isFailing) {
    blame(visit, caughtBy(details.output));
    end(visit, 'caught', event.timestamp);
  } else {
    end(visit, 'succeeded', event.timestamp);
  }

  if (details.output !== undefined) {
    visit.output = details.output;
  }

  if (details.assignedVariables) {
    visit.assigned = details.assignedVariables;
  }

  const { frame } = visit;
  if (frame.kind === 'branch') {
    frame.status = 'succeeded';
    frame.endedAt = event.timestamp;
  }
}

/** The error in what a catcher gives by default. */
function caughtBy(output: string | undefined): EventDetails {
  try {
    const { Error: error, Cause: cause } = JSON.parse(output ?? '{}') as { Error?: unknown; Cause?: unknown };
    return typeof error === 'string' && typeof cause === 'string' ? { error, cause } : {};
  } catch {
    return {};
  }
}

function takeAttempt(event: HistoryEvent, details: EventDetails, visit: Visit): void {
  const what = attempt.exec(event.type)?.[2];
  let last = visit.attempts.at(-1);
  if (what === 'Scheduled' || !last || (last.endedAt !== undefined && what === 'ScheduleFailed')) {
    goOn(visit);
    last = { scheduledAt: event.timestamp, status: 'running' };
    if (details.resource !== undefined) {
      last.resource = details.resourceType === undefined ? details.resource : `${details.resourceType}:${details.resource}`;
    }

    const parameters = details.parameters ?? details.input;
    if (parameters !== undefined) {
      last.parameters = parameters;
    }

    visit.attempts.push(last);
  }

  switch (what) {
    case 'Scheduled':
      break;
    case 'Started':
      last.startedAt = event.timestamp;
      break;
    case 'Submitted':
    case 'Succeeded':
      visit.child = childOf(last, details.output) ?? visit.child;
      if (what === 'Succeeded') {
        last.status = 'succeeded';
        last.endedAt = event.timestamp;
        if (details.output !== undefined) {
          last.output = details.output;
        }
      }

      break;
    default:
      last.status = 'failed';
      last.endedAt = event.timestamp;
      if (details.error !== undefined) {
        last.error = details.error;
      }

      if (details.cause !== undefined) {
        last.cause = details.cause;
      }

      fail(visit, details);
  }
}

/** The execution that a call of StartExecution answered with. */
function childOf({ resource }: { resource?: string }, output: string | undefined): string | undefined {
  return output !== undefined && resource !== undefined && /^(states|aws-sdk:sfn):start/i.test(resource)
    ? /"[eE]xecutionArn"\s*:\s*"(arn:[^"]+:states:[^"]+)"/.exec(output)?.[1]
    : undefined;
}
