import { useState } from 'react';
import { useService, useServices } from '../../../api/services.ts';
import { formTexts } from '../../../formTexts.ts';
import { optimizedActions, sdkService } from '../../../model/integration.ts';
import { Dialog } from '../../../parts/Dialog.tsx';
import { Failure } from '../../../parts/Failure.tsx';
import { Loading } from '../../../parts/Loading.tsx';

const said = formTexts;

const most = 60;

type Action = { service: string; action: string };

/** What a Task may call, to search: the optimized integrations, and every action of every service. */
export function PickResource({ onPick, onClose }: { onPick: (action: Action) => void; onClose: () => void }) {
  const [search, setSearch] = useState('');
  const [service, setService] = useState<string>();
  const services = useServices();
  const words = search.toLowerCase().split(/[\s:]+/).filter(Boolean);
  const has = (text: string): boolean => words.every((word) => text.toLowerCase().includes(word));
  const optimized = optimizedActions.filter(has);
  const found = (services.data ?? []).filter(({ name, id, sdkName }) => words.some((word) => `${name} ${id} ${sdkName}`.toLowerCase().includes(word)));
  return (
    <Dialog title={said.chooseAction} onClose={onClose}>
      <div className="forms-suggestions">
        <label>{said.searchAction}<input type="search" value={search} onChange={(e) => setSearch(e.target.value)} /></label>
        {service === undefined ? (
          <>
            <Actions title={said.optimized} of={optimized.map((name) => ({ service: name.slice(0, name.lastIndexOf(':')), action: name.slice(name.lastIndexOf(':') + 1) }))} onPick={onPick} />
            <section aria-label={said.services}>
              <h3>{said.services}</h3>
              {services.error ? <Failure error={services.error} onRetry={() => void services.refetch()} /> : services.data ? null : <Loading />}
              <ul>
                {(words.length > 0 ? found : (services.data ?? [])).slice(0, most).map(({ sdkName, id }) => (
                  <li key={sdkName}><button type="button" className="quiet" onClick={() => setService(sdkName)}>{id} <code>{sdkName}</code></button></li>
                ))}
              </ul>
            </section>
          </>
        ) : (
          <OfService key={service} service={service} words={words} onPick={onPick} onBack={() => setService(undefined)} />
        )}
      </div>
    </Dialog>
  );
}

function OfService({ service, words, onPick, onBack }: { service: string; words: readonly string[]; onPick: (action: Action) => void; onBack: () => void }) {
  const { data, error, refetch } = useService(service);
  const actions = (data?.operations ?? []).map(({ name }) => name.charAt(0).toLowerCase() + name.slice(1));
  const ofActions = words.filter((word) => actions.some((action) => action.toLowerCase().includes(word)));
  const found = actions.filter((action) => ofActions.every((word) => action.toLowerCase().includes(word)));
  return (
    <>
      <button type="button" onClick={onBack}>{said.allServices}</button>
      {error ? <Failure error={error} onRetry={() => void refetch()} /> : data ? (
        <Actions title={data.fullName} of={found.map((action) => ({ service: sdkService(data.sdkName), action }))} onPick={onPick} />
      ) : <Loading />}
    </>
  );
}

function Actions({ title, of, onPick }: { title: string; of: readonly Action[]; onPick: (action: Action) => void }) {
  return of.length === 0 ? null : (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ul>
        {of.map(({ service, action }) => (
          <li key={`${service}:${action}`}>
            <button type="button" className="quiet" onClick={() => onPick({ service, action })}><code>{service}:{action}</code></button>
          </li>
        ))}
      </ul>
    </section>
  );
}
