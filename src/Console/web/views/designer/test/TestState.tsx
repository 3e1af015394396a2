import { type FormEvent, useMemo, useState } from 'react';
import { anyRole } from '../../../api/arns.ts';
import { call } from '../../../api/client.ts';
import type { TestStateAnswer } from '../../../api/types.ts';
import { formTexts } from '../../../formTexts.ts';
import type { History } from '../../../model/history.ts';
import { stagesOf, type TestStateRequest } from '../../../model/inspection.ts';
import { canBeMocked, mustBeMocked } from '../../../model/walk.ts';
import { Dialog } from '../../../parts/Dialog.tsx';
import { Editor } from '../../../parts/Editor.tsx';
import { Failure } from '../../../parts/Failure.tsx';
import { formatJson } from '../../../parts/format.ts';
import { Json } from '../../../parts/Json.tsx';
import { outcomeOf, Stages } from '../../execution/Stages.tsx';
import { faultOf } from '../forms/controls.tsx';
import { useErrorNames } from '../forms/ErrorNames.tsx';
import { useForm } from '../forms/form.ts';
import { inputOf, lastVisit } from '../forms/suggested.ts';
import { MockFields, useExample } from './MockFields.tsx';
import { firstSetting, kindsFor, mockFor, type MockSetting, recordedMocks } from './mocks.ts';
import './test.css';

const said = formTexts.test;

type Check = 'STRICT' | 'PRESENT' | 'NONE';

/** Tests the state of the form: with an input, variables, and what stands for its work. */
export default function TestState({ recorded, onClose }: { recorded: History | undefined; onClose: () => void }) {
  const form = useForm();
  const state = form.state!;
  const isMockable = canBeMocked(state);
  const kinds = useMemo(() => kindsFor(state, recorded).filter((kind) => kind !== 'inside'), [state, recorded]);
  const example = useExample(state);
  const errors = useErrorNames();
  const [input, setInput] = useState(() => formatJson(inputOf(form) ?? '{}'));
  const [variables, setVariables] = useState(() => formatJson(variablesOf(form)));
  const [setting, setSetting] = useState<MockSetting>(() => ({ ...firstSetting(state, recorded), kind: kinds[0]! }));
  const [retries, setRetries] = useState('0');
  const [file, setFile] = useState('[]');
  const hasReader = state.json['ItemReader'] !== undefined;
  // What is presented with a token, or comes out of a job, is no answer of the action; nor is a function's payload what the model says.
  const [check, setCheck] = useState<Check>(mustBeMocked(state) || /lambda:invoke/.test(String(state.json['Resource'])) ? 'NONE' : 'STRICT');
  const [isTesting, setTesting] = useState(false);
  const [answer, setAnswer] = useState<TestStateAnswer>();
  const [error, setError] = useState<Error>();
  const wrong = ([[said.input, input], [said.variables, variables], ...(setting.kind === 'result' ? [[said.result, setting.result ?? example]] : [])] as const)
    .map(([what, text]) => [what!, faultOf(text!)] as const).find(([, fault]) => fault !== undefined);
  const submit = async (e: FormEvent): Promise<void> => {
    e.preventDefault();
    const mock = isMockable ? mockFor(setting, 0, recordedMocks(state, recorded), example) : undefined;
    setTesting(true);
    setError(undefined);
    setAnswer(undefined);
    try {
      setAnswer(await testAlone(form, {
        input: input.trim() || '{}',
        variables: variables.trim() || '{}',
        inspectionLevel: mock || !isMockable ? 'DEBUG' : 'TRACE',
        ...(mock ? { mock: mock.result === undefined ? mock : { ...mock, fieldValidationMode: setting.kind === 'recorded' ? 'NONE' : check } } : {}),
        ...(isMockable && !mock ? { roleArn: form.machine?.roleArn ?? anyRole } : {}),
        ...(Number(retries) > 0 || hasReader
          ? { stateConfiguration: { ...(Number(retries) > 0 ? { retrierRetryCount: Number(retries) } : {}), ...(hasReader ? { mapItemReaderData: file } : {}) } }
          : {}),
      }));
    } catch (refusal) {
      setError(refusal as Error);
    } finally {
      setTesting(false);
    }
  };
  return (
    <Dialog title={said.titleOf(state.name)} onClose={onClose} wide>
      <div className="test-state">
        <form onSubmit={(e) => void submit(e)}>
          <h3>{said.input}</h3>
          <Editor label={said.input} value={input} onChange={setInput} />
          <details>
            <summary>{said.variables}</summary>
            <Editor label={said.variables} value={variables} onChange={setVariables} />
          </details>
          {hasReader ? (
            <label className="test-file">
              {said.file}
              <textarea rows={4} spellCheck={false} value={file} onChange={(e) => setFile(e.target.value)} />
            </label>
          ) : null}
          {isMockable ? (
            <>
              <h3>{said.work}</h3>
              <MockFields label={state.name} kinds={kinds} setting={setting} example={example} errors={errors} hasTimes={false} onChange={setSetting} />
              <div className="bar">
                {setting.kind === 'result' && state.type === 'Task' ? (
                  <label>
                    {said.check}
                    <select value={check} onChange={(e) => setCheck(e.target.value as Check)}>
                      {(['STRICT', 'PRESENT', 'NONE'] as const).map((each) => <option key={each} value={each}>{said.checks[each]}</option>)}
                    </select>
                  </label>
                ) : null}
                {setting.kind === 'error' ? (
                  <label>{said.attempts}<input type="number" min={0} value={retries} onChange={(e) => setRetries(e.target.value)} /></label>
                ) : null}
              </div>
            </>
          ) : null}
          {wrong ? <p className="forms-error" role="status">{said.wrongInput(wrong[0], wrong[1]!)}</p> : null}
          <button type="submit" className="primary" disabled={isTesting || wrong !== undefined}>{isTesting ? said.running : said.run}</button>
        </form>
        <section aria-label={said.outcome} aria-live="polite">
          {error ? <Failure error={error} /> : null}
          {answer ? <Outcome answer={answer} /> : null}
        </section>
      </div>
    </Dialog>
  );
}

