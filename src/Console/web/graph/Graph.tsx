import { type EdgeTypes, type NodeTypes, ReactFlow, ReactFlowProvider } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Scope, StateNode } from '../model/definition.ts';
import type { History } from '../model/history.ts';
import { summarize } from '../model/summary.ts';
import { failedVisit } from '../model/visit.ts';
import { flip } from '../parts/flip.ts';
import { type Actions, useElements } from './elements.ts';
import { layout } from './layout.ts';
import { useFirstView, useMoves, ZoomButtons } from './moves.tsx';
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
      toggle: ({ id }) => setClosed((before) => flip(before, [id])),
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
  useFirstView(placed, () => {
    const name = selected ?? attention(history);
    return name === undefined ? undefined : placed.nodes.find(({ state }) => state?.name === name);
  });
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
      <ZoomButtons moves={moves} />
    </ReactFlow>
  );
}

/** The state that is looked at first where none is selected: what failed, or runs. */
function attention(history: History | undefined): string | undefined {
  return history && (failedVisit(history.root) ?? history.visits.findLast(({ status }) => status === 'running'))?.state;
}
