import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import type { Machine } from '../../../api/types.ts';
import type { Design } from '../../../design/Design.ts';
import { isJsonataAt } from '../../../design/edits/ways.ts';
import { useDesign } from '../../../design/useDesign.ts';
import { formTexts } from '../../../formTexts.ts';
import type { History } from '../../../model/history.ts';
import { lastOf } from '../../../model/pointer.ts';
import { Loading } from '../../../parts/Loading.tsx';
import { type Form, FormContext } from './form.ts';
import { useLastRun } from './lastRun.ts';
import { MachineForm } from './MachineForm.tsx';
import { StateForm } from './StateForm.tsx';
import './forms.css';

const TestState = lazy(() => import('../test/TestState.tsx'));
const TestWorkflow = lazy(() => import('../test/TestWorkflow.tsx'));

const said = formTexts;

interface InspectorProps {
  design: Design;
  /** The place of the state that is selected. */
  selected: string | undefined;
  onSelect: (pointer: string | undefined) => void;
  /** Missing while it is not saved yet. */
  machine: Machine | undefined;
}

/** The fields of the state that is selected, or of the machine, and the tests of either. */
export default function Inspector({ design, selected, onSelect, machine }: InspectorProps) {
  const document = useDesign(design);
  const found = selected === undefined ? undefined : document.stateAt(selected);
  const state = found && selected !== undefined && found.name === lastOf(selected) ? found : undefined;
  const at = state ? selected! : '';
  const [tested, setTested] = useState<History>();
  const [isTesting, setTesting] = useState<'state' | 'workflow'>();
  const renamedTo = useRef<string>(undefined);
  const [isWanted, setWanted] = useState(false);
  const { run: recorded, isLoading } = useLastRun(machine, isWanted || isTesting !== undefined);
  const runs = useMemo(() => [tested, recorded].filter((run) => run !== undefined), [tested, recorded]);
  const form = useMemo<Form>(() => ({ design, document, isJsonata: isJsonataAt(document, at), state, machine, runs, wantRuns: () => setWanted(true) }), [design, document, at, state, machine, runs]);
  // Another state is another test.
  useEffect(() => setTesting((before) => (before === 'state' ? undefined : before)), [at]);
  return (
    <FormContext value={form}>
      <section className="forms" aria-label={said.label}>
        {document.isReadable ? null : <p className="forms-unreadable" role="status">{said.unreadable}</p>}
        <fieldset className="forms-all" disabled={!document.isReadable}>
          {state ? (
            <StateForm key={at} at={at} state={state} onSelect={onSelect} renamedTo={renamedTo}>
              <p className="forms-kind">
                <span>{state.type}</span>
                <button type="button" onClick={() => setTesting('state')}>{said.test.state}</button>
                <button type="button" onClick={() => setTesting('workflow')}>{said.test.workflow}</button>
              </p>
            </StateForm>
          ) : (
            <MachineForm onSelect={onSelect}>
              <p className="forms-kind"><button type="button" onClick={() => setTesting('workflow')}>{said.test.workflow}</button></p>
            </MachineForm>
          )}
        </fieldset>
        {isTesting && isLoading ? <Loading /> : null}
        <Suspense fallback={<Loading />}>
          {isTesting === 'state' && state && !isLoading ? <TestState key={at} recorded={recorded} onClose={() => setTesting(undefined)} /> : null}
          {isTesting === 'workflow' && !isLoading ? <TestWorkflow recorded={recorded} onClose={() => setTesting(undefined)} onTested={setTested} /> : null}
        </Suspense>
      </section>
    </FormContext>
  );
}
