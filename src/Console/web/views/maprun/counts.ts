import type { Counts } from '../../api/types.ts';

/** A count of a Map Run; 0 where the server does not know it, as of a run whose children were not begun. */
export function countOf(counts: Partial<Counts>, name: keyof Counts): number {
  return counts[name] ?? 0;
}

/** How many have ended in one way or another. */
export function ended(counts: Partial<Counts>): number {
  return (['succeeded', 'failed', 'timedOut', 'aborted'] as const).reduce((sum, name) => sum + countOf(counts, name), 0);
}
