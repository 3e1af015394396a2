import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import { useExecutions } from '../../api/executions.ts';
import { useOperation } from '../../api/queries.ts';
import type { ExecutionItem, ExecutionStatus, MapRun } from '../../api/types.ts';
import { useAddress } from '../../parts/address.ts';
import { Empty } from '../../parts/Empty.tsx';
import { Failure } from '../../parts/Failure.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { Status } from '../../parts/Status.tsx';
import { Time } from '../../parts/Time.tsx';
import { Took } from '../../parts/Took.tsx';
import { type Column, VirtualTable } from '../../parts/VirtualTable.tsx';
import { routes } from '../../routes.ts';
import { texts } from '../../texts.ts';
import { countOf } from './counts.ts';

const said = texts.mapRun;

/** Statuses of children, and how a Map Run counts them. */
const statuses = [['FAILED', 'failed'], ['TIMED_OUT', 'timedOut'], ['ABORTED', 'aborted'], ['RUNNING', 'running'], ['SUCCEEDED', 'succeeded']] as const;

const columns: Column<ExecutionItem>[] = [
  {
    id: 'name',
    head: texts.executions.name,
    kind: 'wide',
    cell: ({ executionArn, name }) => <Link href={routes.execution(executionArn)} title={name}>{name}</Link>,
  },
  { id: 'status', head: texts.executions.status, cell: ({ status }) => <Status of={status} /> },
  { id: 'error', head: said.error, kind: 'wide', cell: (row) => <ErrorOf row={row} /> },
  { id: 'items', head: said.items, kind: 'number', cell: ({ itemCount }) => itemCount ?? texts.none },
  { id: 'started', head: said.started, kind: 'extra', cell: ({ startDate }) => <Time at={startDate} /> },
  { id: 'took', head: said.took, kind: 'extra', cell: ({ startDate, stopDate }) => <Took from={startDate} to={stopDate} /> },
  { id: 'redrives', head: said.redrives, kind: 'extra', cell: ({ redriveCount }) => redriveCount || texts.none },
];

/** The child executions of a Map Run: those that failed first, where there are any. */
export function Children({ run }: { run: MapRun }) {
  const [{ status: asked }, change] = useAddress<'status'>();
  // Decided once: a list does not change under the reader because another child fails.
  const [first] = useState(() => (countOf(run.executionCounts, 'failed') > 0 ? 'FAILED' : 'ALL'));
  const shown = asked ?? first;
  const of = useMemo(() => ({ mapRunArn: run.mapRunArn }), [run.mapRunArn]);
  const { list, error, isLoadingMore, loadMore, retry } = useExecutions(
    of, shown === 'ALL' ? undefined : (shown as ExecutionStatus), run.status === 'RUNNING',
  );
  const total = countOf(run.executionCounts, 'total');
  return (
    <div>
      <div className="bar">
        <h2>{said.executions}</h2>
        <label className="push">
          {texts.executions.status}
          <select value={shown} onChange={(e) => change({ status: e.target.value })}>
            <option value="ALL">{said.withCount(said.all, total)}</option>
            {statuses.map(([status, count]) => (
              <option key={status} value={status}>{said.withCount(texts.status[status] ?? status, countOf(run.executionCounts, count))}</option>
            ))}
          </select>
        </label>
      </div>
      {error ? <Failure error={error} onRetry={retry} /> : null}
      {!list ? (error ? null : <Loading />) : list.rows.length > 0 ? (
        <VirtualTable label={said.executions} columns={columns} rows={list.rows} rowKey={(row) => row.executionArn} />
      ) : shown !== 'ALL' ? (
        <Empty title={said.noneOfStatus}>
          <button type="button" onClick={() => change({ status: 'ALL' })}>{said.showAll}</button>
        </Empty>
      ) : (
        <Empty title={said.none}><p>{total > 0 ? said.express : said.notYet}</p></Empty>
      )}
      {list?.next ? (
        <button type="button" className="more" disabled={isLoadingMore} onClick={() => void loadMore()}>{isLoadingMore ? texts.loading : texts.loadMore}</button>
      ) : null}
    </div>
  );
}

/** Why a child has ended as it did; a listing does not say it. */
function ErrorOf({ row: { executionArn, status } }: { row: ExecutionItem }) {
  const hasFailed = status === 'FAILED' || status === 'TIMED_OUT' || status === 'ABORTED';
  const { data, error } = useOperation('DescribeExecution', hasFailed ? { executionArn } : undefined);
  if (!hasFailed) {
    return texts.none;
  }

  const text = error ? error.message : data ? [data.error, data.cause].filter(Boolean).join(': ') || texts.none : texts.loading;
  return <span title={text}>{text}</span>;
}
