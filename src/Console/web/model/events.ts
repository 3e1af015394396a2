import type { HistoryEvent } from '../api/types.ts';
import { detailsOf, type History } from './history.ts';

/** Which events of a history are shown; all where nothing is said. */
export interface EventFilter {
  /** An event's type, or {@link failures}. */
  type?: string;
  state?: string;
}

/** In place of a type: whatever failed, timed out or was stopped. */
export const failures = 'failures';

const failed = /(Failed|TimedOut|Aborted)$/;

export function isFailure(event: HistoryEvent): boolean {
  return failed.test(event.type);
}

/** The name of the state that an event belongs to. */
export function stateOf(history: History, event: HistoryEvent): string | undefined {
  return history.visitOf(event)?.state;
}

export function filterEvents(history: History, { type, state }: EventFilter): readonly HistoryEvent[] {
  if (type === undefined && state === undefined) {
    return history.events;
  }

  return history.events.filter(
    (event) =>
      (type === undefined || (type === failures ? isFailure(event) : event.type === type)) &&
      (state === undefined || stateOf(history, event) === state),
  );
}

/** What there is to filter by, with how many events of it there are, by name. */
export interface EventKinds {
  types: [string, number][];
  states: [string, number][];
  failures: number;
}

export function kindsOf(history: History): EventKinds {
  const types = new Map<string, number>();
  const states = new Map<string, number>();
  let count = 0;
  for (const event of history.events) {
    types.set(event.type, (types.get(event.type) ?? 0) + 1);
    count += isFailure(event) ? 1 : 0;
    const state = stateOf(history, event);
    if (state !== undefined) {
      states.set(state, (states.get(state) ?? 0) + 1);
    }
  }

  const sorted = (counts: Map<string, number>): [string, number][] => [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return { types: sorted(types), states: sorted(states), failures: count };
}

/** The place of an event in a list in the order of ids; of the next one where it is not in it. -1 where there is none. */
export function placeOf(events: readonly HistoryEvent[], id: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (events[middle]!.id < id) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }

  return low < events.length ? low : events.length - 1;
}

const excerptLength = 200;

/** What an event is about, in one line: its error, else its resource, else its data. */
export function summaryOf(event: HistoryEvent): string {
  const details = detailsOf(event);
  const { error, cause, resource, resourceType, index, length } = details;
  if (error !== undefined || cause !== undefined) {
    return excerpt([error, cause].filter((part) => part).join(': '));
  }

  if (resource !== undefined) {
    return excerpt([resourceType, resource].filter((part) => part).join(' '));
  }

  if (index !== undefined || length !== undefined) {
    return String(index ?? length);
  }

  return excerpt(details.mapRunArn ?? details.output ?? details.input ?? '');
}

function excerpt(text: string): string {
  const line = text.slice(0, excerptLength).replace(/\s+/g, ' ');
  return text.length > excerptLength ? `${line}…` : line;
}

/** A member of an event's details. */
export interface EventField {
  name: string;
  value: string;
  /** Whether the value is JSON text: what goes in and out. */
  isData: boolean;
}

const data = new Set(['input', 'output', 'parameters']);

/** What stands in an event's details, its data last. */
export function fieldsOf(event: HistoryEvent): EventField[] {
  const plain: EventField[] = [];
  const payloads: EventField[] = [];
  for (const [name, value] of Object.entries(detailsOf(event))) {
    if (name === 'assignedVariables') {
      for (const [variable, text] of Object.entries(value as Record<string, string>)) {
        payloads.push({ name: `$${variable}`, value: text, isData: true });
      }
    } else if (data.has(name)) {
      payloads.push({ name, value: String(value), isData: true });
    } else if (typeof value !== 'object' || value === null) {
      plain.push({ name, value: String(value), isData: false });
    } else if (!name.endsWith('Details') || (value as { truncated?: boolean }).truncated) {
      // That data is whole is said by none.
      plain.push({ name, value: JSON.stringify(value), isData: false });
    }
  }

  return [...plain, ...payloads];
}
