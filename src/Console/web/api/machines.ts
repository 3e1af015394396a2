import type { UseQueryResult } from '@tanstack/react-query';
import { machineArn } from './arns.ts';
import { useOperation } from './queries.ts';
import type { Machine } from './types.ts';

/** A state machine by its name; all machines of a server are of one account and region, and any of them says which. */
export function useMachine(name: string): { machine: Machine | undefined; isMissing: boolean; failed: UseQueryResult<unknown, Error> | undefined } {
  const any = useOperation('ListStateMachines', { maxResults: 1 });
  const like = any.data?.stateMachines[0]?.stateMachineArn;
  const one = useOperation('DescribeStateMachine', like === undefined ? undefined : { stateMachineArn: machineArn(like, name) });
  return {
    machine: one.data,
    isMissing: (any.data !== undefined && like === undefined) || one.error?.name === 'StateMachineDoesNotExist',
    failed: any.error ? any : one.error ? one : undefined,
  };
}
