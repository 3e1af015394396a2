import type { Scope, StateNode } from '../model/definition.ts';

/**
 * What of a definition a layout depends on, and nothing else: names, types, and where one leads to another. O(states); of the size of
 * that and not of the definition, so that it goes to a worker at once.
 */
export function skeletonOf(scope: Scope, parent?: StateNode): Scope {
  const bare: Scope = { id: scope.id, startAt: scope.startAt, states: new Map(), edges: scope.edges, parent };
  for (const state of scope.states.values()) {
    const { name, type } = state;
    const node: StateNode = { name, type, json: state.json['End'] === true ? { End: true } : {}, scopes: [], scope: bare };
    for (const inner of state.scopes) {
      node.scopes.push(skeletonOf(inner, node));
    }

    bare.states.set(name, node);
  }

  return bare;
}

/** The same text for two skeletons that are laid out alike. */
export function signatureOf(skeleton: Scope): string {
  return JSON.stringify(plain(skeleton));
}

function plain({ startAt, states, edges }: Scope): unknown {
  return [startAt, [...states.values()].map(({ name, type, json, scopes }) => [name, type, json['End'] === true, scopes.map(plain)]), edges];
}
