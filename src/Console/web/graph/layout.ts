import { Graph, layout as arrange } from '@dagrejs/dagre';
import type { Edge, Scope, StateNode } from '../model/definition.ts';
import { placeInRows, rowsOf } from './rows.ts';

export interface Point {
  x: number;
  y: number;
}

export interface PlacedNode extends Point {
  /** Unique in the definition. */
  id: string;
  kind: 'state' | 'start' | 'end';
  /** Missing for the start and the end. */
  state?: StateNode;
  width: number;
  height: number;
  /** How many states are around it. */
  depth: number;
  /** Whether what is inside is shown. */
  isOpen: boolean;
}

/** All that leads from one state to another, as one line. */
export interface PlacedEdge {
  id: string;
  source: PlacedNode;
  target: PlacedNode;
  /** What it stands for; empty at the start and the end. */
  edges: Edge[];
  points: Point[];
  /** The middle of its label, where it has one. */
  label?: Point;
  depth: number;
}

export interface Layout {
  nodes: PlacedNode[];
  edges: PlacedEdge[];
  width: number;
  height: number;
}

const height = 52;
const head = 48;
const padding = 18;
const mark = 40;
// So much room has what is inside a state while there is nothing in it.
const nothing = { width: 130, height: 40 };
// Rows that all ways cross, which is what Dagre's work grows with: beyond it, it takes seconds, and soon all memory.
const manyCrossings = 400;

/** Places every state from top to bottom, each scope by itself, inside the state that it belongs to. */
export function layout(scope: Scope, isOpen: (id: string) => boolean): Layout {
  return place(scope, 0, isOpen);
}

function place(scope: Scope, depth: number, isOpen: (id: string) => boolean): Layout {
  if (scope.states.size === 0) {
    return { nodes: [], edges: [], ...(depth === 0 ? { width: 0, height: 0 } : nothing) };
  }

  const nodes = new Map<string, PlacedNode>();
  const inside = new Map<PlacedNode, Layout>();
  const add = (node: Omit<PlacedNode, 'x' | 'y' | 'depth'>): PlacedNode => {
    const placed: PlacedNode = { ...node, x: 0, y: 0, depth };
    nodes.set(node.id, placed);
    return placed;
  };
  const ends: string[] = [];
  for (const state of scope.states.values()) {
    const id = idOf(scope, state.name);
    const opens = state.scopes.length > 0 && isOpen(id);
    const box = opens ? beside(state.scopes.map((inner) => place(inner, depth + 1, isOpen))) : undefined;
    const node = add({
      id,
      kind: 'state',
      state,
      width: Math.max(widthOf(state), (box?.width ?? 0) + 2 * padding),
      height: box ? head + box.height + padding : height,
      isOpen: opens,
    });
    if (box) {
      inside.set(node, box);
    }

    if (state.json['End'] === true || state.type === 'Succeed' || state.type === 'Fail') {
      ends.push(id);
    }
  }

  const lines = new Map<string, PlacedEdge>();
  const connect = (from: string, to: string, edge?: Edge): void => {
    const id = JSON.stringify([from, to]);
    let line = lines.get(id);
    if (!line) {
      line = { id, source: nodes.get(from)!, target: nodes.get(to)!, edges: [], points: [], depth };
      lines.set(id, line);
    }

    if (edge) {
      line.edges.push(edge);
    }
  };
  if (depth === 0 && scope.states.has(scope.startAt)) {
    const start = `${scope.id}#start`;
    add({ id: start, kind: 'start', width: mark, height: mark, isOpen: false });
    connect(start, idOf(scope, scope.startAt));
  }

  for (const edge of scope.edges) {
    connect(idOf(scope, edge.from), idOf(scope, edge.to), edge);
  }

  if (depth === 0 && ends.length > 0) {
    const end = `${scope.id}#end`;
    add({ id: end, kind: 'end', width: mark, height: mark, isOpen: false });
    for (const from of ends) {
      connect(from, end);
    }
  }

  const [boxes, ways] = [[...nodes.values()], [...lines.values()]];
  const rows = rowsOf(boxes, ways);
  const crossings = ways.reduce((sum, { source, target }) => sum + Math.abs(rows.get(target)! - rows.get(source)!), boxes.length);
  if (crossings > manyCrossings) {
    placeInRows(boxes, ways, rows);
  } else {
    placeWithCare(boxes, ways);
  }

  const all: Layout = { nodes: [], edges: [], width: 0, height: 0 };
  for (const node of boxes) {
    all.width = Math.max(all.width, node.x + node.width);
    all.height = Math.max(all.height, node.y + node.height);
    all.nodes.push(node);
    const box = inside.get(node);
    if (box) {
      append(all, box, node.x + (node.width - box.width) / 2, node.y + head);
    }
  }

  for (const line of ways) {
    for (const point of line.points) {
      all.width = Math.max(all.width, point.x);
      all.height = Math.max(all.height, point.y);
    }

    all.edges.push(line);
  }

  return all;
}

/** So that ways cross as little as can be, by Dagre. */
function placeWithCare(nodes: readonly PlacedNode[], lines: readonly PlacedEdge[]): void {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: 28, ranksep: 34, edgesep: 14, marginx: 0, marginy: 0 });
  for (const { id, width, height: high } of nodes) {
    graph.setNode(id, { width, height: high });
  }

  for (const { source, target, edges } of lines) {
    const text = labelOf(edges);
    graph.setEdge(source.id, target.id, text ? { width: Math.min(170, 12 + text.length * 6.2), height: 18, labelpos: 'c' } : {});
  }

  arrange(graph);
  for (const node of nodes) {
    const at = graph.node(node.id);
    node.x = at.x - node.width / 2;
    node.y = at.y - node.height / 2;
  }

  for (const line of lines) {
    const at = graph.edge(line.source.id, line.target.id);
    line.points = at.points;
    if (at.x !== undefined && at.y !== undefined) {
      line.label = { x: at.x, y: at.y };
    }
  }
}

/** What stands at a line: conditions, and the errors that are caught. */
export function labelOf(edges: readonly Edge[]): string {
  return edges.map((edge) => edge.label ?? (edge.kind === 'default' ? 'default' : '')).filter((text) => text).join(' | ');
}

/** The id of a state's node. */
export function idOf(scope: Scope, name: string): string {
  return `${scope.id}/${name}`;
}

function widthOf(state: StateNode): number {
  return Math.min(300, Math.max(130, 58 + state.name.length * 7.6));
}

/** Branches stand beside each other. */
function beside(boxes: Layout[]): Layout {
  const all: Layout = { nodes: [], edges: [], width: 0, height: 0 };
  for (const box of boxes) {
    const left = all.width === 0 ? 0 : all.width + 2 * padding;
    append(all, box, left, 0);
    all.width = left + box.width;
    all.height = Math.max(all.height, box.height);
  }

  return all;
}

function append(all: Layout, box: Layout, x: number, y: number): void {
  const move = (point: Point): Point => ({ x: point.x + x, y: point.y + y });
  for (const node of box.nodes) {
    Object.assign(node, move(node));
    all.nodes.push(node);
  }

  for (const edge of box.edges) {
    edge.points = edge.points.map(move);
    if (edge.label) {
      edge.label = move(edge.label);
    }

    all.edges.push(edge);
  }
}
