import type { EventDetails, HistoryEvent } from '../api/types.ts';

export type VisitStatus = 'running' | 'succeeded' | 'failed' | 'caught' | 'aborted';

/** One try of what a Task runs. Times are seconds since 1970. */
export interface Attempt {
  scheduledAt: number;
  startedAt?: number;
  endedAt?: number;
  status: VisitStatus;
  /** A function's or an activity's ARN, or the service and its action, as `states:startExecution.sync`. */
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
  /** The try of the state around it that began it, from 0. */
  round: number;
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
  /** Whether the last that happened in it is a failure: while it runs, it is to be tried again. */
  isFailing: boolean;
  enteredAt: number;
  /** When it was left or ended otherwise. */
  exitedAt?: number;
  input?: string;
  output?: string;
  assigned?: Record<string, string>;
  error?: string;
  cause?: string;
  attempts: Attempt[];
  /** Branches or iterations, of all its tries. */
  frames: Frame[];
  /** How often a Parallel or Map has begun. */
  rounds: number;
  /** How many iterations a Map has. */
  length?: number;
  mapRunArn?: string;
  /** The execution that a Task started. */
  child?: string;
  /** Its events, in their order. */
  events: HistoryEvent[];
}

/** The branches or iterations of its last try. */
export function lastRound(visit: Visit): Frame[] {
  return visit.rounds > 1 ? visit.frames.filter((frame) => frame.round === visit.rounds - 1) : visit.frames;
}

/** The innermost state that made a line of states fail; undefined where none did. */
export function failedVisit(frame: Frame): Visit | undefined {
  const last = frame.visits.at(-1);
  if (last?.status !== 'failed') {
    return undefined;
  }

  const inner = lastRound(last).find((candidate) => candidate.status === 'failed');
  return (inner && failedVisit(inner)) ?? last;
}

/** The visit and the lines and states around it. */
export function chainOf(visit: Visit | undefined): Set<Visit | Frame> {
  const chain = new Set<Visit | Frame>();
  for (let around = visit; around; around = around.frame.parent) {
    chain.add(around).add(around.frame);
  }

  return chain;
}

export function addFrame(parent: Visit, kind: Frame['kind'], index: number, startedAt: number): Frame {
  const frame: Frame = { kind, parent, index, round: Math.max(0, parent.rounds - 1), status: 'running', startedAt, visits: [] };
  parent.frames.push(frame);
  return frame;
}

export function end(visit: Visit, status: VisitStatus, time: number): void {
  visit.status = status;
  visit.exitedAt = time;
  const last = visit.attempts.at(-1);
  if (last?.status === 'running') {
    last.status = status === 'succeeded' ? status : 'aborted';
    last.endedAt = time;
  }
}

/** Notes a failure: whether the state is tried again, is caught or ends with it is told by what follows. */
export function fail(visit: Visit, details: EventDetails): void {
  visit.isFailing = true;
  if (details.error !== undefined) {
    visit.error = details.error;
  }

  if (details.cause !== undefined) {
    visit.cause = details.cause;
  }
}

/** It goes on: another try, or a redrive. */
export function goOn(visit: Visit): void {
  visit.status = 'running';
  visit.isFailing = false;
  delete visit.exitedAt;
  delete visit.error;
  delete visit.cause;
}

/** Ends what is still open in a line of states. @param failed What ended by a failure of its own; all else was cut off. */
export function close(frame: Frame, time: number, failed: (part: Visit | Frame) => boolean, details: EventDetails): void {
  const last = frame.visits.at(-1);
  if (frame.status === 'running') {
    frame.status = failed(frame) ? 'failed' : 'aborted';
    frame.endedAt = time;
  }

  if (!last || last.status === 'succeeded' || last.status === 'caught') {
    return;
  }

  closeWithin(last, time, failed, details);
  if (last.exitedAt !== undefined) {
    return;
  }

  if (last.status === 'failed' || failed(last)) {
    end(last, 'failed', time);
    blame(last, details);
  } else {
    end(last, 'aborted', time);
  }
}

/** Ends what is still open in the branches or iterations of a state. */
export function closeWithin(visit: Visit, time: number, failed: (part: Visit | Frame) => boolean, details: EventDetails): void {
  for (const frame of lastRound(visit)) {
    close(frame, time, failed, details);
  }
}

/** A redrive goes on with whatever had not ended well. */
export function reopen(frame: Frame): void {
  frame.status = 'running';
  delete frame.endedAt;
  const last = frame.visits.at(-1);
  if (last?.status !== 'failed' && last?.status !== 'aborted') {
    return;
  }

  goOn(last);
  for (const inner of lastRound(last)) {
    if (inner.status !== 'succeeded') {
      reopen(inner);
    }
  }
}

/** Gives a failed state, and what failed within it, the error of which they say nothing themselves. */
export function blame(visit: Visit, details: EventDetails): void {
  if (visit.error !== undefined || visit.cause !== undefined || (details.error === undefined && details.cause === undefined)) {
    return;
  }

  fail(visit, details);
  for (const frame of lastRound(visit)) {
    const last = frame.visits.at(-1);
    if (frame.status === 'failed' && last?.status === 'failed') {
      blame(last, details);
    }
  }
}

/** What was not left in the branches or iterations of a state, from the outside in, as AWS names what it cuts off. */
export function* openWithin(visit: Visit, except?: Frame): Generator<Visit> {
  for (const frame of lastRound(visit)) {
    const last = frame.visits.at(-1);
    if (frame === except || !last || last.status === 'succeeded' || last.status === 'caught') {
      continue;
    }

    yield last;
    yield* openWithin(last);
  }
}
