import { type Edge, MarkerType, type Node, Position } from '@xyflow/react';
import type { PlacedEdge, PlacedNode } from './layout.ts';

/** Where ways leave a state: how far to the right, and by which name where there are several. */
export interface Source {
  id?: string;
  x: number;
}

/** How React Flow places a state, whatever is drawn of it. */
export function nodeAt<Data extends Record<string, unknown>>(placed: PlacedNode, data: Data, sources: readonly Source[]): Node<Data, 'state' | 'mark'> {
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
      ...sources.map((source) => ({ ...source, type: 'source' as const, position: Position.Bottom, y: height, width: 1, height: 1 })),
    ],
    zIndex: 2 * depth,
    ariaRole: 'group',
    ...(placed.state ? { ariaLabel: placed.state.name } : {}),
  };
}

/** How React Flow places a way. @param mark The class of one that stands out; empty where it does not. */
export function wayAt<Data extends { placed: PlacedEdge; label: string }>(data: Data, mark: string): Edge<Data, 'way'> & { type: 'way' } {
  const { placed, label } = data;
  const isCatch = placed.edges.length > 0 && placed.edges.every((edge) => edge.kind === 'catch');
  return {
    // React Flow keeps its own elements by their ids.
    id: placed.id,
    type: 'way',
    source: placed.source.id,
    target: placed.target.id,
    data,
    className: `${mark} ${isCatch ? 'catch' : ''}`,
    markerEnd: { type: MarkerType.ArrowClosed, width: 14, height: 14, color: mark ? 'var(--accent)' : 'var(--line-strong)' },
    // Above the state around it and below those that it connects.
    zIndex: 2 * placed.depth - 1,
    ariaLabel: `${placed.source.state?.name ?? ''} → ${placed.target.state?.name ?? ''} ${label}`,
  };
}
