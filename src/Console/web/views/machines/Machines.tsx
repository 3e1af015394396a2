import { useEffect, useMemo } from 'react';
import { Link } from 'wouter';
import { usePages } from '../../api/queries.ts';
import type { MachineItem } from '../../api/types.ts';
import { Empty } from '../../parts/Empty.tsx';
import { Failure } from '../../parts/Failure.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { useAddress } from '../../parts/address.ts';
import { Time } from '../../parts/Time.tsx';
import { useTitle } from '../../parts/title.ts';
import { type Column, VirtualTable } from '../../parts/VirtualTable.tsx';
import { routes } from '../../routes.ts';
import { texts } from '../../texts.ts';
import './machines.css';

const said = texts.machines;

const columns: Column<MachineItem>[] = [
  { id: 'name', head: said.name, kind: 'wide', cell: (row) => <Link href={routes.machine(row.name)} title={row.name}>{row.name}</Link> },
  { id: 'type', head: said.type, cell: (row) => said.types[row.type] },
  { id: 'created', head: said.created, kind: 'extra', cell: (row) => <Time at={row.creationDate} /> },
];

/** All state machines: those whose name and type are looked for. */
export default function Machines() {
  useTitle(texts.nav.machines);
  const [{ name = '', type = '' }, change] = useAddress<'name' | 'type'>();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = usePages('ListStateMachines', {}, { size: 1000 });
  // To look through them all, they all have to be here.
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !error) {
      void fetchNextPage();
    }
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, error]);
  const all = useMemo(() => (data?.pages ?? []).flatMap((page) => page.stateMachines), [data]);
  const found = useMemo(() => {
    const part = name.trim().toLowerCase();
    return all.filter((machine) => (type === '' || machine.type === type) && machine.name.toLowerCase().includes(part));
  }, [all, name, type]);
  return (
    <>
      <h1>{texts.nav.machines}</h1>
      <div className="bar" role="search">
        <label>
          {said.search}
          <input type="search" value={name} onChange={(e) => change({ name: e.target.value })} />
        </label>
        <label>
          {said.type}
          <select value={type} onChange={(e) => change({ type: e.target.value })}>
            <option value="">{said.anyType}</option>
            <option value="STANDARD">{said.types.STANDARD}</option>
            <option value="EXPRESS">{said.types.EXPRESS}</option>
          </select>
        </label>
        <span className="push count" role="status">{data ? said.count(found.length, all.length) : null}</span>
        <button type="button" onClick={() => void refetch()}>{said.refresh}</button>
        <Link href={routes.create()} className="button">{said.draw}</Link>
      </div>
      {error ? <Failure error={error} onRetry={() => void refetch()} /> : null}
      {!data ? (error ? null : <Loading />) : found.length > 0 ? (
        <VirtualTable label={texts.nav.machines} columns={columns} rows={found} rowKey={(row) => row.stateMachineArn} />
      ) : all.length > 0 ? (
        <Empty title={said.noneFound}>
          <button type="button" onClick={() => change({ name: '', type: '' })}>{said.showAll}</button>
        </Empty>
      ) : (
        <Empty title={said.none}>
          <p><Link href={routes.create()} className="button">{said.draw}</Link></p>
          <p>{said.howToCreate}</p>
          <pre className="machines-how"><code>{said.create(location.origin)}</code></pre>
        </Empty>
      )}
    </>
  );
}
