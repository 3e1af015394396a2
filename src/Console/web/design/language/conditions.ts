/** Rules of a Choice as conditions of JSONata, as far as both surely mean the same. */

import { plainPath, quoted, withSteps } from './paths.ts';

const numeric = { NumericEquals: '=', NumericLessThan: '<', NumericGreaterThan: '>', NumericLessThanEquals: '<=', NumericGreaterThanEquals: '>=' } as const;
const kinds = { IsString: 'string', IsNumeric: 'number', IsBoolean: 'boolean', IsNull: 'null' } as const;

type Rule = Readonly<Record<string, unknown>>;

/** A step of a path. */
interface Place {
  path: string;
  /** What must be so of it for a further step; nothing where that is sure, or none comes. */
  needs: string | undefined;
}

/** A condition, and what is sure behind it: the paths that are there, and what `needs` says. */
interface Condition {
  text: string;
  /** Whatever it comes to: else it has failed. */
  always: readonly string[];
  whenTrue: readonly string[];
  whenFalse: readonly string[];
}

/**
 * The rules of a Choice, one after the other. Where a path leads nowhere a rule fails, but for IsPresent (DG/state-choice); JSONata would take it
 * for nothing, and a path into an array for one into each of its elements. So what is not known to be there is looked for first.
 */
export class Conditions {
  private readonly known: Set<string>;

  /** @param base What `$` stands for. It is there, and taken for an object where a name is looked for in it. */
  constructor(private readonly base: string) {
    this.known = new Set([base, '$states.context']);
  }

  /** The next rule, which is looked at where those before do not apply. Nothing where JSONata compares in another way, such as times. */
  next(rule: Rule): string | undefined {
    const condition = this.of(rule, this.known);
    [...(condition?.always ?? []), ...(condition?.whenFalse ?? [])].forEach((path) => this.known.add(path));
    return condition?.text;
  }

  private of(rule: Rule, known: ReadonlySet<string>): Condition | undefined {
    if (Array.isArray(rule['And'])) {
      return this.several(rule['And'], true, known);
    }

    if (Array.isArray(rule['Or'])) {
      return this.several(rule['Or'], false, known);
    }

    if (typeof rule['Not'] === 'object' && rule['Not'] !== null) {
      const inner = this.of(rule['Not'] as Rule, known);
      return inner && { text: `$not(${inner.text})`, always: inner.always, whenTrue: inner.whenFalse, whenFalse: inner.whenTrue };
    }

    return this.comparison(rule, known);
  }

  /** @param isAnd Whether the next is looked at where the one before applies, and not where it doesn't. */
  private several(rules: readonly Rule[], isAnd: boolean, known: ReadonlySet<string>): Condition | undefined {
    const all: Condition[] = [];
    const here = new Set(known);
    for (const rule of rules) {
      const condition = this.of(rule, here);
      if (!condition) {
        return undefined;
      }

      all.push(condition);
      [...condition.always, ...(isAnd ? condition.whenTrue : condition.whenFalse)].forEach((path) => here.add(path));
    }

    const [first] = all;
    if (!first || all.length === 1) {
      return first;
    }

    const throughout = [...here].filter((path) => !known.has(path));
    return {
      text: all.map(({ text }) => `(${text})`).join(isAnd ? ' and ' : ' or '),
      always: first.always,
      whenTrue: isAnd ? throughout : [],
      whenFalse: isAnd ? [] : throughout,
    };
  }

  private comparison(rule: Rule, known: ReadonlySet<string>): Condition | undefined {
    const variable = rule['Variable'];
    const [operator = '', ...others] = Object.keys(rule).filter((field) => !['Variable', 'Next', 'Assign', 'Comment'].includes(field));
    const value = rule[operator];
    const places = typeof variable === 'string' ? this.placesOf(variable) : undefined;
    const path = places?.at(-1)?.path;
    if (!places || path === undefined || others.length > 0) {
      return undefined;
    }

    const test = [...places.flatMap(({ needs }) => (needs === undefined || known.has(needs) ? [] : [needs])), `$exists(${path})`].join(' and ');
    const there = places.flatMap(({ path, needs }) => (needs === undefined ? [path] : [path, needs]));
    if (operator === 'IsPresent' && typeof value === 'boolean') {
      return { text: value ? test : `$not(${test})`, always: [], whenTrue: value ? there : [], whenFalse: value ? [] : there };
    }

    const text = comparisonOf(path, operator, value);
    return text === undefined ? undefined : {
      text: known.has(path) ? text : `${test.includes(' and ') ? `(${test})` : test} ? ${text} : $error(${quoted(`${variable as string} is missing`)})`,
      always: there, whenTrue: [], whenFalse: [],
    };
  }

  /** A path from where it begins to its end. */
  private placesOf(variable: string): Place[] | undefined {
    const { from, steps } = plainPath(variable, this.base) ?? { from: undefined, steps: [] };
    const places: Place[] = [];
    for (let n = 0; from !== undefined && n <= steps.length; n++) {
      const path = withSteps(from, steps.slice(0, n));
      if (path === undefined) {
        return undefined;
      }

      const next = steps[n];
      const isSure = next === undefined || (n === 0 && typeof next === 'string' && [this.base, '$states.context'].includes(from));
      places.push({ path, needs: isSure ? undefined : `$type(${path}) = '${typeof next === 'number' ? 'array' : 'object'}'` });
    }

    return places;
  }
}

/** A comparison with what is there. It is false where the value is of another type; JSONata takes such a one for an error. */
function comparisonOf(path: string, operator: string, value: unknown): string | undefined {
  if (operator in numeric && typeof value === 'number' && (Number.isSafeInteger(value) || !Number.isInteger(value))) {
    const sign = numeric[operator as keyof typeof numeric];
    return sign === '=' ? `${path} = ${value}` : `$type(${path}) = 'number' and ${path} ${sign} ${value}`;
  }

  if (operator === 'StringEquals' && typeof value === 'string') {
    return `${path} = ${quoted(value)}`;
  }

  return typeof value !== 'boolean' ? undefined
    : operator === 'BooleanEquals' ? `${path} = ${value}`
    : operator in kinds ? `$type(${path}) ${value ? '=' : '!='} '${kinds[operator as keyof typeof kinds]}'`
    : undefined;
}
