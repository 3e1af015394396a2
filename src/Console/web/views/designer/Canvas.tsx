import { ConnectionLineType, type EdgeTypes, type FinalConnectionState, type NodeTypes, ReactFlow, ReactFlowProvider, useReactFlow, useStore } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { type DragEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Document } from '../../design/document.ts';
import { designerTexts } from '../../designerTexts.ts';
import type { Layout, PlacedEdge, PlacedNode } from '../../graph/layout.ts';
import { headOf, useFirstView, useMoves, ZoomButtons } from '../../graph/moves.tsx';
import { neighbour } from '../../graph/neighbour.ts';
import { useLayout } from '../../graph/useLayout.ts';
import type { Scope } from '../../model/definition.ts';
import { pointerOf } from '../../model/pointer.ts';
import { flip } from '../../parts/flip.ts';
import { CanvasMark, CanvasState } from './CanvasState.tsx';
import { CanvasWay } from './CanvasWay.tsx';
import { type CanvasActions, useCanvasElements } from './canvasElements.ts';
import { dragged, type Dragged, isDragged } from './dragged.ts';
import { type DropTarget, dropTargetAt, keyOf } from './dropTarget.ts';
import type { Finding } from './findings.ts';
import { type Place, placeOfLine, placeOfTarget } from './places.ts';
import type { WayKind } from './ways.ts';
import '../../graph/graph.css';
import './canvas.css';

export interface CanvasProps {
  document: Document;
  scope: Scope;
  selected: string | undefined;
  /** All states that are chosen, with it. */
  chosen: readonly string[];
  /** The id of the way that is selected. */
  selectedWay: string | undefined;
  /** The state that is to get the keyboard, once it is laid out; another object each time. */
  focused: { state: string } | undefined;
  /** By the places of states. */
  findings: ReadonlyMap<string, readonly Finding[]>;
  /** Whether edits can be made: not while the text cannot be read. */
  isEditable: boolean;
  onSelect: (pointer: string | undefined) => void;
  /** One more is chosen, or no longer. */
  onSelectMore: (pointer: string) => void;
  /** The keyboard went from a state to another, which is chosen too. */
  onSelectTo: (from: string, to: string) => void;
  onSelectWay: (way: PlacedEdge) => void;
  onDrop: (what: Dragged, place: Place) => void;
  /** A state is to be put somewhere: which one, is asked. */
  onInsert: (place: Place) => void;
  /** A way was drawn. */
  onConnect: (from: string, to: string, kind: WayKind) => void;
}

const nodeTypes: NodeTypes = { state: CanvasState, mark: CanvasMark };
const edgeTypes: EdgeTypes = { way: CanvasWay };

/** A definition to draw in: states are chosen, led from one to another, and dropped where they are to be. */
export default function Canvas(props: CanvasProps) {
  return (
    <div className="graph canvas">
      <ReactFlowProvider>
        <Flow {...props} />
      </ReactFlowProvider>
    </div>
  );
}

