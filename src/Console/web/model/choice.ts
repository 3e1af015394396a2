import type { History } from './history.ts';
import { failedVisit, type Frame, lastRound, type Visit } from './visit.ts';

/**
 * The visit that is shown when a state is chosen by its name: one in the line of what was looked at before, else what failed, what runs,
 * or the last. Undefined where it was not entered.
 */
export function visitToShow(history: History, state: string, before?: Visit): Visit | undefined {
  for (let frame: Frame | undefined = before?.frame; frame; frame = frame.parent?.frame) {
    const here = within(frame, state);
    if (here) {
      return here;
    }
  }

  return within(history.root, state);
}

function within(root: Frame, state: string): Visit | undefined {
  let best: Visit | undefined;
  const todo = [root];
  for (let frame = todo.pop(); frame; frame = todo.pop()) {
    for (const visit of frame.visits) {
      if (visit.state === state && isBetter(visit, best)) {
        best = visit;
      }

      for (const inner of visit.frames) {
        todo.push(inner);
      }
    }
  }

  return best;
}

function isBetter(visit: Visit, best: Visit | undefined): boolean {
  const difference = best ? weight(visit) - weight(best) : 1;
  return difference > 0 || (difference === 0 && visit.id > best!.id);
}

function weight({ status }: Visit): number {
  return status === 'failed' ? 2 : status === 'running' ? 1 : 0;
}

/** The visit that is shown of a branch or an iteration: of the same state as before where it has one, else what failed, else the last. */
export function visitOfFrame(frame: Frame, state?: string): Visit | undefined {
  return (state === undefined ? undefined : frame.visits.findLast((visit) => visit.state === state)) ?? failedVisit(frame) ?? frame.visits.at(-1);
}

/** The branch or iteration that failed next after one, and the first again after the last. */
export function nextFailed(visit: Visit, after?: Frame): Frame | undefined {
  const failed = lastRound(visit).filter((frame) => frame.status === 'failed');
  return failed[(after ? failed.indexOf(after) + 1 : 0) % Math.max(1, failed.length)];
}
