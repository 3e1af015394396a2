import { type Edge, MarkerType, type Node, Position } from '@xyflow/react';
import { useMemo, useRef } from 'react';
import { type StateSummary, type Summary, wayOf } from '../model/summary.ts';
import { labelOf, type Layout, type PlacedEdge, type PlacedNode } from './layout.ts';

/** What a state in the graph can have done to it; the same object all along. */
export interface Actions {
  select: (node: PlacedNode) => void;
  toggle: (node: PlacedNode) => void;
  /** Goes to a neighbour by an arrow key. @returns Whether there is one. */
  go: (node: PlacedNode, key: string) => boolean;
  /** Brings it into view. */
  reveal: (node: PlacedNode) => void;
}

export type StateElement = Node<
  { placed: PlacedNode; summary: StateSummary | undefined; isSelected: boolean; isSelectable: boolean; actions: Actions },
  'state' | 'mark'
>;
export type WayElement = Edge<{ placed: PlacedEdge; label: string; isTaken: boolean }, 'way'>;

interface Options {
  summary: Summary | undefined;
  selected: string | undefined;
  isSelectable: boolean;
  actions: Actions;
}

/** What React Flow draws. What did not change stays the same object, so that it is not drawn again. */
export function useElements(layout: Layout, { summary, selected, isSelectable, actions }: Options): { nodes: StateElement[]; edges: WayElement[] } {
  const nodesBefore = useRef(new Map<string, StateElement>());
  const edgesBefore = useRef(new Map<string, WayElement>());
  const nodes = useMemo(() => {
    const next = layout.nodes.map((placed) => {
      const of = placed.state ? summary?.states.get(placed.state.name) : undefined;
      const isSelected = placed.state !== undefined && placed.state.name === selected;
      const before = nodesBefore.current.get(placed.id);
      return before?.data.placed === placed && before.data.isSelected === isSelected && before.data.isSelectable === isSelectable && isSame(before.data.summary, of)
        ? before
        : toNode(placed, { placed, summary: of, isSelected, isSelectable, actions });
    });
    nodesBefore.current = new Map(next.map((node) => [node.id, node]));
    return next;
  }, [layout, summary, selected, isSelectable, actions]);
  const edges = useMemo(() => {
    const next = layout.edges.map((placed) => {
      const isTaken = isWayTaken(placed, summary);
      const before = edgesBefore.current.get(placed.id);
      return before?.data?.placed === placed && before.data.isTaken === isTaken ? before : toEdge(placed, isTaken);
    });
    edgesBefore.current = new Map(next.map((edge) => [edge.id, edge]));
    return next;
  }, [layout, summary]);
  return { nodes, edges };
}

function isSame(a: StateSummary | undefined, b: StateSummary | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.visits === b.visits && a.isRetrying === b.isRetrying && JSON.stringify(a.counts) === JSON.stringify(b.counts));
}

function isWayTaken({ source, target }: PlacedEdge, summary: Summary | undefined): boolean {
  if (!summary) {
    return false;
  }

  const [from, to] = [source.state?.name, target.state?.name];
  if (from !== undefined && to !== undefined) {
    return summary.ways.has(wayOf(from, to));
  }

  const only = summary.states.get(from ?? to ?? '');
  return only !== undefined && (from === undefined || (only.counts.succeeded ?? 0) > 0 || source.state?.type === 'Fail');
}

function toNode(placed: PlacedNode, data: StateElement['data']): StateElement {
  const { id, x, y, width, height, depth } = placed;
  return {
    id,
    type: placed.kind === 'state' ? 'state' : 'mark',
    position: { x, y },
    data,
    width,
    height,
    measured: { width, height },
    // Given, so that ways to what is out of view can be drawn.
    handles: [
      { type: 'target', position: Position.Top, x: width / 2, y: 0, width: 1, height: 1 },
      { type: 'source', position: Position.Bottom, x: width / 2, y: height, width: 1, height: 1 },
    ],
    zIndex: 2 * depth,
    ariaRole: 'group',
    ...(placed.state ? { ariaLabel: placed.state.name } : {}),
  };
}

function toEdge(placed: PlacedEdge, isTaken: boolean): WayElement {
  const label = labelOf(placed.edges);
  const isCatch = placed.edges.length > 0 && placed.edges.every((edge) => edge.kind === 'catch');
  return {
    id: placed.id,
    type: 'way',
    source: placed.source.id,
    target: placed.target.id,
    data: { placed, label, isTaken },
    className: `${isTaken ? 'taken' : ''} ${isCatch ? 'catch' : ''}`,
    markerEnd: { type: MarkerType.ArrowClosed, width: 14, height: 14, color: isTaken ? 'var(--accent)' : 'var(--line-strong)' },
    // Above the state around it and below those that it connects.
    zIndex: 2 * placed.depth - 1,
    ariaLabel: `${placed.source.state?.name ?? ''} → ${placed.target.state?.name ?? ''} ${label}`,
  };
}
