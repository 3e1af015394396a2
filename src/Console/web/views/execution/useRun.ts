import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { executionName } from '../../api/arns.ts';
import { call } from '../../api/client.ts';
import { isFinal, pollInterval, shouldRetry, useOperation } from '../../api/queries.ts';
import { type Reading, readEvents } from '../../api/reading.ts';
import type { Execution } from '../../api/types.ts';
import { readDefinition, type Scope } from '../../model/definition.ts';
import { History } from '../../model/history.ts';
import type { Run } from '../../model/run.ts';

export interface RunQuery {
  run: Run;
  execution: Execution | undefined;
  /** Why the execution cannot be described, or no longer. */
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
  // What is gone is followed no longer.
  const isGone = isFinal(described.error);
  const isRunning = execution?.status === 'RUNNING' && !isGone;
  const key = ['history', arn];
  const events = useQuery<Reading, Error>({
    queryKey: key,
    queryFn: ({ signal }) =>
      readEvents(
        (page) => call('GetExecutionHistory', { executionArn: arn, ...page }, signal),
        client.getQueryData<Reading>(key),
        (begin) => client.setQueryData<Reading>(key, begin),
      ),
    enabled: !isExpress && execution !== undefined,
    refetchInterval: ({ state }) => (isRunning && !isFinal(state.error) ? pollInterval : false),
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
    error: execution && !isGone ? null : described.error,
    historyError: events.data ? null : events.error,
    isRead: events.data !== undefined,
    refresh: async () => {
      await client.invalidateQueries({ queryKey: ['DescribeExecution', { executionArn: arn }] });
      await client.invalidateQueries({ queryKey: key });
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
