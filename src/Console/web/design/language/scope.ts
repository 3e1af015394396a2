import type { Scope, StateNode } from '../../model/definition.ts';

/** A variable that a state can read. */
export interface Variable {
  name: string;
  /** The states that may have assigned it. */
  by: StateNode[];
}

/** The states of a scope that may have run before one: all from which a way leads to it; itself, too, in a loop. The nearest come first. */
export function statesBefore(state: StateNode): StateNode[] {
  const leading = new Map<string, string[]>();
  for (const { from, to } of state.scope.edges) {
    const known = leading.get(to);
    if (known) {
      known.push(from);
    } else {
      leading.set(to, [from]);
    }
  }

  const found = new Set<string>();
  let layer = [state.name];
  while (layer.length > 0) {
    const next: string[] = [];
    for (const name of layer) {
      for (const from of leading.get(name) ?? []) {
        if (!found.has(from)) {
          found.add(from);
          next.push(from);
        }
      }
    }

    layer = next;
  }

  return [...found].map((name) => state.scope.states.get(name)).filter((found) => found !== undefined);
}

/**
 * The variables that a state can read: those that states before it assign, and those that the states around it can read. What a
 * Distributed Map runs sees none of those around it (DG/workflow-variables).
 */
export function variablesAt(state: StateNode): Variable[] {
  const variables = new Map<string, StateNode[]>();
  for (let at: StateNode | undefined = state; at; at = outer(at.scope)) {
    for (const before of statesBefore(at)) {
      for (const name of assignedBy(before)) {
        variables.set(name, [...(variables.get(name) ?? []), before]);
      }
    }
  }

  return [...variables].map(([name, by]) => ({ name, by }));
}

function outer({ parent }: Scope): StateNode | undefined {
  return parent && isDistributed(parent) ? undefined : parent;
}

/** Whether it is a Map that runs each item in an execution of its own. */
export function isDistributed({ json }: StateNode): boolean {
  const processor = object(json['ItemProcessor'] ?? json['Iterator']);
  return object(processor['ProcessorConfig'])['Mode'] === 'DISTRIBUTED';
}

/** The names that a state assigns, by itself, a rule or a catcher. */
export function assignedBy({ json }: StateNode): Set<string> {
  const names = new Set<string>();
  for (const part of [json, ...list(json['Choices']), ...list(json['Catch'])]) {
    for (const name of Object.keys(object(part['Assign']))) {
      names.add(name.replace(/\.\$$/, ''));
    }
  }

  return names;
}

function object(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(object) : [];
}
