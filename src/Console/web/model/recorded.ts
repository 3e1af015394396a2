import type { EventDetails, HistoryEvent } from '../api/types.ts';

/** An event of a test's history: its type, the event before it, its details, and its time in seconds where that matters. */
export type Recorded = [type: string, previous: number, details?: EventDetails, time?: number];

/** For tests: a history as AWS has it, its ids from 1 on. An event without a time has that of the one before. */
export function recorded(...events: Recorded[]): HistoryEvent[] {
  let now = 0;
  return events.map(([type, previousEventId, details, time], i) => {
    now = time ?? now;
    return { id: i + 1, previousEventId, timestamp: now, type, ...(details ? { [memberOf(type)]: details } : {}) };
  });
}

function memberOf(type: string): string {
  const kind = /State(Entered|Exited)$/.exec(type)?.[1];
  return kind ? `state${kind}EventDetails` : `${type[0]!.toLowerCase()}${type.slice(1)}EventDetails`;
}
