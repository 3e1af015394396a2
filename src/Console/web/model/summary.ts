import type { Frame, Visit, VisitStatus } from './visit.ts';

/** What an execution, or a part of it, made of one state. */
export interface StateSummary {
  /** How often it was entered, and how these visits stand. */
  visits: number;
  counts: Partial<Record<VisitStatus, number>>;
  /** How the state is shown as a whole: what needs attention first. */
  status: VisitStatus;
  /** Whether one of them waits to be tried again. */
  isRetrying: boolean;
}

export interface Summary {
  states: Map<string, StateSummary>;
  /** The ways that were taken, as {@link wayOf} writes them. */
  ways: Set<string>;
}

// The first that there is tells the status of a state.
const order: readonly VisitStatus[] = ['running', 'failed', 'caught', 'aborted', 'succeeded'];

/** A way from one state to another; names are unique in a definition. */
export function wayOf(from: string, to: string): string {
  return JSON.stringify([from, to]);
}

/** Adds up the visits of a line of states and of all within. O(visits). */
export function summarize(root: Frame): Summary {
  const states = new Map<string, StateSummary>();
  const ways = new Set<string>();
  const todo = [root];
  for (let frame = todo.pop(); frame; frame = todo.pop()) {
    let previous: Visit | undefined;
    for (const visit of frame.visits) {
      add(states, visit);
      if (previous) {
        ways.add(wayOf(previous.state, visit.state));
      }

      previous = visit;
      for (const inner of visit.frames) {
        todo.push(inner);
      }
    }
  }

  for (const summary of states.values()) {
    summary.status = order.find((status) => summary.counts[status]) ?? 'succeeded';
  }

  return { states, ways };
}

function add(states: Map<string, StateSummary>, visit: Visit): void {
  let summary = states.get(visit.state);
  if (!summary) {
    summary = { visits: 0, counts: {}, status: 'succeeded', isRetrying: false };
    states.set(visit.state, summary);
  }

  summary.visits++;
  summary.counts[visit.status] = (summary.counts[visit.status] ?? 0) + 1;
  summary.isRetrying ||= visit.status === 'running' && visit.isFailing;
}
