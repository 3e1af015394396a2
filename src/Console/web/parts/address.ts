import { useCallback } from 'react';
import { useSearchParams } from 'wouter';

/** What stands in the address behind the `?`, and how to change some of it without a step in the browser's history. */
export function useAddress<Name extends string>(): [Partial<Record<Name, string>>, (changes: Partial<Record<Name, string>>) => void] {
  const [params, setParams] = useSearchParams();
  const change = useCallback(
    (changes: Partial<Record<Name, string>>) =>
      setParams(
        (before) => {
          const after = new URLSearchParams(before);
          for (const [name, value] of Object.entries<string | undefined>(changes)) {
            if (value) {
              after.set(name, value);
            } else {
              after.delete(name);
            }
          }

          return after;
        },
        { replace: true },
      ),
    [setParams],
  );
  return [Object.fromEntries(params) as Partial<Record<Name, string>>, change];
}
