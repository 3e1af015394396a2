import { useId, useState } from 'react';
import { useService } from '../../../api/services.ts';
import { errorNames, lambdaErrors } from '../../../design/language/functions.ts';
import { errorsOf } from '../../../design/language/operation.ts';
import { formTexts } from '../../../formTexts.ts';
import { modelOf, readResource } from '../../../model/integration.ts';
import { onEnter } from './controls.tsx';
import { Labelled } from './Labelled.tsx';
import { useForm, useSlot } from './form.ts';

const said = formTexts;

/** The errors that a state may end with, those of what it calls first. */
export function useErrorNames(): string[] {
  const { state } = useForm();
  const resource = readResource(String(state?.json['Resource'] ?? ''));
  const call = resource?.kind === 'integration' ? resource : undefined;
  const { data } = useService(call && modelOf(call.service, call.action));
  const isLambda = resource?.kind === 'function' || call?.service === 'lambda' || call?.service === 'aws-sdk:lambda';
  return [...new Set([...(data && call ? errorsOf(call, data) : []), ...(isLambda ? lambdaErrors : []), ...errorNames])];
}

/** The errors that a retrier or catcher is for. */
export function ErrorNames({ at }: { at: string }) {
  const slot = useSlot(at);
  const names = useErrorNames();
  const [name, setName] = useState('');
  const list = useId();
  const chosen = Array.isArray(slot.value) ? slot.value.map(String) : [];
  const add = (): void => {
    const wanted = name.trim();
    if (wanted !== '' && !chosen.includes(wanted)) {
      // States.ALL stands alone (DG/concepts-error-handling).
      slot.set(JSON.stringify(wanted === 'States.ALL' ? [wanted] : [...chosen.filter((each) => each !== 'States.ALL'), wanted]));
      setName('');
    }
  };
  return (
    <Labelled label={said.errors} isRequired>
      {({ id }) => (
        <>
          <ul className="forms-chips">
            {chosen.map((each) => (
              <li key={each}>
                <code>{each}</code>
                <button type="button" className="quiet" aria-label={said.removeOf(each)} onClick={() => slot.set(JSON.stringify(chosen.filter((other) => other !== each)))}>✕</button>
              </li>
            ))}
          </ul>
          <div className="forms-add">
            <input
              id={id}
              value={name}
              list={list}
              placeholder={said.errorName}
              onChange={(e) => setName(e.target.value)}
              onKeyDown={onEnter(add)}
            />
            <datalist id={list}>{names.filter((each) => !chosen.includes(each)).map((each) => <option key={each} value={each} />)}</datalist>
            <button type="button" disabled={name.trim() === ''} onClick={add}>{said.add}</button>
          </div>
        </>
      )}
    </Labelled>
  );
}
