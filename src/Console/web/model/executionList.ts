import type { ExecutionItem, ExecutionStatus, Page } from '../api/types.ts';

/** A listing of executions as far as it is known, the newest first. */
export interface ExecutionList {
  rows: ExecutionItem[];
  /** Leads to what is older than the last row; missing where there is nothing. */
  next: string | undefined;
}

export type ExecutionPage = Page & { executions: ExecutionItem[] };

/** A list with its first page as it is now: what is newer was put in front, what is older stays as it was. */
export function withFirstPage(before: ExecutionList | undefined, page: ExecutionPage): ExecutionList {
  const first = { rows: page.executions, next: page.nextToken };
  const last = page.executions.at(-1);
  if (!before || !page.nextToken || !last) {
    return first;
  }

  const here = new Set(page.executions.map((row) => row.executionArn));
  const isKnown = before.rows.some((row) => here.has(row.executionArn));
  const older = before.rows.filter((row) => !here.has(row.executionArn) && row.startDate <= last.startDate);
  // Where more began than fill a page, nobody knows what lies between it and what was known.
  const goesOn = isKnown && (older.length > 0 || before.rows.at(-1)?.executionArn === last.executionArn);
  return goesOn ? { rows: [...page.executions, ...older], next: before.next } : first;
}

/** A list with the page that its {@link ExecutionList.next} led to. */
export function withNextPage(before: ExecutionList, page: ExecutionPage): ExecutionList {
  const here = new Set(before.rows.map((row) => row.executionArn));
  return { rows: [...before.rows, ...page.executions.filter((row) => !here.has(row.executionArn))], next: page.nextToken };
}

/**
 * A list in which some rows are as they are now.
 * @param changed By their ARNs; nothing for a row that is gone.
 * @param status What all rows have that are to stay in it.
 */
export function withRows(before: ExecutionList, changed: ReadonlyMap<string, ExecutionItem | undefined>, status: ExecutionStatus | undefined): ExecutionList {
  return changed.size === 0
    ? before
    : {
        ...before,
        rows: before.rows
          .map((row) => (changed.has(row.executionArn) ? changed.get(row.executionArn) : row))
          .filter((row): row is ExecutionItem => row !== undefined && (status === undefined || row.status === status)),
      };
}

/**
 * Rows behind the first page that were running and do not any more.
 * @param running The newest of those that run, as a listing of them says.
 */
export function noLongerRunning(rows: readonly ExecutionItem[], running: ExecutionPage): ExecutionItem[] {
  const here = new Set(running.executions.map((row) => row.executionArn));
  const oldest = running.nextToken ? (running.executions.at(-1)?.startDate ?? 0) : -Infinity;
  return rows.filter((row) => row.status === 'RUNNING' && row.startDate > oldest && !here.has(row.executionArn));
}

export interface ExecutionSearch {
  /** Part of a name; upper and lower case are one. */
  name: string;
  /** When it began: seconds since 1970, both included. */
  from: number | undefined;
  to: number | undefined;
}

/** The rows that a search is for. */
export function search(rows: readonly ExecutionItem[], { name, from, to }: ExecutionSearch): readonly ExecutionItem[] {
  const part = name.trim().toLowerCase();
  return part === '' && from === undefined && to === undefined
    ? rows
    : rows.filter(
        (row) =>
          (part === '' || row.name.toLowerCase().includes(part))
          && (from === undefined || row.startDate >= from)
          && (to === undefined || row.startDate <= to),
      );
}

/** Whether older pages can have what a search is for: executions are listed the newest first. */
export function mayFindMore({ rows, next }: ExecutionList, { from }: ExecutionSearch): boolean {
  const last = rows.at(-1);
  return next !== undefined && (from === undefined || last === undefined || last.startDate >= from);
}
