import { useState } from 'react';
import { Link } from 'wouter';
import { executionName } from '../../api/arns.ts';
import { pollInterval, useOperation } from '../../api/queries.ts';
import type { MapRun } from '../../api/types.ts';
import { Copy } from '../../parts/Copy.tsx';
import { Failure } from '../../parts/Failure.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { Status } from '../../parts/Status.tsx';
import { Time } from '../../parts/Time.tsx';
import { Took } from '../../parts/Took.tsx';
import { useTitle } from '../../parts/title.ts';
import { decoded, routes } from '../../routes.ts';
import { texts } from '../../texts.ts';
import { Children } from './Children.tsx';
import { countOf, ended } from './counts.ts';
import { Counters } from './Counters.tsx';
import { SettingsDialog } from './SettingsDialog.tsx';
import './maprun.css';

const said = texts.mapRun;

/** The run of a Distributed Map: how far it is, and what has become of its items. */
export default function MapRunView({ params }: { params: { arn: string } }) {
  const mapRunArn = decoded(params.arn);
  useTitle(said.title);
  const { data, error, refetch } = useOperation('DescribeMapRun', { mapRunArn }, {
    every: (run) => (run === undefined || run.status === 'RUNNING' ? pollInterval : false),
  });
  return (
    <>
      {data ? <Known run={data} onChanged={() => void refetch()} /> : <h1>{said.title}</h1>}
      {error ? <Failure error={error} onRetry={() => void refetch()} /> : data ? null : <Loading />}
    </>
  );
}

function Known({ run, onChanged }: { run: MapRun; onChanged: () => void }) {
  const [isChanging, setChanging] = useState(false);
  const { machine, name } = executionName(run.executionArn);
  const isRunning = run.status === 'RUNNING';
  const items = run.itemCounts;
  return (
    <>
      <p className="maprun-path">
        <Link href={routes.machine(machine)}>{machine}</Link> / <Link href={routes.execution(run.executionArn)}>{name}</Link>
      </p>
      <div className="bar maprun-head">
        <h1>{said.title}</h1>
        <Status of={run.status} />
        {isRunning ? <button type="button" className="push" onClick={() => setChanging(true)}>{said.change}</button> : null}
      </div>
      <dl className="facts">
        <div><dt>{said.parent}</dt><dd><Link href={routes.execution(run.executionArn)}>{name}</Link></dd></div>
        <div><dt>{said.started}</dt><dd><Time at={run.startDate} /></dd></div>
        <div><dt>{said.ended}</dt><dd><Time at={run.stopDate} /></dd></div>
        <div><dt>{said.took}</dt><dd><Took from={run.startDate} to={run.stopDate} /></dd></div>
        <div><dt>{said.concurrency}</dt><dd>{run.maxConcurrency === 0 ? said.noLimit : run.maxConcurrency}</dd></div>
        <div><dt>{said.tolerated}</dt><dd>{said.toleratedOf(run.toleratedFailureCount, run.toleratedFailurePercentage)}</dd></div>
        {run.redriveCount ? <div><dt>{said.redrives}</dt><dd>{run.redriveCount} · <Time at={run.redriveDate} /></dd></div> : null}
        <div><dt>{texts.machine.arn}</dt><dd><code>{run.mapRunArn}</code> <Copy text={run.mapRunArn} what={texts.machine.arn} /></dd></div>
      </dl>
      <div className="panel maprun-progress">
        <p role="status">{said.progress(ended(items), countOf(items, 'total'))}</p>
        <progress aria-label={said.progressLabel} max={Math.max(1, countOf(items, 'total'))} value={ended(items)} />
        <Counters run={run} />
      </div>
      {run.status === 'FAILED' || run.status === 'ABORTED' ? (
        <p>{said.redriveBefore} <Link href={routes.execution(run.executionArn)}>{said.redriveLink}</Link> {said.redriveAfter}</p>
      ) : null}
      <Children run={run} />
      {isChanging ? (
        <SettingsDialog
          run={run}
          onClose={() => {
            setChanging(false);
            onChanged();
          }}
        />
      ) : null}
    </>
  );
}
