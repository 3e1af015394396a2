import { type CSSProperties, type ReactNode, type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { RunTabProps } from '../../model/run.ts';
import { hiding, type Piece, piecesOf, rowOf, rowsOf, spanOf, type TimelineRow } from '../../model/timeline.ts';
import { Empty } from '../../parts/Empty.tsx';
import { type GoTo, type RowControl, Rows } from '../../parts/Rows.tsx';
import { flip } from '../../parts/flip.ts';
import { formatLength } from '../../parts/format.ts';
import { useNow } from '../../parts/now.ts';
import { texts } from '../../texts.ts';
import { Axis, type Scale, tickWidth } from './Axis.tsx';
import './TimelineTab.css';

const rowHeight = 30;

/** As in the style sheet. */
const leastBar = 3;

/** Beyond it browsers do not lay out. */
const widest = 8_000_000;

/** When each state of an execution ran, waited, and was tried again. */
export function TimelineTab(props: RunTabProps) {
  return props.run.history.visits.length === 0 ? <Empty title={texts.timeline.none} /> : <Timeline {...props} />;
}

function Timeline({ run, selected, onSelect }: RunTabProps) {
  const { history, version } = run;
  const [toggled, setToggled] = useState<ReadonlySet<number>>(new Set());
  const [goTo, setGoTo] = useState<GoTo>();
  const isLive = run.execution !== undefined && history.status === 'RUNNING';
  const now = useNow(isLive);
  const rows = useMemo(() => rowsOf(history, toggled), [history, version, toggled]);
  const keyOf = useCallback((index: number) => rows[index]?.key ?? index, [rows]);
  const span = spanOf(history, isLive ? now : undefined);
  const scroller = useRef<HTMLDivElement>(null);
  const { zoom, zoomTo, width, offset } = useZoom(scroller, span.to - span.from);
  const scale: Scale = { ...span, width };

  const visit = selected === undefined ? undefined : history.visit(selected);
  const wanted = useRef<number>(undefined);
  useEffect(() => {
    // The one that the address names is shown, once, whatever is around it.
    if (visit && wanted.current !== visit.id) {
      const closed = hiding(visit, toggled);
      if (closed.length > 0) {
        setToggled(flip(toggled, closed));
      } else {
        wanted.current = visit.id;
        setGoTo({ index: rowOf(rows, visit), focus: false });
      }
    }
  }, [visit, toggled, rows]);

  const row = (index: number, control: RowControl): ReactNode => {
    const each = rows[index];
    return each ? (
      <Line
        row={each}
        scale={scale}
        control={control}
        isSelected={each.visit !== undefined && each.visit.id === selected}
        onSelect={() => {
          const id = each.visit?.id ?? each.frame?.parent?.id;
          wanted.current = id;
          onSelect(id === selected ? undefined : id);
        }}
        onToggle={() => each.visit && setToggled(flip(toggled, [each.visit.id]))}
      />
    ) : null;
  };
  return (
    <section className="timeline">
      <div className="bar">
        <div role="group" aria-label={texts.timeline.zoom} className="timeline-zoom">
          <button type="button" onClick={() => zoomTo(zoom / 2)} disabled={zoom <= 1} aria-label={texts.timeline.zoomOut}>−</button>
          <output>{texts.timeline.factor(zoom)}</output>
          <button type="button" onClick={() => zoomTo(zoom * 2)} aria-label={texts.timeline.zoomIn}>+</button>
          <button type="button" onClick={() => zoomTo(1)} disabled={zoom <= 1}>{texts.timeline.all}</button>
          <button
            type="button"
            disabled={!visit}
            onClick={() => visit && zoomTo((span.to - span.from) / Math.max(0.001, 1.25 * ((visit.exitedAt ?? span.to) - visit.enteredAt)), ((visit.exitedAt ?? span.to) + visit.enteredAt) / 2 - span.from)}
          >
            {texts.timeline.toSelected}
          </button>
        </div>
        <Legend />
        <span className="push">{texts.timeline.length(formatLength(span.to - span.from))}</span>
      </div>
      <Rows
        label={texts.timeline.label}
        count={rows.length}
        keyOf={keyOf}
        height={rowHeight}
        row={row}
        goTo={goTo}
        scroller={scroller}
        width={`calc(var(--timeline-names) + ${width}px)`}
        head={<Axis scale={scale} offset={offset} visible={scroller.current?.clientWidth ?? 0} />}
      />
    </section>
  );
}

/** How wide the time is drawn, and what of it is in sight. */
function useZoom(scroller: RefObject<HTMLDivElement | null>, length: number) {
  const [zoom, setZoom] = useState(1);
  const [place, setPlace] = useState(0);
  const [offset, setOffset] = useState(0);
  const centre = useRef<number>(undefined);
  const width = Math.max(50, Math.floor(place * zoom));
  useLayoutEffect(() => {
    const element = scroller.current!;
    const measure = (): void => setPlace(Math.max(200, element.clientWidth - namesWidth(element)));
    const scroll = (): void => setOffset(element.scrollLeft);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', scroll, { passive: true });
    measure();
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', scroll);
    };
  }, [scroller]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element && centre.current !== undefined) {
      element.scrollLeft = (centre.current / length) * width - place / 2;
      centre.current = undefined;
    }
  }, [zoom]);
  return {
    zoom,
    width,
    offset,
    /** @param at What is to be in the middle, in seconds from the start; what is there now where it is missing. */
    zoomTo: (factor: number, at?: number): void => {
      centre.current = at ?? ((offset + place / 2) / width) * length;
      setZoom(Math.max(1, Math.min(factor, widest / Math.max(1, place))));
    },
  };
}

