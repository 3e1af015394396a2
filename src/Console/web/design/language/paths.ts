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

/** A path in parts. */
export interface PlainPath {
  /** What it begins with, in JSONata. */
  from: string;
  steps: (string | number)[];
}

/**
 * A path in parts; nothing where it is no plain one: an intrinsic function, a filter, a wildcard, a slice.
 * @param base What `$` stands for; missing where that is not known.
 */
export function plainPath(path: string, base: string | undefined): PlainPath | undefined {
  const [root = '', variable] = /^\$(\$|[A-Za-z_]\w*)?/.exec(path) ?? [];
  const from = variable === '$' ? '$states.context' : variable === undefined ? base : root;
  const steps = root === '' ? undefined : stepsOf(path.slice(root.length));
  return from === undefined || !steps ? undefined : { from, steps };
}

/** A path as a JSONata expression; nothing where it is no plain one. */
export function expressionOf(path: string, base: string | undefined): string | undefined {
  const plain = plainPath(path, base);
  return plain && withSteps(plain.from, plain.steps);
}

/** A text in a JSONata expression. */
export function quoted(text: string): string {
  return /^[^'"\\\u0000-\u001f]*$/.test(text) ? `'${text}'` : JSON.stringify(text);
}
