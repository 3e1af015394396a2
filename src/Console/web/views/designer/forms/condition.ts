/** A JSONata condition that is made of comparisons, so that a form can show it: `{% $states.input.total > 100 and $kind = 'a' %}`. */

export const signs = ['=', '!=', '>', '>=', '<', '<=', 'in'] as const;

export type Sign = (typeof signs)[number];

export interface Comparison {
  left: string;
  sign: Sign;
  right: string;
}

export interface Condition {
  join: 'and' | 'or';
  comparisons: Comparison[];
}

/** The expression in `{% … %}`, without a blank at each end; undefined where the text is none. */
export function expressionIn(text: string): string | undefined {
  return /^\{% ?([\s\S]*?) ?%\}$/.exec(text)?.[1];
}

export function asExpression(expression: string): string {
  return `{% ${expression} %}`;
}

// Texts, brackets with what is in them (one level of them in each other), names with dots, numbers, signs of one or two.
const tokens = /\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|!=|<=|>=|[=<>]|\((?:[^()]|\([^()]*\))*\)|\[(?:[^[\]])*\]|[\w$.]+|`[^`]*`|[-+*/%&?:,@#~|^])/y;

/** Undefined where it is more than comparisons joined by the same word. */
export function readCondition(text: string): Condition | undefined {
  const expression = expressionIn(text)?.trim();
  if (expression === undefined) {
    return undefined;
  }

  let join: Condition['join'] | undefined;
  const comparisons: Comparison[] = [];
  let current: Partial<Comparison> = {};
  let side = '';
  const end = (): boolean => {
    const { left, sign } = current;
    if (left === undefined || sign === undefined || side === '') {
      return false;
    }

    comparisons.push({ left, sign, right: side });
    current = {};
    side = '';
    return true;
  };
  tokens.lastIndex = 0;
  while (tokens.lastIndex < expression.length) {
    const from = tokens.lastIndex;
    const token = tokens.exec(expression)?.[1];
    if (token === undefined || /^[?:@#~|^]$/.test(token)) {
      return undefined;
    }

    if (token === 'and' || token === 'or') {
      if ((join ?? token) !== token || !end()) {
        return undefined;
      }

      join = token;
    } else if ((signs as readonly string[]).includes(token)) {
      if (current.sign !== undefined || side === '') {
        return undefined;
      }

      current = { left: side, sign: token as Sign };
      side = '';
    } else {
      side += side === '' ? token : expression.slice(from, tokens.lastIndex);
    }
  }

  return end() ? { join: join ?? 'and', comparisons } : undefined;
}

export function writeCondition({ join, comparisons }: Condition): string {
  return asExpression(comparisons.map(({ left, sign, right }) => `${left} ${sign} ${right}`).join(` ${join} `));
}
