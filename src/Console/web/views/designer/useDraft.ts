import { useEffect, useRef } from 'react';
import { type Draft, forgetDraft, keepDraft } from './drafts.ts';

// So long after an edit it is written down, and at once when the page goes.
const pause = 400;

/**
 * Keeps what was edited and not saved, so that it is there again when the page is.
 * @param machine The ARN of the state machine; missing for a new one.
 * @param draft Nothing where all is saved.
 */
export function useDraft(machine: string | undefined, draft: Draft | undefined): void {
  const write = useRef<() => void>(undefined);
  useEffect(() => {
    const now = (): void => {
      write.current = undefined;
      if (draft) {
        keepDraft(localStorage, machine, draft);
      } else {
        forgetDraft(localStorage, machine);
      }
    };
    write.current = now;
    const timer = setTimeout(now, pause);
    return () => clearTimeout(timer);
  }, [machine, draft]);
  useEffect(() => {
    const flush = (): void => write.current?.();
    addEventListener('pagehide', flush);
    return () => {
      removeEventListener('pagehide', flush);
      flush();
    };
  }, []);
}
