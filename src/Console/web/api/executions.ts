import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { type ExecutionList, type ExecutionPage, noLongerRunning, withFirstPage, withNextPage, withRows } from '../model/executionList.ts';
import { ApiError, call } from './client.ts';
import { isFinal, pollInterval } from './queries.ts';
import type { ExecutionItem, ExecutionStatus } from './types.ts';

/** Whose executions: a machine's (or of a version or an alias of it), or the children of a Map Run. */
export type ExecutionsOf = { stateMachineArn: string } | { mapRunArn: string };

/** Milliseconds between looks at a list in which nothing runs: others may start something. */
const idleInterval = 5000;

const pageSize = 100;

/** Up to so many rows that have ended are asked for one by one; of more, a look lists anew so many large pages at most. */
const changesAtOnce = 20;
const pagesAtOnce = 10;
const largePage = 1000;

/**
 * The executions of something, live: each look asks for the newest page alone, and for what has ended of the rows behind it. What is
 * known stays so for a while after its view has gone.
 * @param of The same object as long as it is the same.
 * @param isLive Whether it is looked at again and again.
 */
export function useExecutions(of: ExecutionsOf | undefined, status: ExecutionStatus | undefined, isLive = true) {
  const client = useQueryClient();
  const key = ['executions', of, status];
  const query = useQuery<ExecutionList, Error>({
    queryKey: key,
    queryFn: ({ signal }) => look(client, key, of!, status, signal),
    enabled: of !== undefined,
    refetchInterval: ({ state }) =>
      isLive && !isFinal(state.error) ? (state.data?.rows.some((row) => row.status === 'RUNNING') ? pollInterval : idleInterval) : false,
  });
  const [loading, setLoading] = useState<string>();
  const [moreError, setMoreError] = useState<Error>();
  const { data } = query;
  const next = data?.next;
  const loadMore = useCallback(
    async (size: number = pageSize): Promise<void> => {
      if (!of || !next) {
        return;
      }

      setLoading(next);
      try {
        const page = await call('ListExecutions', { ...of, ...filter(status), maxResults: size, nextToken: next });
        client.setQueryData<ExecutionList>(key, (known) => (known?.next === next ? withNextPage(known, page) : known));
        setMoreError(undefined);
      } catch (e) {
        setMoreError(e as Error);
      } finally {
        setLoading(undefined);
      }
    },
    // The key is made of the same two.
    [client, of, status, next],
  );
  /** Says what has become of rows, before a look finds it. */
  const put = useCallback(
    (rows: readonly ExecutionItem[]) =>
      client.setQueryData<ExecutionList>(key, (known) => known && withRows(known, new Map(rows.map((row) => [row.executionArn, row])), status)),
    [client, of, status],
  );
  const { refetch } = query;
  const retry = (): void => void (query.error || !moreError ? refetch() : loadMore());
  return { list: data, error: query.error ?? moreError, isLoadingMore: loading !== undefined, loadMore, put, retry };
}

async function look(
  client: QueryClient,
  key: readonly unknown[],
  of: ExecutionsOf,
  status: ExecutionStatus | undefined,
  signal: AbortSignal,
): Promise<ExecutionList> {
  const page = await call('ListExecutions', { ...of, ...filter(status), maxResults: pageSize }, signal);
  const older = client.getQueryData<ExecutionList>(key)?.rows.slice(page.executions.length) ?? [];
  const changed = older.some((row) => row.status === 'RUNNING') ? await changesOf(of, older, signal) : new Map();
  // More may have been loaded meanwhile.
  return withRows(withFirstPage(client.getQueryData<ExecutionList>(key), page), changed, status);
}

/** What has become of those rows that ran and do not any more, by their ARNs; nothing of those that are gone. */
async function changesOf(of: ExecutionsOf, rows: readonly ExecutionItem[], signal: AbortSignal): Promise<Map<string, ExecutionItem | undefined>> {
  const running = await call('ListExecutions', { ...of, statusFilter: 'RUNNING', maxResults: largePage }, signal);
  const ended = noLongerRunning(rows, running);
  if (ended.length <= changesAtOnce) {
    return new Map(await Promise.all(ended.map(async (row) => [row.executionArn, await describe(row, signal)] as const)));
  }

  const oldest = ended.at(-1)!.startDate;
  const found: ExecutionItem[] = [];
  let next: string | undefined;
  for (let i = 0; i < pagesAtOnce && (i === 0 || next) && (found.at(-1)?.startDate ?? oldest) >= oldest; i++) {
    const page: ExecutionPage = await call('ListExecutions', { ...of, maxResults: largePage, ...(next ? { nextToken: next } : {}) }, signal);
    found.push(...page.executions);
    next = page.nextToken;
  }

  return new Map(found.map((row) => [row.executionArn, row]));
}

/** An execution as it is now; nothing where it was removed meanwhile. */
async function describe(row: ExecutionItem, signal: AbortSignal): Promise<ExecutionItem | undefined> {
  try {
    return { ...row, ...(await call('DescribeExecution', { executionArn: row.executionArn, includedData: 'METADATA_ONLY' }, signal)) };
  } catch (e) {
    if (e instanceof ApiError && e.type === 'ExecutionDoesNotExist') {
      return undefined;
    }

    throw e;
  }
}

function filter(status: ExecutionStatus | undefined): { statusFilter?: ExecutionStatus } {
  return status === undefined ? {} : { statusFilter: status };
}