function Flow(props: CanvasProps) {
  const { document, scope, selected, chosen: chosenStates, selectedWay, findings, isEditable } = props;
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const layout = useLayout(scope, closed);
  const moves = useMoves(layout);
  const flow = useReactFlow();
  const [target, setTarget] = useState<DropTarget>();
  const current = useRef({ props, layout, moves });
  current.current = { props, layout, moves };
  const actions = useMemo<CanvasActions>(
    () => ({
      select: (pointer, isMore) => current.current.props[isMore ? 'onSelectMore' : 'onSelect'](pointer),
      selectWay: (way) => current.current.props.onSelectWay(way),
      insertOn: (way) => current.current.props.onInsert(placeOfLine(way)),
      toggle: (id) => setClosed((before) => flip(before, [id])),
      go: (from, key, isMore) => {
        const to = neighbour(current.current.layout, from, key);
        if (to) {
          current.current.moves.focus(to);
          if (to.state && from.state && isMore) {
            current.current.props.onSelectTo(pointerOf(from.state), pointerOf(to.state));
          } else if (to.state) {
            current.current.props.onSelect(pointerOf(to.state));
          }
        }

        return to !== undefined;
      },
      reveal: (node) => current.current.moves.reveal(node),
    }),
    [],
  );
  const stateAt = useCallback((pointer: string) => document.stateAt(pointer), [document]);
  const together = useMemo(() => new Set(chosenStates), [chosenStates]);
  const { nodes, edges } = useCanvasElements(layout, { stateAt, chosen: together, selectedWay, target: keyOf(target), findings, actions });
  const chosen = useMemo(() => layout.nodes.find(({ state }) => state && pointerOf(state) === selected), [layout, selected]);
  const width = useStore((store) => store.width);
  const height = useStore((store) => store.height);
  useFirstView(layout, () => chosen);
  useSteadyView(layout, chosen);
  useEffect(() => {
    if (chosen) {
      moves.reveal(chosen);
    }
    // A new state is revealed once it has its place, and any where there is less room now; what else is laid out anew moves nothing.
  }, [chosen?.id, width, height]);
  const served = useRef(props.focused);
  useEffect(() => {
    const node = layout.nodes.find(({ state }) => state && pointerOf(state) === props.focused?.state);
    if (node && served.current !== props.focused) {
      served.current = props.focused;
      moves.focus(node);
    }
  }, [layout, moves, props.focused]);
  const targetAt = (e: { clientX: number; clientY: number }): DropTarget =>
    dropTargetAt(layout, flow.screenToFlowPosition({ x: e.clientX, y: e.clientY }), scope);
  const onDragOver = (e: DragEvent): void => {
    if (isEditable && isDragged(e.dataTransfer)) {
      e.preventDefault();
      const over = targetAt(e);
      setTarget((before) => (keyOf(before) === keyOf(over) ? before : over));
    }
  };
  const onDrop = (e: DragEvent): void => {
    const what = dragged(e.dataTransfer);
    setTarget(undefined);
    if (isEditable && what) {
      e.preventDefault();
      props.onDrop(what, placeOfTarget(targetAt(e)));
    }
  };
  const onConnectEnd = (e: MouseEvent | TouchEvent, { fromNode, fromHandle }: FinalConnectionState): void => {
    const from = layout.nodes.find(({ id }) => id === fromNode?.id)?.state;
    const kind = fromHandle?.id as WayKind | null | undefined;
    const over = targetAt('changedTouches' in e ? e.changedTouches[0]! : e);
    if (!isEditable || !from || !kind) {
      return;
    }

    if (over.kind === 'state' && over.node.state!.scope.id === from.scope.id) {
      props.onConnect(pointerOf(from), pointerOf(over.node.state!), kind);
    } else if (over.kind === 'room' && over.scope.id === from.scope.id) {
      props.onInsert({ kind: 'new', state: pointerOf(from), way: kind });
    }
  };
  return (
    <ReactFlow
      aria-label={designerTexts.canvas}
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      nodesDraggable={false}
      nodesConnectable={isEditable}
      nodesFocusable={false}
      edgesFocusable={false}
      elementsSelectable={false}
      elevateNodesOnSelect={false}
      onlyRenderVisibleElements
      disableKeyboardA11y
      deleteKeyCode={null}
      selectionKeyCode={null}
      multiSelectionKeyCode={null}
      panActivationKeyCode={null}
      zoomOnDoubleClick={false}
      connectionRadius={0}
      connectionLineType={ConnectionLineType.Straight}
      connectOnClick={false}
      minZoom={0.05}
      maxZoom={2}
      onPaneClick={() => props.onSelect(undefined)}
      onEdgeClick={(_, { data }) => data && props.onSelectWay((data as { placed: PlacedEdge }).placed)}
      onConnectEnd={onConnectEnd}
      onDragOver={onDragOver}
      onDragLeave={() => setTarget(undefined)}
      onDrop={onDrop}
    >
      <ZoomButtons moves={moves} />
    </ReactFlow>
  );
}

/** Keeps the state that is chosen where it is on the screen when all is laid out anew around it, or else the start. */
function useSteadyView(layout: Layout, chosen: PlacedNode | undefined): void {
  const flow = useReactFlow();
  const before = useRef(layout);
  useEffect(() => {
    const last = before.current;
    before.current = layout;
    const was = (chosen && last.nodes.find(({ id }) => id === chosen.id)) ?? last.nodes.find(({ kind }) => kind === 'start');
    const is = was && layout.nodes.find(({ id }) => id === was.id);
    if (last === layout || !was || !is) {
      return;
    }

    const { x, y, zoom } = flow.getViewport();
    const [from, to] = [headOf(was), headOf(is)];
    if (from.x !== to.x || from.y !== to.y) {
      void flow.setViewport({ x: x + (from.x - to.x) * zoom, y: y + (from.y - to.y) * zoom, zoom });
    }
  }, [layout, chosen, flow]);
}
