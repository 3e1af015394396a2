import { within } from './pointer.ts';

/** A definition as a graph: scopes of states, and where one leads to another. A definition may be wrong: what is not there is left out. */

export interface StateNode {
  name: string;
  type: string;
  comment?: string;
  /** The JSON as it was written. */
  json: Record<string, unknown>;
  /** What is inside: the branches of a Parallel, the processor of a Map. */
  scopes: Scope[];
  scope: Scope;
}

export interface Edge {
  from: string;
  to: string;
  /** `rule` is a Choice's. */
  kind: 'next' | 'rule' | 'default' | 'catch';
  /** Which of the rules or catchers, from 0. */
  index?: number;
  /** What stands at it: a rule's condition, the errors that are caught. */
  label?: string;
}

export interface Scope {
  /** Unique in the definition: the place in it, as a JSON pointer. */
  id: string;
  startAt: string;
  states: Map<string, StateNode>;
  edges: Edge[];
  parent: StateNode | undefined;
}

type Json = Record<string, unknown>;

/** Throws SyntaxError where the text is no JSON object. */
export function readDefinition(text: string): Scope {
  const json: unknown = JSON.parse(text);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new SyntaxError('A definition is a JSON object.');
  }

  return readScope(json as Json);
}

/** Every state of a scope and of those within. */
export function* allStates(scope: Scope): Generator<StateNode> {
  for (const state of scope.states.values()) {
    yield state;
    for (const inner of state.scopes) {
      yield* allStates(inner);
    }
  }
}

/** The definition that a JSON object is; `id` and `parent` say where it is in a larger one. */
export function readScope(json: Json, id = '', parent?: StateNode): Scope {
  const scope: Scope = { id, startAt: text(json['StartAt']) ?? '', states: new Map(), edges: [], parent };
  for (const [name, value] of Object.entries(object(json['States']))) {
    const state = object(value);
    const place = within(id, 'States', name);
    const node: StateNode = { name, type: text(state['Type']) ?? '', json: state, scopes: [], scope };
    const comment = text(state['Comment']);
    if (comment !== undefined) {
      node.comment = comment;
    }

    array(state['Branches']).forEach((branch, i) => node.scopes.push(readScope(object(branch), within(place, 'Branches', i), node)));
    for (const field of ['ItemProcessor', 'Iterator']) {
      if (state[field] !== undefined) {
        node.scopes.push(readScope(object(state[field]), within(place, field), node));
      }
    }

    scope.states.set(name, node);
    scope.edges.push(...edgesOf(name, state));
  }

  scope.edges = scope.edges.filter((edge) => scope.states.has(edge.to));
  return scope;
}

function edgesOf(from: string, state: Json): Edge[] {
  const edges: Edge[] = [];
  const add = (kind: Edge['kind'], to: unknown, more: { index: number; label: string } | undefined = undefined): void => {
    if (typeof to === 'string') {
      edges.push({ from, to, kind, ...more });
    }
  };
  add('next', state['Next']);
  array(state['Choices']).map(object).forEach((rule, index) => add('rule', rule['Next'], { index, label: describeRule(rule) }));
  add('default', state['Default']);
  array(state['Catch']).map(object).forEach((catcher, index) => add('catch', catcher['Next'], { index, label: array(catcher['ErrorEquals']).join(', ') }));

  return edges;
}

/** A Choice's rule in words, as `$.total > 100`. */
export function describeRule(rule: Json): string {
  const condition = text(rule['Condition']);
  if (condition !== undefined) {
    return condition.replace(/^\{%\s*|\s*%\}$/g, '');
  }

  for (const [field, join] of [['And', ' and '], ['Or', ' or ']] as const) {
    if (Array.isArray(rule[field])) {
      return array(rule[field]).map((inner) => describeRule(object(inner))).join(join);
    }
  }

  if (rule['Not'] !== undefined) {
    return `not (${describeRule(object(rule['Not']))})`;
  }

  const operator = Object.keys(rule).find((field) => field !== 'Variable' && field !== 'Next' && field !== 'Comment' && field !== 'Assign' && field !== 'Output');
  if (operator === undefined) {
    return '';
  }

  const value = JSON.stringify(rule[operator]);
  const sign = comparisons.find(([ending]) => operator.replace(/Path$/, '').endsWith(ending))?.[1];
  return `${text(rule['Variable']) ?? ''} ${sign ?? operator} ${value}`;
}

// "Equals" after the longer ones that end with it.
const comparisons = [
  ['LessThanEquals', '≤'],
  ['GreaterThanEquals', '≥'],
  ['LessThan', '<'],
  ['GreaterThan', '>'],
  ['Equals', '='],
  ['Matches', 'matches'],
] as const;

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function array(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