function Outcome({ answer }: { answer: TestStateAnswer }) {
  const { state } = useForm();
  const stages = useMemo(() => stagesOf({ state: state!, reach: 'whole' }, answer), [state, answer]);
  const { request, response } = answer.inspectionData ?? {};
  return (
    <>
      <p className="data-outcome"><strong className={`test-${answer.status.toLowerCase()}`}>{said.statuses[answer.status]}</strong> {outcomeOf(answer)}</p>
      <Stages stages={stages} />
      {request ? <details><summary>{said.sent}</summary><Json text={JSON.stringify(request)} label={said.sent} /></details> : null}
      {response ? <details><summary>{said.answered}</summary><Json text={JSON.stringify(response)} label={said.answered} /></details> : null}
    </>
  );
}

/** Tests the state in its machine; where that is not whole yet, by itself. */
async function testAlone({ document, state, isJsonata }: ReturnType<typeof useForm>, request: Omit<TestStateRequest, 'definition'>): Promise<TestStateAnswer> {
  try {
    return await call('TestState', { ...request, definition: document.plain, stateName: state!.name });
  } catch (e) {
    if ((e as Error).name !== 'InvalidDefinition') {
      throw e;
    }

    return await call('TestState', { ...request, definition: JSON.stringify({ ...(isJsonata ? { QueryLanguage: 'JSONata' } : {}), ...state!.json }) });
  }
}

function variablesOf({ state, runs }: ReturnType<typeof useForm>): string {
  const last = lastVisit(runs, state!);
  const variables = last ? Object.entries(last.run.variablesAt(last.visit)) : [];
  return `{${variables.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
}
