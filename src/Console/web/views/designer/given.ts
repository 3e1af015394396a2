/**
 * The arguments of a Task, as its query language has them.
 * @param values A text that begins with `$` is a path: into the input of the state, or with `$$` into the context object.
 */
export function given(isJsonata: boolean, values: Record<string, unknown>): Record<string, unknown> {
  return isJsonata ? { Arguments: withPaths(values, (name, path) => [name, jsonata(path)]) } : { Parameters: withPaths(values, (name, path) => [`${name}.$`, path]) };
}

/** A rule of a Choice for a field of the input that is true. @param next Empty where that is settled later. */
export function ruleOf(isJsonata: boolean, field: string, next: string): Record<string, unknown> {
  return isJsonata ? { Condition: `{% $states.input.${field} = true %}`, Next: next } : { Variable: `$.${field}`, BooleanEquals: true, Next: next };
}

function withPaths(values: unknown, write: (name: string, path: string) => [string, string]): unknown {
  if (Array.isArray(values)) {
    return values.map((value) => withPaths(value, write));
  }

  return typeof values === 'object' && values !== null
    ? Object.fromEntries(Object.entries(values).map(([name, value]) => (typeof value === 'string' && value.startsWith('$') ? write(name, value) : [name, withPaths(value, write)])))
    : values;
}

function jsonata(path: string): string {
  return `{% ${path.startsWith('$$') ? `$states.context${path.slice(2)}` : `$states.input${path.slice(1)}`} %}`;
}
