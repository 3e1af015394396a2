import { useCallback } from 'react';
import { Link, useParams } from 'wouter';
import { executionName, machineOfExecution, nameOf } from '../../api/arns.ts';
import type { Execution } from '../../api/types.ts';
import { useAddress } from '../../parts/address.ts';
import { Empty } from '../../parts/Empty.tsx';
import { Failure } from '../../parts/Failure.tsx';
import { formatJson } from '../../parts/format.ts';
import { Json } from '../../parts/Json.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { Status } from '../../parts/Status.tsx';
import { useTitle } from '../../parts/title.ts';
import { decoded, type ExecutionTab, routes } from '../../routes.ts';
import { texts } from '../../texts.ts';
import { ExecutionActions } from './ExecutionActions.tsx';
import { ExecutionFacts } from './ExecutionFacts.tsx';
import { isTab, RunTabs } from './RunTabs.tsx';
import { useRun } from './useRun.ts';
import './execution.css';

/** One execution: what it is, what can be done to it, and how it ran. */
export default function ExecutionView() {
  const { arn = '', tab } = useParams<{ arn: string; tab?: string }>();
  const executionArn = decoded(arn);
  // Another execution is another page: nothing of the one before stays.
  return <OneExecution key={executionArn} arn={executionArn} tab={isTab(tab) ? tab : 'graph'} />;
}

function OneExecution({ arn, tab }: { arn: string; tab: ExecutionTab }) {
  const { run, execution, error, historyError, isRead, refresh } = useRun(arn);
  const [{ visit }, setAddress] = useAddress<'visit'>();
  const selected = visit !== undefined && /^\d+$/.test(visit) ? Number(visit) : undefined;
  const toTab = useCallback((other: ExecutionTab, id = selected) => routes.execution(arn, other, id), [arn, selected]);
  const onSelect = useCallback((id: number | undefined) => setAddress({ visit: id === undefined ? '' : String(id) }), [setAddress]);
  const { machine, name, isExpress } = executionName(arn);
  useTitle(name, machine);
  const crumbs = (
    <p className="crumbs">
      <Link href={routes.machines()}>{texts.nav.machines}</Link> / <Link href={routes.machine(machine)}>{machine}</Link>
    </p>
  );
  if (!execution) {
    return (
      <>
        {crumbs}
        <h1>{name}</h1>
        {error === null ? <Loading /> : isExpress ? <NoHistory arn={arn} /> : <Failure error={error} onRetry={() => void refresh()} />}
      </>
    );
  }

  return (
    <>
      {crumbs}
      <header className="execution-head">
        <h1>{execution.name || name}</h1>
        <Status of={execution.status} />
        <ExecutionActions execution={execution} onDone={refresh} />
      </header>
      {error ? <Failure error={error} onRetry={() => void refresh()} /> : null}
      <ExecutionFacts execution={execution} />
      <Ending execution={execution} />
      <div className="execution-data">
        <Data title={texts.execution.wholeInput} text={execution.input} />
        <Data title={texts.execution.wholeOutput} text={execution.output} />
      </div>
      {isExpress ? (
        <NoHistory arn={arn} />
      ) : historyError ? (
        <Failure error={historyError} onRetry={() => void refresh()} />
      ) : isRead ? (
        <RunTabs run={run} tab={tab} selected={selected} onSelect={onSelect} toTab={toTab} />
      ) : (
        <Loading />
      )}
    </>
  );
}

/** The error and the cause of an execution that ended without success. */
function Ending({ execution: { status, error, cause } }: { execution: Execution }) {
  if (status === 'RUNNING' || (error === undefined && cause === undefined)) {
    return null;
  }

  return (
    <div className="failure execution-error">
      <strong>{error || texts.status[status]}</strong>
      {cause ? <pre tabIndex={0} role="region" aria-label={texts.execution.wholeCause}>{formatJson(cause)}</pre> : null}
    </div>
  );
}

function Data({ title, text }: { title: string; text: string | undefined }) {
  return text === undefined ? null : (
    <details>
      <summary>{title}</summary>
      <Json text={text} label={title} />
    </details>
  );
}

function NoHistory({ arn }: { arn: string }) {
  return (
    <Empty title={texts.execution.noHistory}>
      <p>{texts.execution.noHistoryAdvice}</p>
      <Link href={routes.machine(nameOf(machineOfExecution(arn)))}>{texts.execution.toMachine}</Link>
    </Empty>
  );
}
