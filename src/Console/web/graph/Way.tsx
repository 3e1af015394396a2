import { BaseEdge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import { memo, useMemo } from 'react';
import type { WayElement } from './elements.ts';
import { smoothPath } from './path.ts';

/** A way from one state to another, along the points that the layout found free. */
export const Way = memo(function Way({ data, markerEnd }: EdgeProps<WayElement>) {
  const placed = data?.placed;
  const path = useMemo(() => smoothPath(placed?.points ?? []), [placed]);
  return (
    <>
      <BaseEdge path={path} interactionWidth={0} {...(markerEnd ? { markerEnd } : {})} />
      {data?.label && placed?.label ? (
        <EdgeLabelRenderer>
          <div
            className={`way-label ${data.isTaken ? 'taken' : ''}`}
            title={data.label}
            style={{ transform: `translate(-50%, -50%) translate(${placed.label.x}px, ${placed.label.y}px)`, zIndex: 2 * placed.depth }}
          >
            {data.label}
          </div>
        </EdgeLabelRenderer>
      ) : null}
    </>
  );
});
