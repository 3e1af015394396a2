import type { Edge, Node } from '@xyflow/react';
import { useMemo, useRef } from 'react';
import { type StateSummary, type Summary, wayOf } from '../model/summary.ts';
import { nodeAt, wayAt } from './drawn.ts';
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
        : nodeAt(placed, { placed, summary: of, isSelected, isSelectable, actions }, [{ x: placed.width / 2 }]);
    });
    nodesBefore.current = new Map(next.map((node) => [node.id, node]));
    return next;
  }, [layout, summary, selected, isSelectable, actions]);
  const edges = useMemo(() => {
    const next = layout.edges.map((placed) => {
      const isTaken = isWayTaken(placed, summary);
      const before = edgesBefore.current.get(placed.id);
      return before?.data?.placed === placed && before.data.isTaken === isTaken ? before
        : wayAt({ placed, label: labelOf(placed.edges), isTaken }, isTaken ? 'taken' : '');
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
