import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { Document } from '../document.ts';
import { contextPaths, type FunctionName, intrinsicFunctions, jsonataFunctions } from './functions.ts';
import { variablesAt } from './scope.ts';
import type { Spot } from './spot.ts';

/** The string that is being written, and what stands in it before the place of completion. */
interface Written {
  before: string;
}

/** Proposes what can stand in an expression. Nothing (undefined) where the string is none. */
export function expressionCompletion(
  document: Document,
  context: CompletionContext,
  spot: Spot,
  path: readonly (string | number)[],
  { before }: Written,
): CompletionResult | null | undefined {
  const isJsonata = spot.language === 'JSONata';
  if (isJsonata ? !before.startsWith('{%') : !isJsonPath(spot, path)) {
    return undefined;
  }

  const word = /[$\w.]*$/.exec(before)?.[0] ?? '';
  if (word === '' && !context.explicit) {
    return null;
  }

  const state = spot.state === undefined ? undefined : document.stateAt(spot.state);
  const variables = state ? variablesAt(state).map(({ name, by }): Completion => ({ label: `$${name}`, type: 'variable', detail: by.map((from) => from.name).join(', ') })) : [];
  const options = isJsonata ? [...variables, ...statesPaths(spot), ...jsonataFunctions.map(call)] : [...variables, ...jsonPaths, ...intrinsicFunctions.map(call)];
  return { from: context.pos - word.length, options, validFor: /^[$\w.]*$/ };
}

/** Whether a string of a JSONPath state is a path or an intrinsic function, and not text. */
function isJsonPath({ field }: Spot, path: readonly (string | number)[]): boolean {
  const name = path.at(-1);
  return field?.kind === 'template' ? typeof name === 'string' && name.endsWith('.$') : field?.kind === 'path' || field?.kind === 'referencePath';
}

/** What `$states` has at a place: the result only where the work is done, the error only in a catcher. */
function statesPaths({ field, state }: Spot): Completion[] {
  const names = ['input', 'context', ...contextPaths.map((path) => `context.${path}`)];
  if (state !== undefined && (field?.name === 'Output' || field?.name === 'Assign')) {
    names.push('result', 'errorOutput', 'errorOutput.Error', 'errorOutput.Cause');
  }

  return names.map((name) => ({ label: `$states.${name}`, type: 'property', boost: name.includes('.') ? -10 : 10 }));
}

const jsonPaths: readonly Completion[] = [
  { label: '$', type: 'property' },
  { label: '$.', type: 'property' },
  ...contextPaths.map((path): Completion => ({ label: `$$.${path}`, type: 'property', boost: -10 })),
];

function call({ name, arguments: takes }: FunctionName): Completion {
  return { label: name, type: 'function', detail: takes, apply: `${name}(` };
}
