import { type ReactNode, useCallback, useMemo } from 'react';
import type { ComparedRow, Comparison } from '../../model/compare.ts';
import type { Frame, Visit } from '../../model/history.ts';
import type { Run } from '../../model/run.ts';
import { type GoTo, type RowControl, Rows } from '../../parts/Rows.tsx';
import { Status } from '../../parts/Status.tsx';
import { formatLength } from '../../parts/format.ts';
import { texts } from '../../texts.ts';

interface ComparedRowsProps {
  left: Run;
  right: Run;
  comparison: Comparison;
  selected: string | undefined;
  onSelect: (key: string | undefined) => void;
  goTo: GoTo | undefined;
}

/** The states of both, a line each, with their statuses and how long they took. */
export function ComparedRows({ left, right, comparison, selected, onSelect, goTo }: ComparedRowsProps) {
  const { rows, partsAt } = comparison;
  const ends = { left: endOf(left), right: endOf(right) };
  const longest = useMemo(
    () => rows.reduce((most, row) => Math.max(most, lengthOf(row.left, ends.left), lengthOf(row.right, ends.right)), 0.001),
    [rows, ends.left, ends.right],
  );
  const keyOf = useCallback((index: number) => rows[index]?.key ?? index, [rows]);
  const row = (index: number, control: RowControl): ReactNode => {
    const each = rows[index];
    return each ? (
      <Line
        row={each}
        ends={ends}
        longest={longest}
        control={control}
        isParting={index === partsAt}
        isSelected={each.key === selected}
        onSelect={() => onSelect(each.key === selected ? undefined : each.key)}
      />
    ) : null;
  };
  return (
    <Rows
      label={texts.compare.rows}
      count={rows.length}
      keyOf={keyOf}
      height={35}
      row={row}
      goTo={goTo}
      head={
        <div className="compare-head">
          <Total run={left} title={texts.compare.left} />
          <span>{texts.compare.state}</span>
          <Total run={right} title={texts.compare.right} />
        </div>
      }
    />
  );
}

/** What runs has run until the last event that is known. */
function endOf({ history }: Run): number {
  return history.events.at(-1)?.timestamp ?? 0;
}

function lengthOf(visit: Visit | undefined, end: number): number {
  return visit ? (visit.exitedAt ?? end) - visit.enteredAt : 0;
}

function Total({ run, title }: { run: Run; title: string }) {
  const { history } = run;
  return (
    <span className="compare-total">
      <strong>{title}</strong> <Status of={run.execution?.status ?? history.status} /> {formatLength(endOf(run) - history.root.startedAt)}
    </span>
  );
}

interface LineProps {
  row: ComparedRow;
  ends: { left: number; right: number };
  longest: number;
  control: RowControl;
  /** Whether it is where the paths part. */
  isParting: boolean;
  isSelected: boolean;
  onSelect: () => void;
}

function Line({ row, ends, longest, control, isParting, isSelected, onSelect }: LineProps) {
  const { left, right, frames, differences } = row;
  const side = left && right ? '' : left ? 'compare-left-only' : right ? 'compare-right-only' : '';
  return (
    <div className={`compare-row ${side} ${isParting ? 'compare-parting' : ''} ${isSelected ? 'compare-selected' : ''}`}>
      {frames ? <FrameSide frame={frames.left} /> : <VisitSide visit={left} end={ends.left} longest={longest} />}
      <button
        type="button"
        {...control}
        className={`${control.className} compare-state ${frames ? 'compare-frame' : ''}`}
        style={{ paddingLeft: `${0.5 + row.depth * 0.8}rem` }}
        aria-pressed={frames ? undefined : isSelected}
        aria-disabled={frames ? true : undefined}
        onClick={frames ? undefined : onSelect}
      >
        <span>{frames ? frameName(frames.left ?? frames.right) : (left ?? right)?.state}</span>
        {side ? <span className="compare-only">{left ? texts.compare.onlyLeft : texts.compare.onlyRight}</span> : null}
        {differences.map((name) => <span key={name} className="compare-difference">{texts.compare.difference[name]}</span>)}
      </button>
      {frames ? <FrameSide frame={frames.right} /> : <VisitSide visit={right} end={ends.right} longest={longest} />}
    </div>
  );
}

function frameName(frame: Frame | undefined): string {
  return frame ? texts.timeline.frame(frame.kind === 'branch', frame.index, frame.round) : '';
}

function FrameSide({ frame }: { frame: Frame | undefined }) {
  return <span className="compare-side">{frame ? <Status of={frame.status} /> : texts.none}</span>;
}

function VisitSide({ visit, end, longest }: { visit: Visit | undefined; end: number; longest: number }) {
  const length = lengthOf(visit, end);
  return (
    <span className="compare-side">
      {visit ? (
        <>
          <Status of={visit.status} />
          <span className="compare-length">{formatLength(length)}</span>
          <span className="compare-track" aria-hidden="true">
            <span className={`compare-bar tone-${visit.status}`} style={{ width: `${(100 * length) / longest}%` }} />
          </span>
        </>
      ) : (
        texts.none
      )}
    </span>
  );
}
