import { BaseEdge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import { memo, useMemo } from 'react';
import { designerTexts } from '../../designerTexts.ts';
import type { PlacedNode, Point } from '../../graph/layout.ts';
import { smoothPath } from '../../graph/path.ts';
import { texts } from '../../texts.ts';
import type { CanvasWay as Element } from './canvasElements.ts';

/**
 * A way from one state to another, with a button that puts a state between them. The keyboard reaches the same from the state that the
 * way begins at, so that it needs not pass by every way.
 */
export const CanvasWay = memo(function CanvasWay({ data, markerEnd }: EdgeProps<Element>) {
  const placed = data?.placed;
  const path = useMemo(() => smoothPath(placed?.points ?? []), [placed]);
  if (!data || !placed) {
    return null;
  }

  const { x, y } = placed.label ?? middle(placed.points);
  return (
    <>
      <BaseEdge path={path} interactionWidth={18} {...(markerEnd ? { markerEnd } : {})} />
      <EdgeLabelRenderer>
        <div className={`way-label ${data.isSelected || data.isTarget ? 'marked' : ''}`} style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)`, zIndex: 2 * placed.depth }}>
          {data.label ? (
            <button type="button" className="way-text" tabIndex={-1} title={data.label} onClick={() => data.actions.selectWay(placed)}>{data.label}</button>
          ) : null}
          <button type="button" className="way-insert" tabIndex={-1} aria-label={designerTexts.insertOn(nameOf(placed.source), nameOf(placed.target))} onClick={() => data.actions.insertOn(placed)}>+</button>
        </div>
      </EdgeLabelRenderer>
    </>
  );
});

function nameOf({ state, kind }: PlacedNode): string {
  return state?.name ?? (kind === 'start' ? texts.graph.start : texts.graph.end);
}

/** The point halfway along a line. */
function middle(points: readonly Point[]): Point {
  const lengths = points.slice(1).map((point, i) => Math.hypot(point.x - points[i]!.x, point.y - points[i]!.y));
  let left = lengths.reduce((sum, length) => sum + length, 0) / 2;
  for (const [i, length] of lengths.entries()) {
    if (left <= length && length > 0) {
      const [a, b] = [points[i]!, points[i + 1]!];
      return { x: a.x + ((b.x - a.x) * left) / length, y: a.y + ((b.y - a.y) * left) / length };
    }

    left -= length;
  }

  return points[0] ?? { x: 0, y: 0 };
}
