import type { Way } from '../../design/edits/ways.ts';
import type { PlacedEdge } from '../../graph/layout.ts';
import type { Edge, Scope, StateNode } from '../../model/definition.ts';
import { within } from '../../model/pointer.ts';

export type WayKind = Edge['kind'];

/** The kinds of ways that a state of a type may have, the most usual one first. */
export function kindsOf(type: string): readonly WayKind[] {
  switch (type) {
    case 'Choice':
      return ['rule', 'default'];
    case 'Task':
    case 'Parallel':
    case 'Map':
      return ['next', 'catch'];
    case 'Succeed':
    case 'Fail':
      return [];
    default:
      return ['next'];
  }
}

/** The ways of a state, in the order in which they stand there. */
export function waysOf({ name, scope }: StateNode): Edge[] {
  return scope.edges.filter(({ from }) => from === name);
}

/** The scope whose states a line of the graph connects. */
export function scopeOfLine({ source, target }: PlacedEdge): Scope {
  return (source.state ?? target.state)!.scope;
}

/** An edge of a scope as edits of a document name it. */
export function wayOf(scope: string, { from, kind, index }: Edge): Way {
  return { from: within(scope, 'States', from), kind, ...(index === undefined ? {} : { index }) };
}
