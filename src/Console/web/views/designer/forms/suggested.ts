import { intrinsicFunctions, jsonataFunctions } from '../../../design/language/functions.ts';
import { statesBefore, variablesAt } from '../../../design/language/scope.ts';
import { formTexts } from '../../../formTexts.ts';
import type { StateNode } from '../../../model/definition.ts';
import type { History, Visit } from '../../../model/history.ts';
import type { Form } from './form.ts';
import type { Moment } from './moments.ts';
import { contextPlaces, placesIn, type Suggestion, type SuggestionGroup } from './suggestions.ts';

const said = formTexts;

/** What an expression of a state may name: what the states before gave it, what its work gave, variables, the context, functions. */
export function suggestionsFor({ state, runs, isJsonata }: Form, moment: Moment, hasFunctions: boolean): SuggestionGroup[] {
  const last = state && lastVisit(runs, state);
  const visit = last?.visit;
  const groups: [string, Suggestion[]][] = [];
  const root = isJsonata ? '$states.input' : '$';
  const input = inputOf({ state, runs });
  if (moment === 'after') {
    const result = visit && resultOf(visit);
    const at = isJsonata ? '$states.result' : '$';
    groups.push([said.suggestions.result, result === undefined ? [{ expression: at }] : placesIn(result, at, isJsonata)]);
  } else if (moment === 'caught') {
    const at = isJsonata ? '$states.errorOutput' : '$';
    groups.push([said.suggestions.error, [{ expression: `${at}.Error` }, { expression: `${at}.Cause` }]]);
  }

  if (moment === 'before' || isJsonata) {
    groups.push([said.suggestions.input, input === undefined ? [{ expression: root }] : placesIn(parsed(input), root, isJsonata)]);
  }

  groups.push([said.suggestions.variables, variables(state, last ? last.run.variablesAt(last.visit) : {}, isJsonata)]);
  const isItem = state !== undefined && (state.type === 'Map' || parentsOf(state).some(({ type }) => type === 'Map'));
  const hasToken = String(state?.json['Resource'] ?? '').endsWith('.waitForTaskToken');
  groups.push([said.suggestions.context, contextPlaces(isJsonata, { hasToken, isItem })]);
  if (hasFunctions) {
    const functions = isJsonata ? jsonataFunctions : intrinsicFunctions;
    groups.push([said.suggestions.functions, functions.map(({ name, arguments: given }) => ({ expression: name + given }))]);
  }

  return groups.filter(([, suggestions]) => suggestions.length > 0).map(([title, suggestions]) => ({ title, suggestions }));
}

/** What a state was given when it last ran, or would have been by one that comes before it: JSON text. */
export function inputOf({ state, runs }: Pick<Form, 'state' | 'runs'>): string | undefined {
  return state && (lastVisit(runs, state)?.visit.input ?? inputBefore(runs, state));
}

/** The last visit of a state, in the first of the runs that has one. */
export function lastVisit(runs: readonly History[], { name }: StateNode): { run: History; visit: Visit } | undefined {
  for (const run of runs) {
    const visit = run.visits.findLast((each) => each.state === name);
    if (visit) {
      return { run, visit };
    }
  }

  return undefined;
}

function inputBefore(runs: readonly History[], state: StateNode): string | undefined {
  for (const before of statesBefore(state)) {
    const output = lastVisit(runs, before)?.visit.output;
    if (output !== undefined) {
      return output;
    }
  }

  return state.scope.startAt === state.name && !state.scope.parent ? runs[0]?.visits[0]?.input : undefined;
}

function resultOf({ attempts, output, type }: Visit): unknown {
  const text = attempts.at(-1)?.output ?? (type === 'Task' ? undefined : output);
  return text === undefined ? undefined : parsed(text);
}

function variables(state: StateNode | undefined, known: Readonly<Record<string, string>>, isJsonata: boolean): Suggestion[] {
  const names = new Set([...Object.keys(known), ...(state ? variablesAt(state).map(({ name }) => name) : [])]);
  return [...names].flatMap((name) => (known[name] === undefined ? [{ expression: `$${name}` }] : placesIn(parsed(known[name]), `$${name}`, isJsonata).slice(0, 40)));
}

function parentsOf({ scope }: StateNode): StateNode[] {
  return scope.parent ? [scope.parent, ...parentsOf(scope.parent)] : [];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
