import { useInfiniteQuery, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { ApiError, call } from './client.ts';
import type { Operation, Operations } from './operations.ts';
import type { Page } from './types.ts';

/** Milliseconds between looks at what may change while it is looked at. */
export const pollInterval = 1500;

/** Asks again where the server did not answer or was too busy, and never where it said no. */
export function shouldRetry(count: number, error: Error): boolean {
  return count < 3 && error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500);
}

/** Whether the server said no, and will say so again: what is asked for is gone, or may not be seen. */
export function isFinal(error: Error | null): boolean {
  // AWS refuses with 400 who asks too often, too.
  return error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429 && error.type !== 'ThrottlingException';
}

/** The answer of an operation, asked for again every `every` milliseconds where that is given, until the server says no. */
export function useOperation<Name extends Operation>(
  operation: Name,
  request: Operations[Name][0] | undefined,
  options: { every?: number | ((answer: Operations[Name][1] | undefined) => number | false) } = {},
): UseQueryResult<Operations[Name][1], Error> {
  const { every } = options;
  return useQuery<Operations[Name][1], Error>({
    queryKey: [operation, request],
    queryFn: ({ signal }) => call(operation, request!, signal),
    enabled: request !== undefined,
    refetchInterval: ({ state }) => (isFinal(state.error) ? false : typeof every === 'function' ? every(state.data) : (every ?? false)),
  });
}

/** The pages of a listing, more on demand; those that are there are asked for again every `every` milliseconds, until the server says no. */
export function usePages<Name extends Operation>(
  operation: Name,
  request: Operations[Name][0] | undefined,
  options: { every?: number; size?: number } = {},
) {
  return useInfiniteQuery({
    queryKey: [operation, request, 'pages'],
    queryFn: ({ pageParam, signal }) =>
      call(
        operation,
        { ...request, maxResults: options.size ?? 100, ...(pageParam ? { nextToken: pageParam } : {}) } as Operations[Name][0],
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (last) => (last as Page).nextToken,
    enabled: request !== undefined,
    refetchInterval: ({ state }) => (isFinal(state.error) ? false : (options.every ?? false)),
  });
}
