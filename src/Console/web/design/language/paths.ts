/** Paths of JSONPath as JSONata has them, as far as both surely mean the same. */

/** A name as a step of a JSONata path. */
function step(name: string): string | undefined {
  return /^[A-Za-z_]\w*$/.test(name) && !['and', 'or', 'in', 'true', 'false', 'null', 'function'].includes(name) ? name : name.includes('`') ? undefined : `\`${name}\``;
}

/** The steps of a path behind its root: names and indexes. Nothing where there is more in it, such as filters. */
export function stepsOf(rest: string): (string | number)[] | undefined {
  const steps: (string | number)[] = [];
  const one = /\.([A-Za-z_][\w-]*)|\[(?:'([^'\\]*)'|"([^"\\]*)"|(\d+))\]/y;
  while (one.lastIndex < rest.length) {
    const found = one.exec(rest);
    if (!found) {
      return undefined;
    }

    steps.push(found[4] !== undefined ? Number(found[4]) : (found[1] ?? found[2] ?? found[3] ?? ''));
  }

  return steps;
}

/** A JSONata path with further steps. */
export function withSteps(base: string, steps: readonly (string | number)[]): string | undefined {
  let path = base;
  for (const each of steps) {
    const written = typeof each === 'number' ? `[${each}]` : step(each);
    if (written === undefined) {
      return undefined;
    }

    path += typeof each === 'number' ? written : `.${written}`;
  }

  return path;
}

/**
 * A path as a JSONata expression; nothing where it is no plain one: an intrinsic function, a filter, a wildcard, a slice.
 * @param base What `$` stands for; missing where that is not known.
 */
export function expressionOf(path: string, base: string | undefined): string | undefined {
  const [root = '', variable] = /^\$(\$|[A-Za-z_]\w*)?/.exec(path) ?? [];
  const from = variable === '$' ? '$states.context' : variable === undefined ? base : root;
  const steps = root === '' ? undefined : stepsOf(path.slice(root.length));
  return from === undefined || !steps ? undefined : withSteps(from, steps);
}

/** A text in a JSONata expression. */
export function quoted(text: string): string {
  return /^[^'"\\\u0000-\u001f]*$/.test(text) ? `'${text}'` : JSON.stringify(text);
}

const numeric = { NumericEquals: '=', NumericLessThan: '<', NumericGreaterThan: '>', NumericLessThanEquals: '<=', NumericGreaterThanEquals: '>=' } as const;
const kinds = { IsString: 'string', IsNumeric: 'number', IsBoolean: 'boolean', IsNull: 'null' } as const;

/** A rule of a Choice as a condition. What JSONata compares in another way than the rule, such as times, is none. */
export function conditionOf(rule: Readonly<Record<string, unknown>>, base: string): string | undefined {
  for (const [field, word] of [['And', ' and '], ['Or', ' or ']] as const) {
    const inner = rule[field];
    if (Array.isArray(inner)) {
      const all = inner.map((each: Record<string, unknown>) => conditionOf(each, base));
      return all.includes(undefined) || all.length === 0 ? undefined : all.length === 1 ? all[0] : all.map((each) => `(${each})`).join(word);
    }
  }

  if (typeof rule['Not'] === 'object' && rule['Not'] !== null) {
    const inner = conditionOf(rule['Not'] as Record<string, unknown>, base);
    return inner === undefined ? undefined : `$not(${inner})`;
  }

  const path = typeof rule['Variable'] === 'string' ? expressionOf(rule['Variable'], base) : undefined;
  const [operator = '', ...others] = Object.keys(rule).filter((field) => !['Variable', 'Next', 'Assign', 'Comment'].includes(field));
  const value = rule[operator];
  if (path === undefined || others.length > 0) {
    return undefined;
  }

  // A rule is false where the value is of another type; JSONata takes such a comparison for an error.
  if (operator in numeric && typeof value === 'number' && (Number.isSafeInteger(value) || !Number.isInteger(value))) {
    const sign = numeric[operator as keyof typeof numeric];
    return sign === '=' ? `${path} = ${value}` : `$type(${path}) = 'number' and ${path} ${sign} ${value}`;
  }

  if (operator === 'StringEquals' && typeof value === 'string') {
    return `${path} = ${quoted(value)}`;
  }

  if (typeof value !== 'boolean') {
    return undefined;
  }

  return operator === 'BooleanEquals' ? `${path} = ${value}`
    : operator === 'IsPresent' ? (value ? `$exists(${path})` : `$not($exists(${path}))`)
    : operator in kinds ? `$type(${path}) ${value ? '=' : '!='} '${kinds[operator as keyof typeof kinds]}'`
    : undefined;
}
