import { type FormEvent, lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { anyRole } from '../../../api/arns.ts';
import { call } from '../../../api/client.ts';
import { formTexts } from '../../../formTexts.ts';
import { visitToShow } from '../../../model/choice.ts';
import { allStates, readDefinition, type StateNode } from '../../../model/definition.ts';
import type { History } from '../../../model/history.ts';
import type { Run } from '../../../model/run.ts';
import { failedVisit } from '../../../model/visit.ts';
import { canBeMocked, Walk } from '../../../model/walk.ts';
import { Dialog } from '../../../parts/Dialog.tsx';
import { Editor } from '../../../parts/Editor.tsx';
import { Empty } from '../../../parts/Empty.tsx';
import { Failure } from '../../../parts/Failure.tsx';
import { formatJson } from '../../../parts/format.ts';
import { Json } from '../../../parts/Json.tsx';
import { Loading } from '../../../parts/Loading.tsx';
import { Status } from '../../../parts/Status.tsx';
import { VisitDetail } from '../../execution/VisitDetail.tsx';
import '../../execution/execution.css';
import { faultOf } from '../forms/controls.tsx';
import { errorNames } from '../../../design/language/functions.ts';
import { useForm } from '../forms/form.ts';
import { MockFields, useExample } from './MockFields.tsx';
import { exampleResult, firstSetting, kindsFor, mockFor, type MockSetting, recordedMocks } from './mocks.ts';
import './test.css';

const Graph = lazy(() => import('../../../graph/Graph.tsx'));

const said = formTexts.test;

interface TestWorkflowProps {
  /** The last execution of the machine. */
  recorded: History | undefined;
  onClose: () => void;
  /** Is given what happened, for who picks values. */
  onTested: (history: History) => void;
}

/** Tests the whole workflow state by state, and shows in its graph what happens. */
export default function TestWorkflow({ recorded, onClose, onTested }: TestWorkflowProps) {
  const { document, machine } = useForm();
  const definition = document.plain;
  const scope = useMemo(() => (document.isReadable ? readDefinition(definition) : undefined), [document, definition]);
  const states = useMemo(() => (scope ? [...allStates(scope)].filter(canBeMocked) : []), [scope]);
  const [input, setInput] = useState(() => formatJson(recorded?.visits[0]?.input ?? '{}'));
  const [settings, setSettings] = useState<ReadonlyMap<string, MockSetting>>(new Map());
  const { run, error, isRunning, start, stop } = useWalk();
  const [selected, setSelected] = useState<number>();
  const wrong = faultOf(input);
  const settingOf = (state: StateNode): MockSetting => settings.get(state.name) ?? firstSetting(state, recorded);
  const submit = async (e: FormEvent): Promise<void> => {
    e.preventDefault();
    if (!scope) {
      return;
    }

    setSelected(undefined);
    const examples = new Map(await Promise.all(states.map(async (state) => [state.name, await exampleResult(state)] as const)));
    const known = new Map(states.map((state) => [state.name, recordedMocks(state, recorded)]));
    const walked = await start(definition, new Walk({
      definition,
      scope,
      input: input.trim() || '{}',
      mockOf: (state, time) => mockFor(settingOf(state), time, known.get(state.name) ?? [], examples.get(state.name) ?? '{}'),
      test: (request) => call('TestState', request),
      roleArn: machine?.roleArn ?? anyRole,
    }));
    onTested(walked);
    setSelected((before) => before ?? failedVisit(walked.root)?.id);
  };
  return (
    <Dialog title={said.workflow} onClose={() => { stop(); onClose(); }} wide>
      <p className="forms-help">{said.about}</p>
      {scope && scope.states.size > 0 ? (
        <div className="test-workflow">
          <form className="test-workflow-settings" onSubmit={(e) => void submit(e)}>
            <h3>{said.input}</h3>
            <Editor label={said.input} value={input} onChange={setInput} />
            {wrong === undefined ? null : <p className="forms-error" role="status">{said.wrongInput(said.input, wrong)}</p>}
            <div className="bar">
              {isRunning ? <button type="button" className="danger" onClick={stop}>{said.stop}</button>
                : <button type="submit" className="primary" disabled={wrong !== undefined}>{said.run}</button>}
              {run ? <><Status of={isRunning ? 'RUNNING' : run.history.status} /><span role="status">{said.steps(run.history.visits.length)}</span></> : null}
            </div>
            {error ? <Failure error={error} /> : null}
            <h3>{said.mocks}</h3>
            {states.length === 0 ? <p className="none">{said.noMocks}</p> : null}
            <ul className="test-mocks">
              {states.map((state) => (
                <MockRow key={state.name} state={state} recorded={recorded} setting={settingOf(state)} onChange={(setting) => setSettings((before) => new Map(before).set(state.name, setting))} />
              ))}
            </ul>
          </form>
          <Picture scope={scope} run={run} selected={selected} onSelect={setSelected} />
        </div>
      ) : <Empty title={document.isReadable ? said.nothing : said.unreadable} />}
    </Dialog>
  );
}

function MockRow({ state, recorded, setting, onChange }: { state: StateNode; recorded: History | undefined; setting: MockSetting; onChange: (setting: MockSetting) => void }) {
  const example = useExample(state);
  const kinds = useMemo(() => kindsFor(state, recorded), [state, recorded]);
  return (
    <li>
      <strong>{state.name}</strong>
      <MockFields label={state.name} kinds={kinds} setting={setting} example={example} errors={errorNames} hasTimes onChange={onChange} />
    </li>
  );
}

interface PictureProps {
  scope: NonNullable<Run['definition']>;
  run: Run | undefined;
  selected: number | undefined;
  onSelect: (visit: number | undefined) => void;
}

/** The graph with what happened so far, and the visit that is selected. */
function Picture({ scope, run, selected, onSelect }: PictureProps) {
  const visit = selected === undefined ? undefined : run?.history.visit(selected);
  const select = useCallback(
    (state: StateNode) => onSelect(run && visitToShow(run.history, state.name, visit)?.id),
    [run, visit, onSelect],
  );
  const ended = run?.history.events.at(-1);
  const output = (ended?.['executionSucceededEventDetails'] as { output?: string } | undefined)?.output;
  return (
    <>
      <div className="test-picture">
        <Suspense fallback={<Loading />}>
          <Graph
            definition={scope}
            label={said.graph}
            onSelect={select}
            {...(run ? { history: run.history, version: run.version } : {})}
            {...(visit ? { selected: visit.state } : {})}
          />
        </Suspense>
      </div>
      <section className="test-visit" aria-label={said.outcome}>
        {run && visit ? <VisitDetail run={run} visit={visit} onSelect={onSelect} />
          : output === undefined ? <p className="none">{said.selectState}</p>
          : <><h3>{said.output}</h3><Json text={output} label={said.output} /></>}
      </section>
    </>
  );
}

/** A walk as it goes: shown again at most once a frame. */
function useWalk() {
  const [run, setRun] = useState<Run>();
  const [error, setError] = useState<Error>();
  const [isRunning, setRunning] = useState(false);
  const walking = useRef<AbortController>(undefined);
  useEffect(() => () => walking.current?.abort(), []);
  const stop = useCallback(() => walking.current?.abort(), []);
  const start = useCallback(async (definitionText: string, walk: Walk): Promise<History> => {
    const controller = new AbortController();
    walking.current?.abort();
    walking.current = controller;
    const { history, definition } = walk;
    let version = 0;
    let frame = 0;
    const show = (): void => setRun({ execution: undefined, definition, definitionText, history, version: ++version });
    setError(undefined);
    setRunning(true);
    show();
    try {
      await walk.go(() => {
        frame ||= requestAnimationFrame(() => { frame = 0; show(); });
      }, controller.signal);
    } catch (e) {
      if (!controller.signal.aborted) {
        setError(e as Error);
      }
    } finally {
      cancelAnimationFrame(frame);
      show();
      setRunning(false);
    }

    return history;
  }, []);
  return { run, error, isRunning, start, stop };
}
