import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { Link } from 'wouter';
import { nameOf } from '../../../api/arns.ts';
import { ApiError, call } from '../../../api/client.ts';
import { useOperation, usePages } from '../../../api/queries.ts';
import type { Alias, Machine, Route } from '../../../api/types.ts';
import { designerTexts } from '../../../designerTexts.ts';
import { Dialog } from '../../../parts/Dialog.tsx';
import { Failure } from '../../../parts/Failure.tsx';
import { routes } from '../../../routes.ts';
import type { Version } from '../drafts.ts';
import { routingOf, versionBefore } from './routing.ts';

const said = designerTexts.publishing;

/** A version that was published, and where the alias leads to that was pointed at it. */
interface Published {
  version: string;
  /** The version before it. */
  before: string | undefined;
  led?: { alias: string; routing: Route[] };
}

/**
 * Publishes a machine as a version, and leads an alias to it; saves the machine first where it was changed.
 * @param save Gives nothing where it could not be saved, and says why itself.
 */
export function PublishDialog({ machine, isChanged, save, onClose }: { machine: Machine; isChanged: boolean; save: () => Promise<Version | undefined>; onClose: () => void }) {
  const { stateMachineArn, name } = machine;
  const client = useQueryClient();
  const aliases = usePages('ListStateMachineAliases', { stateMachineArn });
  const versions = usePages('ListStateMachineVersions', { stateMachineArn }).data?.pages.flatMap((page) => page.stateMachineVersions) ?? [];
  const [description, setDescription] = useState('');
  const [alias, setAlias] = useState('');
  const [share, setShare] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [published, setPublished] = useState<Published>();
  const [error, setError] = useState<Error>();
  const [aliasError, setAliasError] = useState<Error>();
  const [isUnsaved, setUnsaved] = useState(false);
  const id = useId();
  const aliasNames = aliases.data?.pages.flatMap((page) => page.stateMachineAliases.map(({ stateMachineAliasArn: arn }) => nameOf(arn))) ?? [];
  const there = useOperation('DescribeStateMachineAlias', aliasNames.includes(alias) ? { stateMachineAliasArn: `${stateMachineArn}:${alias}` } : undefined);
  const rest = versionBefore(published?.version, there.data?.routingConfiguration, versions.map(({ stateMachineVersionArn: arn }) => arn));

  const publish = async (): Promise<Published | undefined> => {
    setError(undefined);
    setUnsaved(false);
    try {
      const saved = isChanged ? await save() : machine;
      if (!saved) {
        setUnsaved(true);
        return undefined;
      }

      const { stateMachineVersionArn: version } = await call('PublishStateMachineVersion', {
        stateMachineArn,
        ...(description ? { description } : {}),
        // That which was drawn is published, and not what somebody has made of it meanwhile.
        revisionId: saved.revisionId ?? 'INITIAL',
      });
      const { stateMachineVersions: newest } = await call('ListStateMachineVersions', { stateMachineArn });
      const before = versionBefore(version, undefined, newest.map(({ stateMachineVersionArn: arn }) => arn));
      void client.invalidateQueries({ queryKey: ['ListStateMachineVersions'] });
      return { version, before };
    } catch (refusal) {
      setError(refusal as Error);
      return undefined;
    }
  };
  const lead = async ({ version, before }: Published): Promise<Published['led']> => {
    setAliasError(undefined);
    try {
      const stateMachineAliasArn = `${stateMachineArn}:${alias}`;
      const known = await describe(stateMachineAliasArn);
      const kept = known ? versionBefore(version, known.routingConfiguration, []) : before;
      const routingConfiguration = routingOf(version, share === '' ? 100 : Number(share), kept);
      await (known ? call('UpdateStateMachineAlias', { stateMachineAliasArn, routingConfiguration }) : call('CreateStateMachineAlias', { name: alias, routingConfiguration }));
      void client.invalidateQueries({ queryKey: ['ListStateMachineAliases'] });
      void client.invalidateQueries({ queryKey: ['DescribeStateMachineAlias'] });
      return { alias, routing: routingConfiguration };
    } catch (refusal) {
      setAliasError(refusal as Error);
      return undefined;
    }
  };
  const submit = async (e: FormEvent): Promise<void> => {
    e.preventDefault();
    setBusy(true);
    // A version that is there is not published again where only the alias was refused.
    const done = published ?? (await publish());
    const led = done && alias !== '' ? await lead(done) : undefined;
    setPublished(done && { ...done, ...(led ? { led } : {}) });
    setBusy(false);
  };
  const isDone = published !== undefined && !aliasError;
  const shareAbout = alias === '' ? said.shareWithoutAlias : rest ? said.shareWith(nameOf(rest)) : said.shareOfAll;
  return (
    <Dialog title={said.title} onClose={onClose}>
      {isDone ? null : (
        <form className="designer-form" onSubmit={(e) => void submit(e)}>
          <p>{said.about}</p>
          {isChanged ? <p className="designer-note">{said.savesFirst}</p> : null}
          <label>
            {said.description}
            <input data-first value={description} maxLength={256} disabled={published !== undefined} placeholder={said.mayBeEmpty} onChange={(e) => setDescription(e.target.value)} />
          </label>
          {isUnsaved ? <p role="alert" className="designer-note wrong">{said.notSaved}</p> : null}
          {error ? <Failure error={error} /> : null}
          <label>
            {said.alias}
            <input
              value={alias} list={`${id}-aliases`} maxLength={80} pattern="(?=.*[a-zA-Z_\-.])[a-zA-Z0-9_\-.]+" title={said.aliasRule} aria-describedby={`${id}-alias`}
              spellCheck={false} autoComplete="off" placeholder={said.mayBeEmpty} onChange={(e) => setAlias(e.target.value)}
            />
          </label>
          <datalist id={`${id}-aliases`}>{aliasNames.map((each) => <option key={each} value={each} />)}</datalist>
          <p id={`${id}-alias`} className="none">{said.aliasAbout}</p>
          <label>
            {said.share}
            <input type="number" min={1} max={100} step={1} value={share} disabled={alias === '' || !rest} aria-describedby={`${id}-share`} onChange={(e) => setShare(e.target.value)} />
          </label>
          <p id={`${id}-share`} className="none">{shareAbout}</p>
          {published && aliasError ? (
            <>
              <p>{said.notLed(nameOf(published.version), alias)}</p>
              <Failure error={aliasError} />
            </>
          ) : null}
          <div className="bar"><button type="submit" className="primary push" disabled={isBusy}>{said.publish}</button></div>
        </form>
      )}
      <div role="status">{isDone ? <Result machine={name} of={published} /> : null}</div>
    </Dialog>
  );
}

