import { expect, test } from 'vitest';
import type { ExecutionItem, ExecutionStatus } from '../api/types.ts';
import { type ExecutionList, mayFindMore, noLongerRunning, search, withFirstPage, withNextPage, withRows } from './executionList.ts';

/** An execution that began at a second; it has its name of it. */
function row(at: number, status: ExecutionStatus = 'SUCCEEDED'): ExecutionItem {
  return {
    executionArn: `arn:aws:states:us-east-1:000000000000:execution:m:e${at}`, stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:m',
    name: `e${at}`, status, startDate: at,
  };
}

const rows = (...at: number[]): ExecutionItem[] => at.map((each) => row(each));
const names = (list: ExecutionList): string[] => list.rows.map(({ name }) => name);

test('newer executions are put in front of what is known, and older pages stay', () => {
  const known = withNextPage({ rows: rows(9, 8, 7), next: 'a' }, { executions: rows(6, 5), nextToken: 'b' });
  const list = withFirstPage(known, { executions: rows(11, 10, 9), nextToken: 'c' });
  expect(names(list)).toEqual(['e11', 'e10', 'e9', 'e8', 'e7', 'e6', 'e5']);
  expect(list.next).toBe('b');
});

test('where a whole page is new, the list begins anew: nobody knows what lies between', () => {
  const list = withFirstPage({ rows: rows(3, 2, 1), next: undefined }, { executions: rows(99, 98, 97), nextToken: 'c' });
  expect(names(list)).toEqual(['e99', 'e98', 'e97']);
  expect(list.next).toBe('c');
});

test('what is gone from the first page is gone', () => {
  const known = { rows: rows(9, 8, 7, 6), next: 'a' };
  expect(names(withFirstPage(known, { executions: rows(9, 7), nextToken: 'b' }))).toEqual(['e9', 'e7', 'e6']);
  expect(names(withFirstPage(known, { executions: rows(9) }))).toEqual(['e9']);
  expect(names(withFirstPage(known, { executions: [] }))).toEqual([]);
});

test('a page that overlaps the list brings no row twice', () => {
  expect(names(withNextPage({ rows: rows(9, 8), next: 'a' }, { executions: rows(8, 7) }))).toEqual(['e9', 'e8', 'e7']);
});

test('rows that ran and are not among the running any more have ended, as far back as those go', () => {
  const known = [row(9, 'RUNNING'), row(8, 'RUNNING'), row(7), row(6, 'RUNNING'), row(2, 'RUNNING')];
  const ended = (nextToken?: string): string[] =>
    noLongerRunning(known, { executions: [row(9, 'RUNNING'), row(5, 'RUNNING')], ...(nextToken ? { nextToken } : {}) }).map(({ name }) => name);
  expect(ended()).toEqual(['e8', 'e6', 'e2']);
  expect(ended('more')).toEqual(['e8', 'e6']);
});

test('a row that has changed leaves a list of what it is no more', () => {
  const known = { rows: [row(9, 'RUNNING'), row(8, 'RUNNING')], next: 'a' };
  const changed = new Map([[row(8).executionArn, row(8, 'FAILED')]]);
  expect(withRows(known, changed, undefined).rows.map(({ status }) => status)).toEqual(['RUNNING', 'FAILED']);
  expect(names(withRows(known, changed, 'RUNNING'))).toEqual(['e9']);
  expect(withRows(known, new Map(), undefined)).toBe(known);
  expect(names(withRows(known, new Map([[row(9).executionArn, undefined]]), undefined))).toEqual(['e8']);
});

test('a search is for a part of the name and for times', () => {
  const all = rows(30, 21, 20, 12, 3);
  const found = (wanted: Partial<Parameters<typeof search>[1]>): string[] =>
    search(all, { name: '', from: undefined, to: undefined, ...wanted }).map(({ name }) => name);
  expect(found({ name: ' E2' })).toEqual(['e21', 'e20']);
  expect(found({ from: 12, to: 20 })).toEqual(['e20', 'e12']);
  expect(search(all, { name: '', from: undefined, to: undefined })).toBe(all);
});

test('pages older than the begin of a search cannot have anything of it', () => {
  const list = { rows: rows(30, 20), next: 'a' };
  const wanted = { name: 'x', to: undefined };
  expect(mayFindMore(list, { ...wanted, from: undefined })).toBe(true);
  expect(mayFindMore(list, { ...wanted, from: 20 })).toBe(true);
  expect(mayFindMore(list, { ...wanted, from: 21 })).toBe(false);
  expect(mayFindMore({ ...list, next: undefined }, { ...wanted, from: undefined })).toBe(false);
});
