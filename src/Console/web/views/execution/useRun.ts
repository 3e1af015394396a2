import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { executionName } from '../../api/arns.ts';
import { call } from '../../api/client.ts';
import { pollInterval, shouldRetry, useOperation } from '../../api/queries.ts';
import type { Execution, HistoryEvent } from '../../api/types.ts';
import { readDefinition, type Scope } from '../../model/definition.ts';
import { History } from '../../model/history.ts';
import type { Run } from '../../model/run.ts';

/** The most that the API gives at once. */
const page = 1000;
/** What is asked for first where little is expected. */
const fewEvents = 100;

/** A history as far as it was read. */
interface Reading {
  history: History;
  version: number;
}

export interface RunQuery {
  run: Run;
  execution: Execution | undefined;
  /** Why the execution cannot be described. */
  error: Error | null;
  /** Why its history cannot be shown, while the execution can. */
  historyError: Error | null;
  /** Whether the history was read at least in part. */
  isRead: boolean;
  /** Asks for everything again, after something was done to the execution. */
  refresh: () => Promise<void>;
}

/** An execution of the server, its definition and its history, followed while it runs. */
export function useRun(arn: string): RunQuery {
  const client = useQueryClient();
  const described = useOperation('DescribeExecution', { executionArn: arn }, { every: (answer) => (answer?.status === 'RUNNING' ? pollInterval : false) });
  const execution = described.data;
  const { isExpress } = executionName(arn);
  const machine = useOperation('DescribeStateMachineForExecution', isExpress || !execution ? undefined : { executionArn: arn });
  const isRunning = execution?.status === 'RUNNING';
  const events = useQuery<Reading, Error>({
    queryKey: ['history', arn],
    queryFn: ({ signal }) => read(client, arn, signal),
    enabled: !isExpress && execution !== undefined,
    refetchInterval: isRunning ? pollInterval : false,
    retry: shouldRetry,
    structuralSharing: false,
  });

  // The last events are written when it ends.
  const { refetch } = events;
  const status = execution?.status;
  useEffect(() => {
    if (status && status !== 'RUNNING' && !isExpress) {
      void refetch();
    }
  }, [status, isExpress, refetch]);

  const definitionText = machine.data?.definition;
  const definition = useMemo(() => parse(definitionText), [definitionText]);
  const empty = useMemo(() => new History(), []);
  const { history, version } = events.data ?? { history: empty, version: 0 };
  const run = useMemo(() => ({ execution, definition, definitionText, history, version }), [execution, definition, definitionText, history, version]);
  return {
    run,
    execution,
    error: execution ? null : described.error,
    historyError: events.data ? null : events.error,
    isRead: events.data !== undefined,
    refresh: async () => {
      await client.invalidateQueries({ queryKey: ['DescribeExecution', { executionArn: arn }] });
      await client.invalidateQueries({ queryKey: ['history', arn] });
    },
  };
}

function parse(text: string | undefined): Scope | undefined {
  try {
    return text === undefined ? undefined : readDefinition(text);
  } catch {
    return undefined;
  }
}

/** Reads what is new: all from the first event at first, later from the last back to what is known. */
async function read(client: QueryClient, arn: string, signal: AbortSignal): Promise<Reading> {
  const key = ['history', arn];
  const known = client.getQueryData<Reading>(key);
  if (!known) {
    const history = new History();
    for await (const events of pages(arn, { maxResults: page }, signal)) {
      history.append(events);
      if (history.lastId === events.length) {
        // The first page is shown while the others come.
        client.setQueryData<Reading>(key, { history, version: history.lastId });
      }
    }

    return { history, version: history.lastId };
  }

  const { history } = known;
  const fresh: HistoryEvent[] = [];
  for await (const events of pages(arn, { maxResults: fewEvents, reverseOrder: true }, signal)) {
    const unknown = events.filter((event) => event.id > history.lastId);
    fresh.push(...unknown);
    if (unknown.length < events.length) {
      break;
    }
  }

  return history.append(fresh.reverse()) ? { history, version: history.lastId } : known;
}

async function* pages(arn: string, request: { maxResults: number; reverseOrder?: boolean }, signal: AbortSignal): AsyncGenerator<HistoryEvent[]> {
  let nextToken: string | undefined;
  let { maxResults } = request;
  do {
    const answer = await call('GetExecutionHistory', { executionArn: arn, ...request, maxResults, ...(nextToken ? { nextToken } : {}) }, signal);
    yield answer.events;
    nextToken = answer.nextToken;
    maxResults = page;
  } while (nextToken);
}
