import { type FormEvent, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { nameOf } from '../../api/arns.ts';
import { call } from '../../api/client.ts';
import { useOperation, usePages } from '../../api/queries.ts';
import type { Machine } from '../../api/types.ts';
import { Dialog } from '../../parts/Dialog.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { Failure } from '../../parts/Failure.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { Time } from '../../parts/Time.tsx';
import { routes } from '../../routes.ts';
import { texts } from '../../texts.ts';

const said = texts.versions;

/** The versions of a machine, and the aliases that lead to them. */
export function VersionsTab({ machine }: { machine: Machine }) {
  const { stateMachineArn, name } = machine;
  const aliases = usePages('ListStateMachineAliases', { stateMachineArn });
  const versions = usePages('ListStateMachineVersions', { stateMachineArn });
  const [isPublishing, setPublishing] = useState(false);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const error = aliases.error ?? versions.error;
  const aliasRows = aliases.data?.pages.flatMap((page) => page.stateMachineAliases) ?? [];
  const versionRows = versions.data?.pages.flatMap((page) => page.stateMachineVersions) ?? [];
  // The older one is at the left; what is chosen alone is compared with the machine as it is, and where none is, the newest.
  const [left = nameOf(versionRows[0]?.stateMachineVersionArn ?? ''), right] = [...chosen].sort((a, b) => Number(a) - Number(b));
  // Two at most: a third takes the place of the one that was chosen first.
  const choose = (number: string, isChosen: boolean): void => setChosen(isChosen ? [...chosen.slice(-1), number] : chosen.filter((each) => each !== number));
  return (
    <>
      <div className="bar">
        {versionRows.length > 0 ? (
          <>
            <Link href={routes.compareVersions(name, left, right)} className="button">{said.compare}</Link>
            <span className="none" role="status">{said.selected(chosen.length === 0 ? [] : right === undefined ? [left] : [left, right])}</span>
          </>
        ) : null}
        <button type="button" className="push" onClick={() => setPublishing(true)}>{said.publish}</button>
      </div>
      {error ? <Failure error={error} onRetry={() => void Promise.all([aliases.refetch(), versions.refetch()])} /> : null}
      {!aliases.data || !versions.data ? (error ? null : <Loading />) : versionRows.length === 0 ? (
        <Empty title={said.none}><p>{said.whatFor}</p></Empty>
      ) : (
        <>
          <h2 className="versions-title">{said.aliases}</h2>
          {aliasRows.length === 0 ? <p className="none">{said.noAlias}</p> : (
            <div className="scroll">
              <table aria-label={said.aliases}>
                <thead><tr><th scope="col">{said.alias}</th><th scope="col">{said.leadsTo}</th><th scope="col">{said.updated}</th><th scope="col">{said.show}</th></tr></thead>
                <tbody>
                  {aliasRows.map(({ stateMachineAliasArn: arn }) => <AliasRow key={arn} arn={arn} machine={name} />)}
                </tbody>
              </table>
            </div>
          )}
          <h2 className="versions-title">{said.versions}</h2>
          <div className="scroll">
            <table aria-label={said.versions}>
              <thead><tr><td /><th scope="col">{said.version}</th><th scope="col">{texts.machines.created}</th><th scope="col">{said.show}</th></tr></thead>
              <tbody>
                {versionRows.map(({ stateMachineVersionArn: arn, creationDate }) => (
                  <tr key={arn}>
                    <td>
                      <input
                        type="checkbox" aria-label={said.select(nameOf(arn))} checked={chosen.includes(nameOf(arn))}
                        onChange={(e) => choose(nameOf(arn), e.target.checked)}
                      />
                    </td>
                    <td>{nameOf(arn)}</td>
                    <td><Time at={creationDate} /></td>
                    <td><Shown machine={name} of={nameOf(arn)} /></td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
      {[aliases, versions].map((pages, i) =>
        pages.hasNextPage ? <button key={i} type="button" onClick={() => void pages.fetchNextPage()}>{i === 0 ? said.moreAliases : said.moreVersions}</button> : null)}
      {isPublishing ? <PublishDialog machine={machine} onClose={() => setPublishing(false)} /> : null}
    </>
  );
}

function AliasRow({ arn, machine }: { arn: string; machine: string }) {
  const { data, error } = useOperation('DescribeStateMachineAlias', { stateMachineAliasArn: arn });
  return (
    <tr>
      <td>{nameOf(arn)}{data?.description ? <div className="none">{data.description}</div> : null}</td>
      <td>
        {error ? error.message : data ? data.routingConfiguration.map(({ stateMachineVersionArn, weight }) => (
          <div key={stateMachineVersionArn}>{said.route(nameOf(stateMachineVersionArn), weight)}</div>
        )) : texts.loading}
      </td>
      <td><Time at={data?.updateDate ?? data?.creationDate} /></td>
      <td><Shown machine={machine} of={nameOf(arn)} /></td>
    </tr>
  );
}

/** The ways to what a version or an alias is. */
function Shown({ machine, of }: { machine: string; of: string }) {
  const query = `?${new URLSearchParams({ of })}`;
  return (
    <span className="versions-links">
      <Link href={routes.machine(machine, 'definition') + query} aria-label={said.definitionOf(of)}>{texts.machine.tabs.definition}</Link>{' '}
      <Link href={routes.machine(machine) + query} aria-label={said.executionsOf(of)}>{texts.machine.tabs.executions}</Link>
    </span>
  );
}

function PublishDialog({ machine, onClose }: { machine: Machine; onClose: () => void }) {
  const client = useQueryClient();
  const [description, setDescription] = useState('');
  const [error, setError] = useState<Error>();
  const submit = async (e: FormEvent): Promise<void> => {
    e.preventDefault();
    try {
      await call('PublishStateMachineVersion', {
        stateMachineArn: machine.stateMachineArn,
        ...(description ? { description } : {}),
        // That which is shown is published, and not what somebody has made of it meanwhile.
        ...(machine.revisionId ? { revisionId: machine.revisionId } : {}),
      });
      await client.invalidateQueries({ queryKey: ['ListStateMachineVersions'] });
      onClose();
    } catch (refusal) {
      setError(refusal as Error);
    }
  };
  return (
    <Dialog title={said.publish} onClose={onClose}>
      <form className="form" onSubmit={(e) => void submit(e)}>
        <p>{said.publishing}</p>
        <label>
          {said.description}
          <input value={description} maxLength={256} onChange={(e) => setDescription(e.target.value)} />
        </label>
        {error ? <Failure error={error} /> : null}
        <div className="bar"><button type="submit" className="primary">{said.publish}</button></div>
      </form>
    </Dialog>
  );
}
