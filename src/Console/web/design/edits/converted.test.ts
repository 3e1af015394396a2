import { expect, test } from 'vitest';
import { Document } from '../document.ts';
import { apply } from './changes.ts';
import { changeLanguage } from './language.ts';

// A server, which `dotnet test tests/Browser` starts.
const server = process.env['ASL_URL'];
const count = Number(process.env['CONVERTED'] ?? 500);

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Rule = Record<string, unknown>;

/** Draws the same in every run. */
class Draw {
  private seed: number;

  constructor(seed: number) {
    // Those of neighbours are to have nothing in common.
    this.seed = Math.imul(seed, 0x9e3779b1) >>> 0;
  }

  below(most: number): number {
    this.seed = (Math.imul(this.seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.seed / 2 ** 32) * most);
  }

  of<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }

  value(depth: number): Json {
    const kind = this.below(depth > 0 ? 9 : 5);
    return kind < 5 ? this.of<Json>([null, true, false, 0, 1, 2.5, 'x', 'y', ''])
      : kind < 7 ? Array.from({ length: this.below(3) }, () => this.value(depth - 1))
      : this.object(depth - 1);
  }

  object(depth: number): { [name: string]: Json } {
    return Object.fromEntries(['a', 'b', 'c'].filter(() => this.below(6) > 0).map((name) => [name, this.value(depth)]));
  }

  path(): string {
    const root = this.of(['$', '$', '$', '$', '$', '$', '$', '$', '$x', '$x', '$$', '$none']);
    const steps = Array.from({ length: this.of([0, 1, 1, 1, 2, 2, 3]) }, (_, n) => (n === 0 && root === '$' ? this.of(['.a', '.b', '.c']) : this.of(['.a', '.b', "['c']", '[0]', '[1]'])));
    return root === '$$' ? this.of(['$$.State.Name', '$$.Nothing', '$$.State.Nothing']) : root + steps.join('');
  }

  rule(depth: number): Rule {
    const kind = this.below(depth > 0 ? 12 : 5);
    if (kind > 7) {
      // As people guard a comparison.
      const comparison = { Variable: this.path(), ...this.test() };
      const isPresent = this.below(2) === 0;
      return { [isPresent ? 'And' : 'Or']: [{ Variable: comparison.Variable, IsPresent: isPresent }, comparison] };
    }

    return kind === 7 ? { Not: this.rule(depth - 1) }
      : kind > 4 ? { [this.of(['And', 'Or'])]: Array.from({ length: 1 + this.below(3) }, () => this.rule(depth - 1)) }
      : { Variable: this.path(), ...this.test() };
  }

  private test(): Rule {
    const operator = this.of(['NumericEquals', 'NumericLessThan', 'NumericGreaterThanEquals', 'StringEquals', 'BooleanEquals', 'IsPresent', 'IsPresent', 'IsPresent', 'IsNull', 'IsString', 'IsNumeric', 'IsBoolean']);
    return { [operator]: operator.startsWith('Numeric') ? this.of([0, 1, 2.5]) : operator === 'StringEquals' ? this.of(['x', 'y', '']) : this.below(2) === 0 };
  }

  /** One that does not end with an index: past the end of a list it is null in a template, and in JSONata an error. */
  private valuePath(): string {
    return this.path().replace(/(\[\d\])+$/, '');
  }

  template(depth: number): Rule {
    return Object.fromEntries(['p', 'q', 'r'].slice(0, 1 + this.below(3)).map((name) => (
      this.below(3) > 0 || depth === 0 ? [`${name}.$`, this.valuePath()] : [name, this.below(2) > 0 ? this.template(depth - 1) : [this.value(1)]])));
  }

  /** A state that gives its data on: each of its fields is there or not. */
  pass(): Rule {
    const maybe = (name: string, value: unknown): Rule => (this.below(3) === 0 ? { [name]: value } : {});
    const path = (): string => this.of(['$', '$.a', '$.b', '$.c', '$.a.b', '$.b.c']);
    const type = this.of(['Pass', 'Pass', 'Pass', 'Succeed', 'Wait', 'Fail']);
    const usual = { ...maybe('InputPath', path()), ...maybe('OutputPath', this.of([path(), null])) };
    return {
      Type: type,
      ...(type === 'Pass' ? {
        ...usual, ...maybe('Parameters', this.template(1)), ...maybe('Result', this.value(2)), ...maybe('ResultPath', this.of([path(), null])),
        ...maybe('Assign', this.template(1)), End: true,
      } : type === 'Succeed' ? usual
        : type === 'Wait' ? { ...usual, SecondsPath: this.path(), End: true }
        : { ErrorPath: this.path(), Cause: 'c' }),
    };
  }

  choice(): Rule {
    return { Type: 'Choice', Choices: Array.from({ length: 1 + this.below(4) }, (_, n) => ({ ...this.rule(2), Next: `N${n}` })), Default: 'D' };
  }
}

