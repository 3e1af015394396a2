import { roundStep } from '../../model/timeline.ts';
import { formatLength } from '../../parts/format.ts';

/** What time is drawn at which width. Times are seconds since 1970, the width is in pixels. */
export interface Scale {
  from: number;
  to: number;
  width: number;
}

const leastTick = 90;

function stepOf({ from, to, width }: Scale): number {
  return roundStep(((to - from) / width) * leastTick);
}

/** Pixels from one mark of time to the next. */
export function tickWidth(scale: Scale): number {
  return (stepOf(scale) / (scale.to - scale.from)) * scale.width;
}

/** Times from the start, above the rows, for as much as is in sight. @param offset Pixels that are scrolled away to the left. */
export function Axis({ scale, offset, visible }: { scale: Scale; offset: number; visible: number }) {
  const step = stepOf(scale);
  const tick = tickWidth(scale);
  const first = Math.max(0, Math.floor((offset - visible) / tick));
  const last = Math.min(Math.floor(scale.width / tick), Math.ceil((offset + 2 * visible) / tick));
  return (
    <div className="timeline-axis" aria-hidden="true" style={{ width: `calc(var(--timeline-names) + ${scale.width}px)` }}>
      <span className="timeline-corner" />
      <div className="timeline-ticks">
        {Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i).map((at) => (
          <span key={at} style={{ left: at * tick }}>{at === 0 ? '0' : formatLength(at * step)}</span>
        ))}
      </div>
    </div>
  );
}
