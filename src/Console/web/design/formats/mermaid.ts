import type { Scope, StateNode } from '../../model/definition.ts';

/** A definition as a state diagram of Mermaid. */
export function toMermaid(scope: Scope): string {
  const names = new Map<StateNode, string>();
  const lines = ['stateDiagram-v2'];
  write(scope, names, lines, '    ');
  return `${lines.join('\n')}\n`;
}

function write(scope: Scope, names: Map<StateNode, string>, lines: string[], indent: string): void {
  for (const state of scope.states.values()) {
    const name = `s${names.size + 1}`;
    names.set(state, name);
    const opening = `${indent}state "${escape(state.name)}" as ${name}`;
    const inner = state.scopes.filter(({ states }) => states.size > 0);
    lines.push(inner.length > 0 ? `${opening} {` : opening);
    inner.forEach((branch, i) => {
      if (i > 0) {
        lines.push(`${indent}    --`);
      }

      write(branch, names, lines, `${indent}    `);
    });
    if (inner.length > 0) {
      lines.push(`${indent}}`);
    }
  }

  const nameOf = (state: string): string | undefined => names.get(scope.states.get(state)!);
  const start = nameOf(scope.startAt);
  if (start !== undefined) {
    lines.push(`${indent}[*] --> ${start}`);
  }

  for (const edge of scope.edges) {
    const label = edge.label ?? (edge.kind === 'default' ? 'default' : '');
    lines.push(`${indent}${nameOf(edge.from)} --> ${nameOf(edge.to)}${label ? ` : ${escape(label)}` : ''}`);
  }

  for (const state of scope.states.values()) {
    if (state.json['End'] === true || state.type === 'Succeed' || state.type === 'Fail') {
      lines.push(`${indent}${nameOf(state.name)} --> [*]`);
    }
  }
}

/** Mermaid's own signs by their numbers, as it asks for. */
function escape(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[^\p{L}\p{N} _.,=$()+*!?/-]/gu, (sign) => `#${sign.codePointAt(0)};`);
}
