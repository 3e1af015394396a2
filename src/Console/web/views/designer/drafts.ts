import type { Machine } from '../../api/types.ts';
import { forget, remembered } from '../../parts/remembered.ts';

/** A state machine's text, and what tells whether it was saved since. */
export type Version = Pick<Machine, 'definition' | 'revisionId'>;

/** A definition that was edited and not saved, as the browser keeps it. */
export interface Draft {
  text: string;
  /** The state machine as it was when editing began: what is saved over is compared with it. Missing for a new one. */
  base?: Version;
  /** The name that a new one is to have. */
  name?: string;
}

/** The machine as it was when editing began, as a draft says it. One that was never updated has no revision then, though it may have one now. */
export function machineOf({ revisionId, ...machine }: Machine, base: Draft['base']): Machine {
  return { ...machine, ...(base ?? (revisionId === undefined ? {} : { revisionId })) };
}

/** Whether a machine is the version that is known. Those without a revision were never updated, but one may have been deleted and made anew. */
export function isVersion(now: Version, known: Version | undefined): boolean {
  return known !== undefined && now.revisionId === known.revisionId && (now.revisionId !== undefined || now.definition === known.definition);
}

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** @param machine The ARN of a state machine; missing for a new one. */
function keyOf(machine: string | undefined): string {
  return remembered.drafts + (machine ?? '');
}

export function readDraft(store: Store, machine: string | undefined): Draft | undefined {
  try {
    const draft: unknown = JSON.parse(store.getItem(keyOf(machine)) ?? 'null');
    return typeof draft === 'object' && draft !== null && typeof (draft as Draft).text === 'string' ? (draft as Draft) : undefined;
  } catch {
    return undefined;
  }
}

/** Remembered inputs make room for it. @returns Whether there was enough. */
export function keepDraft(store: Store & Pick<Storage, 'key' | 'length'>, machine: string | undefined, draft: Draft): boolean {
  const keep = (): boolean => {
    try {
      store.setItem(keyOf(machine), JSON.stringify(draft));
      return true;
    } catch {
      // The browser's store is full, or closed to this page.
      return false;
    }
  };
  if (keep()) {
    return true;
  }

  forget(store, 'inputs');
  return keep();
}

export function forgetDraft(store: Store, machine: string | undefined): void {
  store.removeItem(keyOf(machine));
}
