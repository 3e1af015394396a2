import type { Frame, History, Visit, VisitStatus } from './history.ts';

/** A line of the timeline: a visit, or a branch or iteration around some. Times are seconds since 1970. */
export interface TimelineRow {
  /** Unique among rows. */
  key: string;
  depth: number;
  visit: Visit | undefined;
  /** Of a row that is no visit. */
  frame: Frame | undefined;
  status: VisitStatus;
  startedAt: number;
  /** Missing while it runs. */
  endedAt: number | undefined;
  /** Whether rows below it are hidden; missing where there are none. */
  isOpen?: boolean;
}

/** More branches or iterations than these are not shown before somebody opens them. */
export const openAtFirst = 50;

/** Whether a visit's branches or iterations are shown where nobody said anything. */
export function isOpenAtFirst(visit: Visit): boolean {
  return visit.frames.length <= openAtFirst;
}

/**
 * The rows of a history, in the order of their entries, those of a branch or iteration together.
 * @param toggled The visits, by id, that are not as {@link isOpenAtFirst} has them.
 */
export function rowsOf(history: History, toggled: ReadonlySet<number>): TimelineRow[] {
  const rows: TimelineRow[] = [];
  const add = (frame: Frame, depth: number): void => {
    for (const visit of frame.visits) {
      const isOpen = isOpenAtFirst(visit) !== toggled.has(visit.id);
      rows.push({
        key: String(visit.id),
        depth,
        visit,
        frame: undefined,
        status: visit.status,
        startedAt: visit.enteredAt,
        endedAt: visit.exitedAt,
        ...(visit.frames.length > 0 ? { isOpen } : {}),
      });
      if (isOpen) {
        visit.frames.forEach((inner, i) => {
          rows.push({
            key: `${visit.id}/${i}`,
            depth: depth + 1,
            visit: undefined,
            frame: inner,
            status: inner.status,
            startedAt: inner.startedAt,
            endedAt: inner.endedAt,
          });
          add(inner, depth + 2);
        });
      }
    }
  };
  add(history.root, 0);
  return rows;
}

/** The place of a visit's row, or of the row around it that hides it; -1 where there is none. */
export function rowOf(rows: readonly TimelineRow[], visit: Visit): number {
  for (let around: Visit | undefined = visit; around; around = around.frame.parent) {
    const at = rows.findIndex((row) => row.visit === around);
    if (at >= 0) {
      return at;
    }
  }

  return -1;
}

/** The visits around one that must be opened for its row to show. */
export function hiding(visit: Visit, toggled: ReadonlySet<number>): number[] {
  const closed: number[] = [];
  for (let around = visit.frame.parent; around; around = around.frame.parent) {
    if (isOpenAtFirst(around) === toggled.has(around.id)) {
      closed.push(around.id);
    }
  }

  return closed;
}

/** A part of a row's bar. `queued` is between an attempt's scheduling and its start, `backoff` between two attempts. */
export interface Piece {
  kind: 'whole' | 'wait' | 'queued' | 'attempt' | 'backoff';
  status: VisitStatus;
  from: number;
  to: number;
  /** Of which attempt, from 1. */
  attempt?: number;
  error?: string;
}

/** The bar of a row in its parts, those drawn over others last. @param now Until when what runs has run. */
export function piecesOf(row: TimelineRow, now: number): Piece[] {
  const { visit, status } = row;
  const to = row.endedAt ?? now;
  const pieces: Piece[] = [{ kind: visit?.type === 'Wait' ? 'wait' : 'whole', status, from: row.startedAt, to }];
  let before: number | undefined;
  for (const [i, attempt] of visit?.attempts.entries() ?? []) {
    const place = { attempt: i + 1 };
    if (before !== undefined && attempt.scheduledAt > before) {
      pieces.push({ kind: 'backoff', status: 'caught', from: before, to: attempt.scheduledAt, ...place });
    }

    const end = attempt.endedAt ?? to;
    const start = Math.min(attempt.startedAt ?? (attempt.endedAt === undefined ? end : attempt.scheduledAt), end);
    if (start > attempt.scheduledAt) {
      pieces.push({ kind: 'queued', status: attempt.status, from: attempt.scheduledAt, to: start, ...place });
    }

    if (attempt.startedAt !== undefined || attempt.endedAt !== undefined) {
      pieces.push({ kind: 'attempt', status: attempt.status, from: start, to: end, ...place, ...(attempt.error === undefined ? {} : { error: attempt.error }) });
    }

    before = attempt.endedAt;
  }

  if (before !== undefined && visit?.status === 'running' && visit.isFailing && to > before) {
    pieces.push({ kind: 'backoff', status: 'caught', from: before, to, attempt: visit.attempts.length + 1 });
  }

  return pieces;
}

/** From when until when a history goes. @param now Until when it has gone where it has not ended. */
export function spanOf(history: History, now: number | undefined): { from: number; to: number } {
  const from = history.events[0]?.timestamp ?? 0;
  const last = history.events.at(-1)?.timestamp ?? from;
  return { from, to: Math.max(from + 0.001, history.status === 'RUNNING' ? Math.max(last, now ?? last) : last) };
}

const steps = [1, 2, 5, 10, 15, 30, 60];

/** The smallest round length, in seconds, that is no less than the given one: 1, 2, 5 of a unit below seconds, then as clocks have them. */
export function roundStep(least: number): number {
  if (least <= 1) {
    const unit = 10 ** Math.floor(Math.log10(Math.max(least, 0.001)));
    return [1, 2, 5, 10].map((step) => step * unit).find((step) => step >= least * 0.999) ?? 1;
  }

  for (const unit of [1, 60, 3600]) {
    const step = steps.find((count) => count * unit >= least);
    if (step !== undefined && (unit < 3600 || step <= 2)) {
      return step * unit;
    }
  }

  const hours = [3, 6, 12, 24].find((count) => count * 3600 >= least);
  return hours === undefined ? Math.ceil(least / 86400) * 86400 : hours * 3600;
}
