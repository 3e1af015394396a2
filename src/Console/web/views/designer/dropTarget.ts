import type { Layout, PlacedEdge, PlacedNode, Point } from '../../graph/layout.ts';
import type { Scope } from '../../model/definition.ts';
import { isWithin } from '../../model/pointer.ts';
import { scopeOfLine } from './ways.ts';

/** What is under a point of the graph: a state, a way, or nothing but the room of a scope. */
export type DropTarget = { kind: 'state'; node: PlacedNode } | { kind: 'way'; way: PlacedEdge } | { kind: 'room'; scope: Scope };

// What is inside an open state begins below it.
const head = 48;
// As near a point must be to a way, in pixels of the graph.
const reach = 22;

/** @param around The definition, whose room is around all. */
export function dropTargetAt(layout: Layout, point: Point, around: Scope): DropTarget {
  let inside: PlacedNode | undefined;
  for (const node of layout.nodes) {
    if (node.state && contains(node, point) && (!inside || node.depth > inside.depth)) {
      inside = node;
    }
  }

  if (inside && !(inside.isOpen && point.y > inside.y + head)) {
    return { kind: 'state', node: inside };
  }

  const depth = inside ? inside.depth + 1 : 0;
  let nearest: PlacedEdge | undefined;
  let least = reach;
  for (const way of layout.edges) {
    const away = way.depth === depth ? distance(way.points, point) : Infinity;
    if (away < least) {
      nearest = way;
      least = away;
    }
  }

  return nearest ? { kind: 'way', way: nearest } : { kind: 'room', scope: inside ? nearestScope(layout, inside, point) : around };
}

/** Of the branches of a state the one that is nearest to a point. */
function nearestScope(layout: Layout, node: PlacedNode, point: Point): Scope {
  const scopes = node.state!.scopes;
  let best = scopes[0]!;
  let least = Infinity;
  for (const inner of layout.nodes) {
    const scope = inner.depth === node.depth + 1 ? scopes.find(({ id }) => id === inner.state?.scope.id) : undefined;
    const away = Math.max(inner.x - point.x, point.x - inner.x - inner.width, 0);
    if (scope && away < least) {
      best = scope;
      least = away;
    }
  }

  return best;
}

/** The same for what is the same target. */
export function keyOf(target: DropTarget | undefined): string | undefined {
  switch (target?.kind) {
    case 'state':
      return target.node.id;
    case 'way':
      return target.way.id;
    default:
      return target?.scope.id;
  }
}

/** Whether a target is inside a state. */
export function isInside(target: DropTarget, statePointer: string): boolean {
  const scope = target.kind === 'state' ? target.node.state!.scope : target.kind === 'way' ? scopeOfLine(target.way) : target.scope;
  return isWithin(scope.id, statePointer);
}

function contains({ x, y, width, height }: PlacedNode, point: Point): boolean {
  return point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height;
}

function distance(points: readonly Point[], point: Point): number {
  let least = Infinity;
  for (let i = 1; i < points.length; i++) {
    least = Math.min(least, distanceToPart(points[i - 1]!, points[i]!, point));
  }

  return least;
}

function distanceToPart(a: Point, b: Point, { x, y }: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const at = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / length));
  return Math.hypot(a.x + at * dx - x, a.y + at * dy - y);
}
