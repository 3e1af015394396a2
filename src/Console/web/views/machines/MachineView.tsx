import { useState } from 'react';
import { Link } from 'wouter';
import { useMachine } from '../../api/machines.ts';
import type { Machine } from '../../api/types.ts';
import { Copy } from '../../parts/Copy.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { Failure } from '../../parts/Failure.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { Tabs } from '../../parts/Tabs.tsx';
import { Time } from '../../parts/Time.tsx';
import { useTitle } from '../../parts/title.ts';
import { decoded, type MachineTab, routes } from '../../routes.ts';
import { texts } from '../../texts.ts';
import { DefinitionTab } from './DefinitionTab.tsx';
import { ExecutionsTab } from './ExecutionsTab.tsx';
import { StartDialog } from './StartDialog.tsx';
import { VersionsTab } from './VersionsTab.tsx';
import './machines.css';

const said = texts.machine;
const tabs: readonly MachineTab[] = ['executions', 'definition', 'versions'];

/** One state machine. */
export default function MachineView({ params }: { params: { name: string; tab?: string } }) {
  const name = decoded(params.name);
  useTitle(name, texts.nav.machines);
  const { machine, isMissing, failed } = useMachine(name);
  if (machine) {
    return <Known machine={machine} tab={tabs.find((tab) => tab === params.tab) ?? 'executions'} />;
  }

  return (
    <>
      <h1>{name}</h1>
      {isMissing ? (
        <Empty title={said.notThere}><Link href={routes.machines()}>{texts.failure.home}</Link></Empty>
      ) : failed ? (
        <Failure error={failed.error!} onRetry={() => void failed.refetch()} />
      ) : (
        <Loading />
      )}
    </>
  );
}

function Known({ machine, tab }: { machine: Machine; tab: MachineTab }) {
  const [isStarting, setStarting] = useState(false);
  const { name, stateMachineArn, type } = machine;
  return (
    <>
      <p className="machine-path"><Link href={routes.machines()}>{texts.nav.machines}</Link></p>
      <div className="bar machine-head">
        <h1>{name}</h1>
        <Link href={routes.edit(name)} className="button push">{said.edit}</Link>
        <button type="button" className="primary" disabled={machine.status === 'DELETING'} onClick={() => setStarting(true)}>{said.start}</button>
      </div>
      <dl className="facts">
        <div><dt>{texts.machines.type}</dt><dd>{texts.machines.types[type]}</dd></div>
        <div><dt>{texts.machines.created}</dt><dd><Time at={machine.creationDate} /></dd></div>
        {machine.status === 'DELETING' ? <div><dt>{said.status}</dt><dd>{texts.status['DELETING']}</dd></div> : null}
        <div><dt>{said.arn}</dt><dd><code>{stateMachineArn}</code> <Copy text={stateMachineArn} what={said.arn} /></dd></div>
      </dl>
      <Tabs label={said.tabsLabel} current={tab} tabs={tabs.map((id) => ({ id, text: said.tabs[id], to: routes.machine(name, id) }))} />
      {tab === 'executions' ? <ExecutionsTab machine={machine} /> : tab === 'definition' ? <DefinitionTab machine={machine} /> : <VersionsTab machine={machine} />}
      {isStarting ? <StartDialog machineArn={stateMachineArn} type={type} onClose={() => setStarting(false)} /> : null}
    </>
  );
}
