import { Handle, type NodeProps, Position } from '@xyflow/react';
import { type KeyboardEvent, memo } from 'react';
import { designerTexts } from '../../designerTexts.ts';
import { texts } from '../../texts.ts';
import type { CanvasNode } from './canvasElements.ts';
import { drag } from './dragged.ts';
import { kindsOf } from './ways.ts';

const said = designerTexts;

/** A state that can be chosen, led from, and dropped on. */
export const CanvasState = memo(function CanvasState({ data }: NodeProps<CanvasNode>) {
  const { placed, pointer, detail, isSelected, isTarget, severity, fault, actions } = data;
  const { state, isOpen } = placed;
  if (!state) {
    return null;
  }

  const onKeyDown = (e: KeyboardEvent): void => {
    if (!e.ctrlKey && !e.metaKey && !e.altKey && actions.go(placed, e.key, e.shiftKey)) {
      e.preventDefault();
    }
  };
  const classes = ['state', `of-${state.type}`, isOpen ? 'open' : '', isSelected ? 'selected' : '', isTarget ? 'target' : '', severity ? `has-${severity}` : ''];
  return (
    <div className={classes.join(' ')}>
      <Handle type="target" position={Position.Top} isConnectableStart={false} />
      <button
        type="button"
        className="head nopan"
        draggable
        onDragStart={(e) => drag(e.dataTransfer, { state: pointer })}
        data-state={placed.id}
        data-pointer={pointer}
        aria-pressed={isSelected}
        onClick={(e) => actions.select(pointer, e.shiftKey || e.ctrlKey || e.metaKey)}
        onFocus={() => actions.reveal(placed)}
        onKeyDown={onKeyDown}
      >
        <span className="type">{said.types[state.type] ?? state.type}{detail ? ` · ${detail}` : ''}</span>
        <span className="name" title={state.name}>{state.name}</span>
        {severity ? <span className="fault" title={fault}><span aria-hidden="true">!</span><span className="hidden">{said.severity[severity]}</span></span> : null}
      </button>
      {state.scopes.length > 0 ? (
        <button type="button" className="toggle" aria-expanded={isOpen} aria-label={texts.graph.inside(state.name)} onClick={() => actions.toggle(placed.id)}>
          {isOpen ? '−' : '+'}
        </button>
      ) : null}
      {kindsOf(state.type).length === 0 ? <Handle id="next" type="source" position={Position.Bottom} isConnectable={false} className="from-nothing" /> : null}
      {kindsOf(state.type).map((kind, i) => (
        <Handle key={kind} id={kind} type="source" position={Position.Bottom} title={said.drag[kind]} className={`from-${kind} place-${i}`} isConnectableEnd={false} />
      ))}
    </div>
  );
});

/** Where the way through the definition begins or ends. */
export const CanvasMark = memo(function CanvasMark({ data }: NodeProps<CanvasNode>) {
  return (
    <div className="mark">
      <Handle type="target" position={Position.Top} isConnectable={false} />
      {data.placed.kind === 'start' ? texts.graph.start : texts.graph.end}
      <Handle id="next" type="source" position={Position.Bottom} isConnectable={false} />
    </div>
  );
});
