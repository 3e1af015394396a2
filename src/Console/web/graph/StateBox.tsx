import { Handle, type NodeProps, Position } from '@xyflow/react';
import { type KeyboardEvent, memo } from 'react';
import type { StateSummary } from '../model/summary.ts';
import { texts } from '../texts.ts';
import type { StateElement } from './elements.ts';

/** A state of the graph: its type and name, and what an execution made of it. A button of its own opens and closes what is inside. */
export const StateBox = memo(function StateBox({ data }: NodeProps<StateElement>) {
  const { placed, summary, isSelected, isSelectable, actions } = data;
  const { state, isOpen } = placed;
  if (!state) {
    return null;
  }

  const onKeyDown = (e: KeyboardEvent): void => {
    if (actions.go(placed, e.key)) {
      e.preventDefault();
    }
  };
  const content = (
    <>
      <span className="type">{state.type}{summary ? ` · ${describe(summary)}` : ''}</span>
      <span className="name" title={state.name}>{state.name}</span>
    </>
  );
  const classes = ['state', summary ? `tone-${summary.status}` : '', isOpen ? 'open' : '', isSelected ? 'selected' : ''].join(' ');
  return (
    <div className={classes}>
      <Handle type="target" position={Position.Top} isConnectable={false} />
      {isSelectable ? (
        <button type="button" className="head" data-state={placed.id} aria-pressed={isSelected} onClick={() => actions.select(placed)} onKeyDown={onKeyDown} onFocus={() => actions.reveal(placed)}>
          {content}
        </button>
      ) : (
        <div className="head">{content}</div>
      )}
      {state.scopes.length > 0 ? (
        <button type="button" className="toggle" aria-expanded={isOpen} aria-label={texts.graph.inside(state.name)} onClick={() => actions.toggle(placed)}>
          {isOpen ? '−' : '+'}
        </button>
      ) : null}
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
    </div>
  );
});

/** Where the way through the definition begins or ends. */
export const MarkBox = memo(function MarkBox({ data }: NodeProps<StateElement>) {
  return (
    <div className="mark">
      <Handle type="target" position={Position.Top} isConnectable={false} />
      {data.placed.kind === 'start' ? texts.graph.start : texts.graph.end}
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
    </div>
  );
});

function describe({ visits, counts, status, isRetrying }: StateSummary): string {
  if (visits === 1) {
    return isRetrying ? texts.graph.retrying : texts.visitStatus[status];
  }

  if (counts[status] === visits && status !== 'succeeded') {
    return texts.graph.all(visits, texts.visitStatus[status]);
  }

  const others = Object.entries(counts).filter(([of]) => of !== 'succeeded').map(([of, count]) => `${count} ${texts.visitStatus[of as keyof typeof counts]}`);
  return [texts.graph.visits(visits), ...others].join(', ');
}