function namesWidth(element: HTMLElement): number {
  return element.querySelector<HTMLElement>('.timeline-corner')?.offsetWidth ?? 0;
}

interface LineProps {
  row: TimelineRow;
  scale: Scale;
  control: RowControl;
  isSelected: boolean;
  onSelect: () => void;
  onToggle: () => void;
}

function Line({ row, scale, control, isSelected, onSelect, onToggle }: LineProps) {
  const { visit, frame, status } = row;
  const name = visit?.state ?? (frame ? texts.timeline.frame(frame.kind === 'branch', frame.index, frame.round) : '');
  const end = row.endedAt ?? scale.to;
  const length = formatLength(end - row.startedAt);
  return (
    <div className={`timeline-row ${visit ? '' : 'timeline-frame'} ${isSelected ? 'timeline-selected' : ''}`}>
      <div className="timeline-name" style={{ paddingLeft: `${0.3 + row.depth * 0.9}rem` }}>
        {row.isOpen === undefined ? null : (
          <button type="button" tabIndex={control.tabIndex} className="quiet timeline-toggle" aria-expanded={row.isOpen} aria-label={texts.timeline.within(name)} onClick={onToggle}>
            {row.isOpen ? '▾' : '▸'}
          </button>
        )}
        <button type="button" {...control} className={`${control.className} timeline-select`} aria-pressed={isSelected} onClick={onSelect} title={name}>
          {name}
          <span className="hidden">
            {texts.timeline.spoken(texts.visitStatus[status], formatLength(row.startedAt - scale.from), length, visit?.attempts.length ?? 0)}
          </span>
        </button>
        <span className="timeline-length" aria-hidden="true">{length}</span>
      </div>
      <div className="timeline-track" style={{ width: scale.width, backgroundSize: `${tickWidth(scale)}px 100%` }}>
        {piecesOf(row, scale.to).map((piece, i) => <Bar key={i} piece={piece} scale={scale} />)}
      </div>
    </div>
  );
}

function Bar({ piece, scale }: { piece: Piece; scale: Scale }) {
  const perSecond = scale.width / (scale.to - scale.from);
  // What happened at the very end is seen, too.
  const style: CSSProperties = { left: Math.min((piece.from - scale.from) * perSecond, scale.width - leastBar), width: (piece.to - piece.from) * perSecond };
  return <span className={`timeline-piece timeline-${piece.kind} timeline-${piece.status}`} style={style} title={titleOf(piece)} />;
}

function titleOf(piece: Piece): string {
  const length = formatLength(piece.to - piece.from);
  const what = piece.kind === 'whole' ? texts.visitStatus[piece.status] : texts.timeline.kinds[piece.kind];
  return [texts.timeline.piece(what, piece.attempt, length), piece.error].filter((part) => part).join(': ');
}

function Legend() {
  return (
    <ul className="timeline-legend" aria-label={texts.timeline.legend}>
      {(['wait', 'queued', 'attempt', 'backoff'] as const).map((kind) => (
        <li key={kind}><span className={`timeline-piece timeline-${kind} timeline-succeeded`} aria-hidden="true" />{texts.timeline.kinds[kind]}</li>
      ))}
      {(['failed', 'caught', 'aborted'] as const).map((status) => (
        <li key={status}><span className={`timeline-piece timeline-attempt timeline-${status}`} aria-hidden="true" />{texts.visitStatus[status]}</li>
      ))}
    </ul>
  );
}