async function tested(state: unknown, input: Json, x: Json): Promise<{ status: string; nextState?: string; output?: unknown; error?: string; cause?: string }> {
  const response = await fetch(server!, {
    method: 'POST',
    headers: { 'X-Amz-Target': 'AWSStepFunctions.TestState', 'Content-Type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({
      definition: JSON.stringify(state), input: JSON.stringify(input), variables: JSON.stringify({ x }), inspectionLevel: 'INFO',
      roleArn: 'arn:aws:iam::123456789012:role/test',
    }),
  });
  expect(response.status, await response.clone().text()).toBe(200);
  return response.json();
}

function convertedOf(state: Rule): { converted: Rule; left: string[] } {
  const document = new Document(JSON.stringify({ StartAt: 'S', States: { S: state } }));
  const { changes, left } = changeLanguage(document, '/States/S', 'JSONata');
  return { converted: JSON.parse(apply(document.text, changes)).States.S, left: left.map(({ field }) => field) };
}

test.skipIf(server === undefined)('rules of a Choice do the same in JSONata: they lead to the same state, or fail', { timeout: 300_000 }, async () => {
  const seen: Record<string, number> = {};
  for (let seed = 1; seed <= count; seed++) {
    const draw = new Draw(seed);
    const choice = draw.choice();
    const { converted, left } = convertedOf(choice);
    expect(left).toEqual([]);
    for (let n = 0; n < 4; n++) {
      const [input, x] = [draw.object(3), draw.value(3)];
      const [before, after] = await Promise.all([tested(choice, input, x), tested(converted, input, x)]);
      const told = JSON.stringify({ seed, choice, converted, input, x, before, after }, null, 1);
      expect([after.status, after.nextState], told).toEqual([before.status, before.nextState]);
      seen[before.nextState ?? before.error!] = (seen[before.nextState ?? before.error!] ?? 0) + 1;
    }
  }

  expect(Object.keys(seen).sort()).toEqual(['D', 'N0', 'N1', 'N2', 'N3', 'States.Runtime']);
  console.log(seen);
});

test.skipIf(server === undefined)('what a state gives on is the same in JSONata, where it gave anything', { timeout: 300_000 }, async () => {
  let same = 0;
  for (let seed = 1; seed <= 2 * count; seed++) {
    const draw = new Draw(seed);
    const state = draw.pass();
    const { converted, left } = convertedOf(state);
    for (let n = 0; n < 2 && left.length === 0; n++) {
      const [input, x] = [draw.object(3), draw.value(3)];
      const before = await tested(state, input, x);
      if (before.status === 'SUCCEEDED' || state['Type'] === 'Fail') {
        const after = await tested(converted, input, x);
        const told = JSON.stringify({ seed, state, converted, input, x, before, after }, null, 1);
        expect([after.status, after.output], told).toEqual([before.status, before.output]);
        same++;
      }
    }
  }

  expect(same).toBeGreaterThan(count);
  console.log(same);
});
