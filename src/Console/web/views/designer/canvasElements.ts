import type { Edge, Node } from '@xyflow/react';
import { useMemo, useRef } from 'react';
import { nodeAt, type Source, wayAt } from '../../graph/drawn.ts';
import { labelOf, type Layout, type PlacedEdge, type PlacedNode } from '../../graph/layout.ts';
import type { StateNode } from '../../model/definition.ts';
import { pointerOf } from '../../model/pointer.ts';
import { detailOf } from './detail.ts';
import type { Finding } from './findings.ts';
import { kindsOf, type WayKind } from './ways.ts';

/** What can be done to what is drawn; the same object all along. */
export interface CanvasActions {
  /** @param isMore Whether it is chosen with those that are, or no longer. */
  select: (pointer: string, isMore: boolean) => void;
  selectWay: (way: PlacedEdge) => void;
  insertOn: (way: PlacedEdge) => void;
  toggle: (id: string) => void;
  /** Goes to a neighbour by an arrow key. @param isMore Whether it is chosen too. @returns Whether there is one. */
  go: (node: PlacedNode, key: string, isMore: boolean) => boolean;
  reveal: (node: PlacedNode) => void;
}

/** What is drawn of a state: two that are equal in all of it look the same. */
type Look = {
  placed: PlacedNode;
  detail: string;
  isSelected: boolean;
  isTarget: boolean;
  /** What is wrong with the state: an error or only warnings. */
  severity: Finding['severity'] | undefined;
  /** What is wrong, in words. */
  fault: string;
};

export type CanvasNode = Node<Look & { pointer: string; actions: CanvasActions }, 'state' | 'mark'>;
export type CanvasWay = Edge<{ placed: PlacedEdge; label: string; isSelected: boolean; isTarget: boolean; actions: CanvasActions }, 'way'>;

interface Options {
  /** The states as they are now, by their places. */
  stateAt: (pointer: string) => StateNode | undefined;
  /** The places of the states that are chosen. */
  chosen: ReadonlySet<string>;
  /** The id of the way that is selected. */
  selectedWay: string | undefined;
  /** What something is dragged over, as its id. */
  target: string | undefined;
  /** By the places of states. */
  findings: ReadonlyMap<string, readonly Finding[]>;
  actions: CanvasActions;
}

/** What React Flow draws. What looks the same stays the same object, so that it is not drawn again. */
export function useCanvasElements(layout: Layout, { stateAt, chosen, selectedWay, target, findings, actions }: Options): { nodes: CanvasNode[]; edges: CanvasWay[] } {
  const nodesBefore = useRef(new Map<string, CanvasNode>());
  const edgesBefore = useRef(new Map<string, CanvasWay>());
  const nodes = useMemo(() => {
    const next = layout.nodes.map((placed) => {
      const pointer = placed.state ? pointerOf(placed.state) : '';
      const state = placed.state && stateAt(pointer);
      const found = findings.get(pointer) ?? [];
      const look: Look = {
        placed,
        detail: state ? detailOf(state) : '',
        isSelected: placed.state !== undefined && chosen.has(pointer),
        isTarget: placed.id === target || (placed.isOpen && placed.state!.scopes.some(({ id }) => id === target)),
        severity: found.length === 0 ? undefined : found.some(({ severity }) => severity === 'ERROR') ? 'ERROR' : 'WARNING',
        fault: found.map(({ message }) => message).join('\n'),
      };
      const before = nodesBefore.current.get(placed.id);
      return before && isSame(before.data, look) ? before : nodeAt(placed, { ...look, pointer, actions }, sourcesOf(placed));
    });
    nodesBefore.current = new Map(next.map((node) => [node.id, node]));
    return next;
  }, [layout, stateAt, chosen, target, findings, actions]);
  const edges = useMemo(() => {
    const next = layout.edges.map((placed) => {
      const isSelected = placed.id === selectedWay;
      const isTarget = placed.id === target;
      const before = edgesBefore.current.get(placed.id);
      return before?.data?.placed === placed && before.data.isSelected === isSelected && before.data.isTarget === isTarget
        ? before
        : wayAt({ placed, label: labelOf(placed.edges), isSelected, isTarget, actions }, isSelected || isTarget ? 'marked' : '');
    });
    edgesBefore.current = new Map(next.map((edge) => [edge.id, edge]));
    return next;
  }, [layout, selectedWay, target, actions]);
  return { nodes, edges };
}

function isSame(a: Look, b: Look): boolean {
  return (Object.keys(b) as (keyof Look)[]).every((key) => a[key] === b[key]);
}

/** Every node has one: to the end leads also what nothing can be led from. */
function sourcesOf({ state, width }: PlacedNode): Source[] {
  const kinds: readonly WayKind[] = kindsOf(state?.type ?? '');
  return (kinds.length > 0 ? kinds : ['next']).map((id, i) => ({ id, x: width * (i === 0 ? 0.5 : 0.85) }));
}
