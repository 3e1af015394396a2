import { useQuery } from '@tanstack/react-query';
import { call } from '../../../api/client.ts';
import type { Machine } from '../../../api/types.ts';
import { History } from '../../../model/history.ts';

/** How many events of it are looked at. */
const most = 1000;

/**
 * The beginning of what happened when a machine was last run; nothing of Express machines, whose executions are not listed.
 * @param isWanted It may be much: it is asked for once somebody wants to see it.
 */
export function useLastRun(machine: Machine | undefined, isWanted: boolean): { run: History | undefined; isLoading: boolean } {
  const arn = machine?.type === 'STANDARD' ? machine.stateMachineArn : undefined;
  const { data, isLoading } = useQuery<History | null, Error>({
    queryKey: ['lastRun', arn],
    queryFn: async ({ signal }) => {
      const { executions: [last] } = await call('ListExecutions', { stateMachineArn: arn!, maxResults: 1 }, signal);
      return last ? History.of((await call('GetExecutionHistory', { executionArn: last.executionArn, maxResults: most }, signal)).events) : null;
    },
    enabled: arn !== undefined && isWanted,
    staleTime: 10_000,
  });
  return { run: data ?? undefined, isLoading };
}
