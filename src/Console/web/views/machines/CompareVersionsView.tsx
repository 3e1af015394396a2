import { useMemo } from 'react';
import { Link } from 'wouter';
import { useMachine } from '../../api/machines.ts';
import { useOperation } from '../../api/queries.ts';
import type { Machine } from '../../api/types.ts';
import { isSameJson } from '../../model/sameJson.ts';
import { useAddress } from '../../parts/address.ts';
import { Difference } from '../../parts/Difference.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { Failure } from '../../parts/Failure.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { useTitle } from '../../parts/title.ts';
import { decoded, routes } from '../../routes.ts';
import { texts } from '../../texts.ts';
import { QualifierSelect } from './QualifierSelect.tsx';
import { useQualifiers } from './qualifiers.ts';
import './machines.css';

const said = texts.compareVersions;

/** Two definitions of a machine beside each other: of versions, of what aliases lead to, or as it is. */
export default function CompareVersionsView({ params }: { params: { name: string } }) {
  const name = decoded(params.name);
  useTitle(said.title, name);
  const { machine, isMissing, failed } = useMachine(name);
  return (
    <>
      <p className="machine-path">
        <Link href={routes.machines()}>{texts.nav.machines}</Link> / <Link href={routes.machine(name, 'versions')}>{name}</Link>
      </p>
      <h1>{said.title}</h1>
      {machine ? <Comparison machine={machine} />
        : isMissing ? <Empty title={texts.machine.notThere}><Link href={routes.machines()}>{texts.failure.home}</Link></Empty>
        : failed ? <Failure error={failed.error!} onRetry={() => void failed.refetch()} />
        : <Loading />}
    </>
  );
}

function Comparison({ machine }: { machine: Machine }) {
  const [{ left = '', right = '' }, change] = useAddress<'left' | 'right'>();
  const { qualifiers } = useQualifiers(machine.stateMachineArn);
  const one = useDefinition(machine, left);
  const other = useDefinition(machine, right);
  const failed = [one, other].find(({ error }) => error);
  return (
    <>
      <div className="bar">
        <QualifierSelect label={texts.compare.left} none={texts.definition.current} qualifiers={qualifiers} value={left} onChange={(name) => change({ left: name })} />
        <QualifierSelect label={texts.compare.right} none={texts.definition.current} qualifiers={qualifiers} value={right} onChange={(name) => change({ right: name })} />
        <button type="button" disabled={left === right} onClick={() => change({ left: right, right: left })}>{texts.compare.swap}</button>
      </div>
      {failed ? <Failure error={failed.error!} onRetry={failed.retry} />
        : one.text === undefined || other.text === undefined ? <Loading />
        : <Definitions key={`${left} ${right}`} left={one.text} right={other.text} />}
    </>
  );
}

/** The definition of a machine as it is, or of a version or an alias of it. */
function useDefinition(machine: Machine, of: string): { text: string | undefined; error: Error | null; retry: () => void } {
  const other = useOperation('DescribeStateMachine', of === '' ? undefined : { stateMachineArn: `${machine.stateMachineArn}:${of}` });
  return { text: of === '' ? machine.definition : other.data?.definition, error: other.error, retry: () => void other.refetch() };
}

function Definitions({ left, right }: { left: string; right: string }) {
  const isSame = useMemo(() => isSameJson(left, right), [left, right]);
  return (
    <>
      <p role="status">{left === right ? said.same : isSame ? said.sameValue : said.different}</p>
      <Difference label={said.both} left={left} right={right} />
    </>
  );
}
