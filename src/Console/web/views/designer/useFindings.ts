import { useEffect, useMemo, useState } from 'react';
import { call } from '../../api/client.ts';
import type { Diagnostic, MachineType } from '../../api/types.ts';
import type { Document } from '../../design/document.ts';
import { type Finding, findingsOf } from './findings.ts';

/** What is known to be wrong with a definition. */
export interface Validation {
  findings: readonly Finding[];
  /** Whether the server looks at what was written last. */
  isChecking: boolean;
  /** Why the server could not be asked. */
  error: Error | undefined;
}

// So long nothing must be written before the server is asked.
const pause = 350;

/** What is wrong with a definition while it is edited, from ValidateStateMachineDefinition; what keeps a text from being read is known at once. */
export function useFindings(document: Document, type: MachineType): Validation {
  const [answer, setAnswer] = useState<{ plain: string; diagnostics: readonly Diagnostic[]; error?: Error }>();
  const { isReadable } = document;
  const plain = useMemo(() => (document.isReadable ? document.plain : undefined), [document]);
  useEffect(() => {
    if (plain === undefined) {
      return undefined;
    }

    const stop = new AbortController();
    const timer = setTimeout(() => {
      call('ValidateStateMachineDefinition', { definition: plain, type }, stop.signal)
        .then(({ diagnostics }) => setAnswer({ plain, diagnostics }))
        .catch((error: unknown) => stop.signal.aborted || setAnswer({ plain, diagnostics: [], error: error as Error }));
    }, pause);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [plain, type]);
  // What was found before stays until there is a new answer, each at its place as it is now.
  const findings = useMemo(() => findingsOf(document, answer?.diagnostics ?? []), [document, answer]);
  return { findings, isChecking: isReadable && answer?.plain !== plain, error: answer?.error };
}
