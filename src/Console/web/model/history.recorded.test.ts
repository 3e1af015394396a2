import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { HistoryEvent } from '../api/types.ts';
import { detailsOf, type Frame, History, type Visit } from './history.ts';
import { failedVisit } from './visit.ts';

/** What AWS recorded, beside the repository: histories of every kind of state. */
const folders = ['asl', 'services'].map((name) => new URL(`../../../../../shared/conformance/${name}/cases/`, import.meta.url)).filter((folder) => existsSync(folder));

interface Recorded {
  name: string;
  events: HistoryEvent[];
}

function* recorded(): Generator<Recorded> {
  for (const folder of folders) {
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
      const { expected } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { expected: Record<string, { events?: HistoryEvent[] }> };
      for (const [key, answer] of Object.entries(expected ?? {})) {
        if (Array.isArray(answer?.events) && answer.events.every((event) => typeof event.id === 'number') && answer.events[0]?.id === 1) {
          yield { name: `${file} ${key}`, events: answer.events.map(restore) };
        }
      }
    }
  }
}

/** Recordings have data as JSON and no times. */
function restore(event: HistoryEvent): HistoryEvent {
  const restored: HistoryEvent = { ...event, timestamp: event.id };
  for (const [name, details] of Object.entries(event)) {
    if (name.endsWith('EventDetails')) {
      restored[name] = Object.fromEntries(Object.entries(details as object).map(([member, value]) =>
        [member, ['input', 'output', 'parameters', 'cause'].includes(member) && typeof value !== 'string' ? JSON.stringify(value) : value]));
    }
  }

  return restored;
}

const own = /^(Choice|Fail|Map|Parallel|Pass|Succeed|Task|Wait)State/;

function frames(frame: Frame): Frame[] {
  return [frame, ...frame.visits.flatMap((visit) => visit.frames.flatMap(frames))];
}

describe.skipIf(folders.length === 0)('histories that AWS recorded', () => {
  const all = [...recorded()];

  test('are there', () => {
    expect(all.length).toBeGreaterThan(200);
  });

  test.each(all)('$name', ({ events }) => {
    const history = History.of(events);
    for (const event of events) {
      const visit = history.visitOf(event);
      const kind = own.exec(event.type)?.[1];
      if (kind) {
        expect(visit?.type, event.type).toBe(kind);
      } else if (/^(Task|Activity|LambdaFunction)/.test(event.type)) {
        expect(visit?.type, event.type).toBe('Task');
      } else if (event.type.startsWith('Map')) {
        expect(visit?.type ?? 'Map', event.type).toBe('Map');
      }

      const { name, state } = detailsOf(event);
      if (visit && (name ?? state) !== undefined && !event.type.startsWith('Execution')) {
        expect(visit.state).toBe(name ?? state);
      }
    }

    if (history.status === 'RUNNING') {
      return;
    }

    for (const visit of history.visits) {
      expect(visit.status, visit.state).not.toBe('running');
      expect(visit.exitedAt, visit.state).toBeDefined();
      expect(visit.events.filter(({ type }) => type.endsWith('StateAborted')).length, visit.state).toBeLessThan(2);
      expect(visit.attempts.filter(({ status }) => status === 'running'), visit.state).toEqual([]);
    }

    for (const frame of frames(history.root)) {
      expect(frame.status).not.toBe('running');
      expectLine(frame);
    }

    const { error } = detailsOf(events.at(-1)!);
    if (history.status === 'SUCCEEDED') {
      expect(failedVisit(history.root)).toBeUndefined();
      expect(history.root.visits.every(({ status }) => status === 'succeeded' || status === 'caught')).toBe(true);
    } else if (history.status === 'FAILED') {
      expect(failedVisit(history.root)?.error).toBe(error);
    }
  });

  test.each(all)('$name, a few events at a time', ({ events }) => {
    const whole = History.of(events);
    const history = new History();
    for (let i = 0; i < events.length; i += 3) {
      history.append(events.slice(Math.max(0, i - 2), i + 3));
    }

    expect(history.root).toEqual(whole.root);
  });
});

/** Each state of a line follows on the one before it. */
function expectLine({ visits }: Frame): void {
  visits.slice(1).forEach((visit: Visit, i) => {
    const before = visits[i]!;
    expect(before.events.map(({ id }) => id), `${visit.state} after ${before.state}`).toContain(visit.events[0]!.previousEventId);
    expect(['succeeded', 'caught']).toContain(before.status);
  });
}
