import { Panel, useReactFlow, useStore, useStoreApi } from '@xyflow/react';
import { useEffect, useMemo, useRef } from 'react';
import { texts } from '../texts.ts';
import type { Layout, PlacedNode, Point } from './layout.ts';

export interface Moves {
  /** Brings a state into view where it is not. */
  reveal: (node: PlacedNode) => void;
  /** Brings a state into view and the keyboard to it. */
  focus: (node: PlacedNode) => void;
  zoomIn: () => void;
  zoomOut: () => void;
  fit: () => void;
}

// Smaller than this names are not read any more: what does not fit is begun at its top.
const readable = 0.6;
const margin = 24;

export function ZoomButtons({ moves }: { moves: Moves }) {
  return (
    <Panel position="bottom-left" className="graph-controls">
      <button type="button" aria-label={texts.graph.zoomIn} onClick={moves.zoomIn}>+</button>
      <button type="button" aria-label={texts.graph.zoomOut} onClick={moves.zoomOut}>−</button>
      <button type="button" onClick={moves.fit}>{texts.graph.fit}</button>
    </Panel>
  );
}

/** Shows all of a graph at first, or where that is too much, the state that matters, or its top. */
export function useFirstView(placed: Layout, nodeToShow: () => PlacedNode | undefined): void {
  const { setViewport } = useReactFlow();
  const width = useStore((store) => store.width);
  const height = useStore((store) => store.height);
  const isDone = useRef(false);
  useEffect(() => {
    if (isDone.current || width === 0 || height === 0 || placed.nodes.length === 0) {
      return;
    }

    isDone.current = true;
    const whole = Math.min((width - 2 * margin) / placed.width, (height - 2 * margin) / placed.height, 1);
    const zoom = Math.max(whole, readable);
    const node = whole < readable ? nodeToShow() : undefined;
    const start = whole < readable ? placed.nodes.find(({ kind }) => kind === 'start') : undefined;
    const { x } = node ? headOf(node) : start ? headOf(start) : { x: placed.width / 2 };
    const top = node ? height / 2 - headOf(node).y * zoom : Math.max(margin, (height - placed.height * zoom) / 2);
    void setViewport({ x: width / 2 - x * zoom, y: top, zoom });
  });
}

/** The middle of what is always to be seen of a state: of one that is open its head. */
export function headOf(node: PlacedNode): Point {
  return { x: node.x + node.width / 2, y: node.y + Math.min(node.height, 52) / 2 };
}

/** Ways to move the picture; the same object as long as the layout is. */
export function useMoves(placed: Layout): Moves {
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
