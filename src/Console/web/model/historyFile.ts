import type { HistoryEvent } from '../api/types.ts';
import { texts } from '../texts.ts';

const { wrong } = texts.imported;

/** Why a text is no history or no definition. */
export class HistoryFileError extends Error {
  override name = wrong.title;
}

/**
 * The events of what `aws stepfunctions get-execution-history` prints: an object with `events`, or those alone. Times are ISO 8601, as
 * the CLI prints them, or seconds, as the API has them. Either order, and pages after each other that were joined, are taken.
 * @throws {@link HistoryFileError}
 */
export function readHistoryFile(text: string): HistoryEvent[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (e) {
    throw new HistoryFileError(wrong.noJson((e as Error).message));
  }

  const list = Array.isArray(json) ? json : (json as { events?: unknown } | null)?.events;
  if (!Array.isArray(list)) {
    throw new HistoryFileError(wrong.noEvents);
  }

  if (list.length === 0) {
    throw new HistoryFileError(wrong.empty);
  }

  const events = list.map(readEvent).sort((a, b) => a.id - b.id);
  if (events[0]!.id !== 1) {
    throw new HistoryFileError(wrong.begins(events[0]!.id));
  }

  return events;
}

function readEvent(value: unknown, place: number): HistoryEvent {
  const event = value as Partial<HistoryEvent> | null;
  const lacks = (what: string): never => {
    throw new HistoryFileError(wrong.event(place + 1, what));
  };
  if (typeof event !== 'object' || event === null) {
    return lacks('members');
  }

  const { id, type } = event;
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) {
    return lacks('number as its "id"');
  }

  if (typeof type !== 'string') {
    return lacks('"type"');
  }

  for (const [name, details] of Object.entries(event)) {
    if (name.endsWith('EventDetails') && details) {
      checkDetails(details, lacks);
    }
  }

  const timestamp = secondsOf(event.timestamp);
  return timestamp === undefined ? lacks('time as its "timestamp"') : { ...event, id, type, timestamp, previousEventId: Number(event.previousEventId ?? 0) };
}

/** What is text in the details of an event, if it is there. */
const textual = [
  'name', 'input', 'output', 'error', 'cause', 'resource', 'resourceType', 'region', 'parameters', 'mapRunArn', 'workerName', 'state', 'location', 'roleArn',
  'stateMachineVersionArn', 'stateMachineAliasArn',
];

function checkDetails(details: unknown, lacks: (what: string) => never): void {
  if (typeof details !== 'object' || details === null) {
    lacks('object as its details');
  }

  const { assignedVariables, ...members } = details as Record<string, unknown>;
  for (const name of textual) {
    const value = members[name] ?? undefined;
    if (value !== undefined && typeof value !== 'string') {
      lacks(`text as its "${name}"`);
    }
  }

  for (const [name, value] of Object.entries(assignedVariables ?? {})) {
    if (typeof value !== 'string') {
      lacks(`text as the value of "${name}"`);
    }
  }
}

function secondsOf(time: unknown): number | undefined {
  if (typeof time === 'number') {
    return time;
  }

  // The CLI writes microseconds, which not every browser reads.
  const milliseconds = typeof time === 'string' ? Date.parse(time.replace(/(\.\d{3})\d+/, '$1')) : NaN;
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}

/** The same the other way: a file that {@link readHistoryFile} and those who know the CLI's output read. */
export function writeHistoryFile(events: readonly HistoryEvent[]): string {
  const shown = events.map((event) => ({ ...event, timestamp: new Date(event.timestamp * 1000).toISOString() }));
  return `${JSON.stringify({ events: shown }, undefined, 2)}\n`;
}

/**
 * The definition in a text: one in the States language, or what `describe-state-machine` and `describe-state-machine-for-execution` print.
 * @throws {@link HistoryFileError}
 */
export function readDefinitionFile(text: string): string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (e) {
    throw new HistoryFileError(wrong.definitionNoJson((e as Error).message));
  }

  const { definition, States } = (json ?? {}) as { definition?: unknown; States?: unknown };
  if (typeof definition === 'string') {
    return readDefinitionFile(definition);
  }

  if (typeof States !== 'object' || States === null) {
    throw new HistoryFileError(wrong.noStates);
  }

  return text;
}
