import type { Document } from '../../design/document.ts';
import type { Place as FlowPlace } from '../../design/edits/fragments.ts';
import { designerTexts } from '../../designerTexts.ts';
import type { PlacedEdge } from '../../graph/layout.ts';
import type { Edge, Scope, StateNode } from '../../model/definition.ts';
import { pointerOf, scopeOf, within } from '../../model/pointer.ts';
import type { DropTarget } from './dropTarget.ts';
import { kindsOf, scopeOfLine, type WayKind, wayOf, waysOf } from './ways.ts';

const said = designerTexts.places;

/** Where a new state is put. States and scopes are JSON pointers. */
export type Place =
  /** Where the scope begins. */
  | { kind: 'start'; scope: string }
  /** Where a state leads to by its Next, or where it ends. */
  | { kind: 'behind'; state: string }
  /** In front of a state, wherever that is led to from. */
  | { kind: 'before'; state: string }
  /** On one way. */
  | { kind: 'way'; scope: string; edge: Edge }
  /** Where a new way of a state leads to. */
  | { kind: 'new'; state: string; way: WayKind }
  /** In a branch of its own. */
  | { kind: 'branch'; state: string }
  /** Where nothing leads to it yet. */
  | { kind: 'free'; scope: string };

/** The same as edits of a document say it; undefined for what they have no place for. */
export function flowPlace(document: Document, place: Place): FlowPlace | undefined {
  switch (place.kind) {
    case 'start':
      // Where nothing is there yet, what the scope starts with is no way to a state.
      return isEmpty(document, place.scope) ? { scope: place.scope } : { scope: place.scope, edge: { from: place.scope, kind: 'start' } };
    case 'behind':
      return { scope: scopeOf(place.state), after: place.state };
    case 'before':
      return { scope: scopeOf(place.state), before: place.state };
    case 'way':
      return { scope: place.scope, edge: wayOf(place.scope, place.edge) };
    case 'free':
      return { scope: place.scope };
    default:
      return undefined;
  }
}

function isEmpty(document: Document, scope: string): boolean {
  return (document.nodeAt(within(scope, 'States'))?.children ?? []).length === 0;
}

export function placeOfLine(line: PlacedEdge): Place {
  const { source, target, edges } = line;
  const scope = scopeOfLine(line).id;
  if (!source.state) {
    return { kind: 'start', scope };
  }

  return target.state && edges[0] ? { kind: 'way', scope, edge: edges[0] } : { kind: 'behind', state: pointerOf(source.state) };
}

export function placeOfTarget(target: DropTarget): Place {
  switch (target.kind) {
    case 'way':
      return placeOfLine(target.way);
    case 'state':
      return placeBehind(target.node.state!);
    default:
      return target.scope.states.size === 0 ? { kind: 'start', scope: target.scope.id } : { kind: 'free', scope: target.scope.id };
  }
}

/** Where what is put behind a state goes, when nothing else is said. */
export function placeBehind(state: StateNode): Place {
  const [kind] = kindsOf(state.type);
  return kind === undefined ? { kind: 'before', state: pointerOf(state) }
    : kind === 'next' ? { kind: 'behind', state: pointerOf(state) }
    : { kind: 'new', state: pointerOf(state), way: kind };
}

/** The places that are near a state, or where none is chosen near all of a definition, the most usual one first. */
export function placesNear(document: Document, selected: string | undefined): { place: Place; text: string }[] {
  const { scope } = document;
  const state = selected === undefined ? undefined : document.stateAt(selected);
  if (!scope) {
    return [];
  }

  return state ? [...placesNearState(state)] : placesInScope(scope);
}

function* placesNearState(state: StateNode): Generator<{ place: Place; text: string }> {
  const { name, scope, scopes, type } = state;
  const pointer = pointerOf(state);
  const ways = waysOf(state);
  for (const way of kindsOf(type)) {
    if (way === 'next') {
      yield { place: { kind: 'behind', state: pointer }, text: said.behind(name) };
      continue;
    }

    for (const edge of ways.filter(({ kind }) => kind === way)) {
      yield { place: { kind: 'way', scope: scope.id, edge }, text: said.way[way](edge.label ?? '', edge.to) };
    }

    if (way !== 'default' || !ways.some(({ kind }) => kind === 'default')) {
      yield { place: { kind: 'new', state: pointer, way }, text: said.new[way] };
    }
  }

  for (const [i, inner] of scopes.entries()) {
    yield { place: { kind: 'start', scope: inner.id }, text: type === 'Parallel' ? said.inBranch(i + 1, name) : said.inside(name) };
  }

  if (type === 'Parallel') {
    yield { place: { kind: 'branch', state: pointer }, text: said.branch(name) };
  }

  yield { place: { kind: 'before', state: pointer }, text: said.before(name) };
}

function placesInScope(scope: Scope): { place: Place; text: string }[] {
  const start: { place: Place; text: string } = { place: { kind: 'start', scope: scope.id }, text: said.start };
  if (scope.states.size === 0) {
    return [start];
  }

  const last = lastOfWay(scope);
  return [
    ...(last ? [{ place: placeBehind(last), text: said.behind(last.name) }] : []),
    start,
    { place: { kind: 'free', scope: scope.id }, text: said.free },
  ];
}

/** Where the way from the start leads to in the end, by what usually follows. */
function lastOfWay({ states, startAt, edges }: Scope): StateNode | undefined {
  const next = new Map(edges.filter(({ kind }) => kind === 'next' || kind === 'default').map(({ from, to }) => [from, to]));
  const seen = new Set<string>();
  let name = startAt;
  for (let to = next.get(name); to !== undefined && !seen.has(to) && kindsOf(states.get(to)?.type ?? '').length > 0; to = next.get(name)) {
    seen.add(to);
    name = to;
  }

  const last = states.get(name);
  return last && kindsOf(last.type).length > 0 ? last : undefined;
}