/** What came of it, and the ways to that. */
function Result({ machine, of: { version: arn, before, led } }: { machine: string; of: Published }) {
  const version = nameOf(arn);
  const links = [
    [`${routes.machine(machine, 'definition')}?${new URLSearchParams({ of: version })}`, said.definition(version)],
    ...(led ? [[`${routes.machine(machine)}?${new URLSearchParams({ of: led.alias })}`, said.executions(led.alias)]] : []),
    ...(before ? [[routes.compareVersions(machine, nameOf(before), version), said.compare]] : []),
    [routes.machine(machine, 'versions'), said.versions],
  ] as [string, string][];
  return (
    <>
      <p><strong>{said.published(version)}</strong></p>
      {led ? <p>{said.leads(led.alias, led.routing.map(({ stateMachineVersionArn, weight }) => ({ version: nameOf(stateMachineVersionArn), weight })))}</p> : null}
      <ul>{links.map(([to, text]) => <li key={to}><Link href={to}>{text}</Link></li>)}</ul>
    </>
  );
}

async function describe(stateMachineAliasArn: string): Promise<Alias | undefined> {
  try {
    return await call('DescribeStateMachineAlias', { stateMachineAliasArn });
  } catch (e) {
    if (e instanceof ApiError && e.type === 'ResourceNotFound') {
      return undefined;
    }

    throw e;
  }
}
