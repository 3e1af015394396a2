import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { executionName } from '../../api/arns.ts';
import { compare, type ComparedRow } from '../../model/compare.ts';
import type { Run } from '../../model/run.ts';
import { useAddress } from '../../parts/address.ts';
import { Empty } from '../../parts/Empty.tsx';
import { Failure } from '../../parts/Failure.tsx';
import { Loading } from '../../parts/Loading.tsx';
import type { GoTo } from '../../parts/Rows.tsx';
import { useTitle } from '../../parts/title.ts';
import { routes } from '../../routes.ts';
import { texts } from '../../texts.ts';
import { useRun } from '../execution/useRun.ts';
import { ComparedData } from './ComparedData.tsx';
import { ComparedRows } from './ComparedRows.tsx';
import { Pickers } from './Pickers.tsx';
import './CompareView.css';

/** Two executions beside each other: where their paths part, and what their data and durations were. */
export default function CompareView() {
  useTitle(texts.compare.title);
  const [, navigate] = useLocation();
  const [{ left, right }] = useAddress<'left' | 'right'>();
  return (
    <section className="compare">
      <h1>{texts.compare.title}</h1>
      <Pickers left={left} right={right} onPick={(l, r) => navigate(routes.compare(l, r))} />
      {!left || !right ? (
        <Empty title={texts.compare.none}>{texts.compare.whatToDo}</Empty>
      ) : executionName(left).isExpress || executionName(right).isExpress ? (
        <Empty title={texts.compare.express}>{texts.compare.whatToDo}</Empty>
      ) : (
        <Loaded left={left} right={right} />
      )}
    </section>
  );
}

function Loaded({ left, right }: { left: string; right: string }) {
  const one = useRun(left);
  const other = useRun(right);
  const error = one.error ?? one.historyError ?? other.error ?? other.historyError;
  return error ? <Failure error={error} /> : one.isRead && other.isRead ? <Comparison left={one.run} right={other.run} /> : <Loading />;
}

function Comparison({ left, right }: { left: Run; right: Run }) {
  const [{ at }, setAddress] = useAddress<'at'>();
  const [goTo, setGoTo] = useState<GoTo>();
  const comparison = useMemo(() => compare(left.history, right.history), [left.history, left.version, right.history, right.version]);
  const { rows, partsAt, differsAt } = comparison;
  const selected = rows.find((row) => row.key === at && row.frames === undefined);
  const select = (key: string | undefined): void => setAddress({ at: key ?? '' });
  const show = (index: number): void => {
    select(rows[index]?.key);
    setGoTo({ index, focus: true });
  };
  if (rows.length === 0) {
    return <Empty title={texts.compare.nothingRan} />;
  }

  const differing = differsAt === undefined ? undefined : rows[differsAt];
  return (
    <>
      <ul className="compare-summary">
        <li>
          {partsAt !== undefined ? texts.compare.parts(whereIs(rows, partsAt), nextOf(rows, partsAt, 'left'), nextOf(rows, partsAt, 'right')) : texts.compare.samePath}
          {partsAt !== undefined ? <button type="button" onClick={() => show(partsAt)}>{texts.compare.goThere}</button> : null}
        </li>
        <li>
          {differing ? texts.compare.differs(differing.left!.state, differing.differences.map((name) => texts.compare.difference[name])) : texts.compare.sameData}
          {differing ? <button type="button" onClick={() => show(differsAt!)}>{texts.compare.goThere}</button> : null}
        </li>
      </ul>
      <ComparedRows left={left} right={right} comparison={comparison} selected={selected?.key} onSelect={select} goTo={goTo} />
      {selected ? <ComparedData key={selected.key} row={selected} /> : <p className="none">{texts.compare.selectOne}</p>}
    </>
  );
}

/** Where in the path a row is: after which state of both, or at the start of what. */
function whereIs(rows: readonly ComparedRow[], place: number): string {
  const { depth } = rows[place]!;
  for (let i = place - 1; i >= 0; i--) {
    const { depth: other, left, right, frames } = rows[i]!;
    const frame = frames?.left ?? frames?.right;
    if (frame && other < depth) {
      return texts.compare.atStartOf(texts.timeline.frame(frame.kind === 'branch', frame.index, frame.round), frame.parent?.state ?? '');
    }

    if (other === depth && left && right) {
      return texts.compare.after(left.state);
    }
  }

  return texts.compare.atStart;
}

/** The state that one side goes to at a row or after it, in the same line of states. */
function nextOf(rows: readonly ComparedRow[], place: number, side: 'left' | 'right'): string | undefined {
  const { depth } = rows[place]!;
  for (let i = place; i < rows.length && rows[i]!.depth >= depth; i++) {
    const visit = rows[i]![side];
    if (visit && rows[i]!.depth === depth) {
      return visit.state;
    }
  }

  return undefined;
}
