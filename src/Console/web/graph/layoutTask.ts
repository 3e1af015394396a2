import type { Scope } from '../model/definition.ts';
import { type Layout, layout } from './layout.ts';

/** What is to be laid out. */
export interface LayoutTask {
  skeleton: Scope;
  /** The ids of the states whose inside is not shown. */
  closed: ReadonlySet<string>;
}

/** Does it, in a worker or in the page. */
export function layoutOf({ skeleton, closed }: LayoutTask): Layout {
  return layout(skeleton, (id) => !closed.has(id));
}
