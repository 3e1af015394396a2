import { useEffect, useMemo, useState } from 'react';
import { Link } from 'wouter';
import { type ExecutionsOf, useExecutions } from '../../api/executions.ts';
import { useOperation } from '../../api/queries.ts';
import type { ExecutionItem, ExecutionStatus, Machine } from '../../api/types.ts';
import { type ExecutionSearch, mayFindMore, search } from '../../model/executionList.ts';
import { useAddress } from '../../parts/address.ts';
import { Empty } from '../../parts/Empty.tsx';
import { Failure } from '../../parts/Failure.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { routes } from '../../routes.ts';
import { texts } from '../../texts.ts';
import { BulkDialog, type BulkKind } from './BulkDialog.tsx';
import { ExecutionFilters, type FilterValues, isFiltered, noFilter } from './ExecutionFilters.tsx';
import { ExecutionTable } from './ExecutionTable.tsx';

const said = texts.executions;

/** A search looks through further pages by itself until it has filled the table, or has looked through so many. */
const fillsTable = 30;
const pagesBySelf = 20;
const searchPageSize = 1000;

/** The executions of a machine, live. */
export function ExecutionsTab({ machine }: { machine: Machine }) {
  return machine.type === 'EXPRESS'
    ? <Empty title={said.express}><p>{said.expressWhere}</p></Empty>
    : <StandardExecutions machineArn={machine.stateMachineArn} machineName={machine.name} />;
}

function StandardExecutions({ machineArn, machineName }: { machineArn: string; machineName: string }) {
  const [address, change] = useAddress<keyof FilterValues>();
  const filters: FilterValues = { ...noFilter, ...address };
  const status = filters.status === '' ? undefined : (filters.status as ExecutionStatus);
  const of = useMemo<ExecutionsOf>(
    () => ({ stateMachineArn: filters.of === '' ? machineArn : `${machineArn}:${filters.of}` }), [machineArn, filters.of],
  );
  const { list, error, isLoadingMore, loadMore, put, retry } = useExecutions(of, status);
  const wanted = useMemo(() => searchOf(filters), [filters.name, filters.from, filters.to]);
  const exact = useExact(machineArn, wanted.name, list !== undefined && list.next !== undefined && !list.rows.some(({ name }) => name === wanted.name));
  const found = useMemo(() => {
    const rows = search(list?.rows ?? [], wanted);
    const isMeant = exact !== undefined && (status === undefined || exact.status === status) && filters.of === ''
      && !rows.some(({ executionArn }) => executionArn === exact.executionArn);
    return isMeant ? [...search([exact], wanted), ...rows] : rows;
  }, [list, wanted, exact, status, filters.of]);
  const isSearching = wanted.name !== '' || wanted.from !== undefined || wanted.to !== undefined;
  const mayMore = list !== undefined && mayFindMore(list, wanted);
  const bySelf = useSearchOn(wanted, isSearching && mayMore && found.length < fillsTable && !error && !isLoadingMore, loadMore);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const chosen = useMemo(() => found.filter(({ executionArn }) => selected.has(executionArn)), [found, selected]);
  const [bulk, setBulk] = useState<{ kind: BulkKind; rows: readonly ExecutionItem[] }>();
  return (
    <>
      <ExecutionFilters machineArn={machineArn} values={filters} onChange={change} />
      <div className="bar executions-actions">
        <span role="status" className="count executions-count">{list ? said.count(found.length, chosen.length, list.next !== undefined) : null}</span>
        {chosen.length === 2 ? (
          <Link className="button" href={routes.compare(chosen[1]!.executionArn, chosen[0]!.executionArn)}>{said.compare}</Link>
        ) : null}
        <button type="button" disabled={chosen.length === 0} onClick={() => setBulk({ kind: 'stop', rows: chosen })}>{said.stop}</button>
        <button type="button" disabled={chosen.length === 0} onClick={() => setBulk({ kind: 'redrive', rows: chosen })}>{said.redrive}</button>
      </div>
      {error ? <Failure error={error} onRetry={retry} /> : null}
      {!list ? (error ? null : <Loading />) : found.length > 0 ? (
        <ExecutionTable rows={found} machineName={machineName} selected={selected} onSelect={setSelected} />
      ) : isFiltered(filters) ? (
        isSearching && mayMore && bySelf ? <Loading /> : (
          <Empty title={said.noneFound}>
            <button type="button" onClick={() => change(noFilter)}>{said.showAll}</button>
          </Empty>
        )
      ) : (
        <Empty title={said.none}><p>{said.howToStart}</p></Empty>
      )}
      {list && mayMore && list.rows.length > 0 ? (
        <button type="button" className="more" disabled={isLoadingMore} onClick={() => void loadMore(isSearching ? searchPageSize : undefined)}>
          {isLoadingMore ? texts.loading : isSearching ? said.searchOn(list.rows.length) : texts.loadMore}
        </button>
      ) : null}
      {bulk ? (
        <BulkDialog
          {...bulk}
          onDone={put}
          onClose={() => {
            setBulk(undefined);
            setSelected(new Set());
            retry();
          }}
        />
      ) : null}
    </>
  );
}

function searchOf({ name, from, to }: FilterValues): ExecutionSearch {
  const seconds = (local: string): number | undefined => {
    const time = Date.parse(local) / 1000;
    return Number.isNaN(time) ? undefined : time;
  };
  const end = seconds(to);
  // The field says minutes: all of the last one is meant.
  return { name: name.trim(), from: seconds(from), to: end === undefined ? undefined : end + 59.999 };
}

/** The execution of exactly this name, wherever it is in the list. @param isNeeded Whether it is not among what is loaded. */
function useExact(machineArn: string, name: string, isNeeded: boolean): ExecutionItem | undefined {
  const [settled, setSettled] = useState('');
  useEffect(() => {
    // A name that is being typed is none yet.
    const timer = setTimeout(() => setSettled(name), 400);
    return () => clearTimeout(timer);
  }, [name]);
  const isAsked = isNeeded && settled !== '' && settled === name;
  const { data } = useOperation(
    'DescribeExecution',
    isAsked ? { executionArn: `${machineArn.replace(':stateMachine:', ':execution:')}:${settled}`, includedData: 'METADATA_ONLY' } : undefined,
  );
  return data?.name === name ? data : undefined;
}

/** Looks through further pages as long as a search has to. @returns Whether it still does so. */
function useSearchOn(wanted: ExecutionSearch, isWanting: boolean, loadMore: (size: number) => Promise<void>): boolean {
  const [looked, setLooked] = useState({ wanted, pages: 0 });
  const pages = looked.wanted === wanted ? looked.pages : 0;
  useEffect(() => {
    if (isWanting && pages < pagesBySelf) {
      setLooked({ wanted, pages: pages + 1 });
      void loadMore(searchPageSize);
    }
  }, [isWanting, pages, wanted, loadMore]);
  return pages < pagesBySelf;
}
