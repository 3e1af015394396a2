import { variablesAt } from '../../../design/language/scope.ts';
import { formTexts } from '../../../formTexts.ts';
import type { StateNode } from '../../../model/definition.ts';
import type { History, Visit } from '../../../model/history.ts';
import type { Form } from './form.ts';
import type { Moment } from './moments.ts';
import { contextPlaces, placesIn, type Suggestion, type SuggestionGroup } from './suggestions.ts';

const said = formTexts;

/** What an expression of a state may name: what the states before gave it, what its work gave, variables, the context. */
export function suggestionsFor({ state, run, isJsonata }: Form, moment: Moment): SuggestionGroup[] {
  const visit = state && run && lastVisit(run, state);
  const groups: [string, Suggestion[]][] = [];
  const root = isJsonata ? '$states.input' : '$';
  const input = inputOf({ state, run });
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

  groups.push([said.suggestions.variables, variables(state, visit && run ? run.variablesAt(visit) : {}, isJsonata)]);
  const isItem = state !== undefined && (state.type === 'Map' || parentsOf(state).some(({ type }) => type === 'Map'));
  const hasToken = String(state?.json['Resource'] ?? '').endsWith('.waitForTaskToken');
  groups.push([said.suggestions.context, contextPlaces(isJsonata, { hasToken, isItem })]);
  return groups.filter(([, suggestions]) => suggestions.length > 0).map(([title, suggestions]) => ({ title, suggestions }));
}

/** What a state was given when it last ran, or would have been. */
export function inputOf({ state, run }: Pick<Form, 'state' | 'run'>): string | undefined {
  return state && run && (lastVisit(run, state)?.input ?? inputBefore(run, state));
}

function lastVisit({ visits }: History, { name }: StateNode): Visit | undefined {
  return visits.findLast((visit) => visit.state === name);
}

/** What a state that has not run yet would get: the output of one that leads to it. */
function inputBefore(run: History, state: StateNode): string | undefined {
  const { scope, name } = state;
  for (const { from } of scope.edges.filter(({ to }) => to === name)) {
    const output = run.visits.findLast((visit) => visit.state === from && visit.output !== undefined)?.output;
    if (output !== undefined) {
      return output;
    }
  }

  return scope.startAt === name && !scope.parent ? run.visits[0]?.input : undefined;
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
