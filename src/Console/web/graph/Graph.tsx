import { type EdgeTypes, type NodeTypes, Panel, ReactFlow, ReactFlowProvider, useReactFlow, useStore, useStoreApi } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Scope, StateNode } from '../model/definition.ts';
import type { History } from '../model/history.ts';
import { summarize } from '../model/summary.ts';
import { failedVisit } from '../model/visit.ts';
import { texts } from '../texts.ts';
import { type Actions, useElements } from './elements.ts';
import { type Layout, layout, type PlacedNode, type Point } from './layout.ts';
import { neighbour } from './neighbour.ts';
import { MarkBox, StateBox } from './StateBox.tsx';
import { Way } from './Way.tsx';
import './graph.css';

export interface GraphProps {
  definition: Scope;
  /** What the graph is, to those who hear the page. */
  label: string;
  /** Where it is given, states and ways are coloured by what happened. */
  history?: History;
  /** Grows whenever {@link history} did. */
  version?: number;
  /** The name of the state that is selected. */
  selected?: string;
  onSelect?: (state: StateNode) => void;
}

const nodeTypes: NodeTypes = { state: StateBox, mark: MarkBox };
const edgeTypes: EdgeTypes = { way: Way };
// Smaller than this names are not read any more: what does not fit is begun at its top.
const readable = 0.6;
const margin = 24;

/** A definition as a graph, as high as what is around it. Its code is much: it is for those to load who show it. */
export default function Graph(props: GraphProps) {
  return (
    <div className="graph">
      <ReactFlowProvider>
        <Flow {...props} />
      </ReactFlowProvider>
    </div>
  );
}

function Flow({ definition, label, history, version, selected, onSelect }: GraphProps) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const placed = useMemo(() => layout(definition, (id) => !closed.has(id)), [definition, closed]);
  const summary = useMemo(() => (history ? summarize(history.root) : undefined), [history, version]);
  const moves = useMoves(placed);
  const select = useRef(onSelect);
  select.current = onSelect;
  const current = useRef({ placed, moves });
  current.current = { placed, moves };
  const actions = useMemo<Actions>(
    () => ({
      select: ({ state }) => state && select.current?.(state),
      toggle: ({ id }) => setClosed((before) => (before.has(id) ? new Set([...before].filter((other) => other !== id)) : new Set([...before, id]))),
      go: (from, key) => {
        const to = neighbour(current.current.placed, from, key);
        if (to) {
          current.current.moves.focus(to);
        }

        return to !== undefined;
      },
      reveal: (node) => current.current.moves.reveal(node),
    }),
    [],
  );
  const { nodes, edges } = useElements(placed, { summary, selected, isSelectable: onSelect !== undefined, actions });
  useFirstView(placed, () => selected ?? attention(history));
  useEffect(() => {
    const node = placed.nodes.find(({ state }) => state && state.name === selected);
    if (node) {
      moves.reveal(node);
    }
    // Only a selection moves the picture; a new layout or new events do not.
  }, [selected]);
  return (
    <ReactFlow
      aria-label={label}
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      nodesDraggable={false}
      nodesConnectable={false}
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
      minZoom={0.05}
      maxZoom={2}
    >
      <Panel position="bottom-left" className="graph-controls">
        <button type="button" aria-label={texts.graph.zoomIn} onClick={moves.zoomIn}>+</button>
        <button type="button" aria-label={texts.graph.zoomOut} onClick={moves.zoomOut}>−</button>
        <button type="button" onClick={moves.fit}>{texts.graph.fit}</button>
      </Panel>
    </ReactFlow>
  );
}

/** The state that is looked at first where none is selected: what failed, or runs. */
function attention(history: History | undefined): string | undefined {
  return history && (failedVisit(history.root) ?? history.visits.findLast(({ status }) => status === 'running'))?.state;
}

/** Shows all of a graph at first, or where that is too much, the state that matters, or its top. */
function useFirstView(placed: Layout, stateToShow: () => string | undefined): void {
  const { setViewport } = useReactFlow();
  const width = useStore((store) => store.width);
  const height = useStore((store) => store.height);
  const isDone = useRef(false);
  useEffect(() => {
    if (isDone.current || width === 0 || height === 0) {
      return;
    }

    isDone.current = true;
    const whole = Math.min((width - 2 * margin) / placed.width, (height - 2 * margin) / placed.height, 1);
    const zoom = Math.max(whole, readable);
    const name = whole < readable ? stateToShow() : undefined;
    const node = name === undefined ? undefined : placed.nodes.find(({ state }) => state?.name === name);
    const start = whole < readable ? placed.nodes.find(({ kind }) => kind === 'start') : undefined;
    const { x } = node ? headOf(node) : start ? headOf(start) : { x: placed.width / 2 };
    const top = node ? height / 2 - headOf(node).y * zoom : Math.max(margin, (height - placed.height * zoom) / 2);
    void setViewport({ x: width / 2 - x * zoom, y: top, zoom });
  });
}

/** The middle of what is always to be seen of a state: of one that is open its head. */
function headOf(node: PlacedNode): Point {
  return { x: node.x + node.width / 2, y: node.y + Math.min(node.height, 52) / 2 };
}

function useMoves(placed: Layout) {
  const flow = useReactFlow();
  const store = useStoreApi();
  return useMemo(() => {
    const duration = matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 200;
    const reveal = (node: PlacedNode): void => {
      const { transform: [left, top, zoom], width, height, domNode } = store.getState();
      const { x, y } = headOf(node);
      const isSeen = x * zoom + left > margin && x * zoom + left < width - margin && y * zoom + top > margin && y * zoom + top < height - margin;
      if (domNode && width > 0 && !isSeen) {
        void flow.setCenter(x, y, { zoom, duration });
      }
    };
    const focus = (node: PlacedNode): void => {
      reveal(node);
      let tries = 60;
      const next = (): void => {
        const button = store.getState().domNode?.querySelector<HTMLElement>(`[data-state="${CSS.escape(node.id)}"]`);
        if (button) {
          button.focus({ preventScroll: true });
        } else if (tries-- > 0) {
          // It is drawn once it is in view.
          requestAnimationFrame(next);
        }
      };
      next();
    };
    return {
      reveal,
      focus,
      zoomIn: () => void flow.zoomIn({ duration }),
      zoomOut: () => void flow.zoomOut({ duration }),
      fit: () => void flow.fitBounds({ x: 0, y: 0, width: placed.width, height: placed.height }, { duration, padding: 0.05 }),
    };
  }, [flow, store, placed]);
}
