import { remembered } from '../../parts/remembered.ts';

/** Inputs with which a machine was started from this browser, the last one first. */

/** How many are remembered of a machine. */
export const mostInputs = 10;

/** UTF-8 bytes of the largest input that is remembered. */
export const mostBytes = 64 * 1024;

type Store = Pick<Storage, 'getItem' | 'setItem'>;

const keyOf = (machineArn: string): string => remembered.inputs + machineArn;

export function lastInputs(store: Store, machineArn: string): string[] {
  try {
    const stored: unknown = JSON.parse(store.getItem(keyOf(machineArn)) ?? '[]');
    return Array.isArray(stored) ? stored.filter((input): input is string => typeof input === 'string').slice(0, mostInputs) : [];
  } catch {
    return [];
  }
}

export function rememberInput(store: Store, machineArn: string, input: string): void {
  if (new TextEncoder().encode(input).length > mostBytes) {
    return;
  }

  const inputs = [input, ...lastInputs(store, machineArn).filter((other) => other !== input)].slice(0, mostInputs);
  try {
    store.setItem(keyOf(machineArn), JSON.stringify(inputs));
  } catch {
    // The browser's storage is full or closed. Starting an execution does not depend on it.
  }
}
