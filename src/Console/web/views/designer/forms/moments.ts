import type { StateNode } from '../../../model/definition.ts';

/** Whether an expression is evaluated before a state's work, or with its result, or with an error that was caught. */
export type Moment = 'before' | 'after' | 'caught';

const behindWork: ReadonlySet<string> = new Set(['ResultSelector', 'Output', 'Assign']);

/** When a field of a state is evaluated. */
export function momentOf(state: StateNode | undefined, field: string): Moment {
  return behindWork.has(field) && (state?.type === 'Task' || state?.type === 'Map' || state?.type === 'Parallel') ? 'after' : 'before';
}
