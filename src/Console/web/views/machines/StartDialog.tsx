import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { plainMachine } from '../../api/arns.ts';
import { call } from '../../api/client.ts';
import type { Execution, MachineType } from '../../api/types.ts';
import { Copy } from '../../parts/Copy.tsx';
import { Dialog } from '../../parts/Dialog.tsx';
import { Editor } from '../../parts/Editor.tsx';
import { Failure } from '../../parts/Failure.tsx';
import { formatJson, formatLength } from '../../parts/format.ts';
import { Json } from '../../parts/Json.tsx';
import { Status } from '../../parts/Status.tsx';
import { routes } from '../../routes.ts';
import { texts } from '../../texts.ts';
import { lastInputs, rememberInput } from './inputs.ts';
import { QualifierSelect } from './QualifierSelect.tsx';
import { useQualifiers } from './qualifiers.ts';
import './machines.css';

const said = texts.start;

/** What the API takes (API/API_StartExecution): letters and signs but those that URLs and shells read as something. */
const namePattern = String.raw`[^\s<>\{\}\[\]?*"#%\\^\|~\`$&,;:\/\u0000-\u001f\u007f-\u009f]+`;

/**
 * Starts an execution, and goes to it. Express executions are waited for, and their result is shown, or are left to themselves.
 * @param input What the input is at first; without it the last one.
 */
export function StartDialog({ machineArn, type, input: given, onClose }: {
  machineArn: string;
  type: MachineType;
  input?: string;
  onClose: () => void;
}) {
  const machine = plainMachine(machineArn);
  const isExpress = type === 'EXPRESS';
  const [, navigate] = useLocation();
  const client = useQueryClient();
  const { qualifiers } = useQualifiers(machine);
  const remembered = useMemo(() => lastInputs(localStorage, machine), [machine]);
  const [input, setInput] = useState(() => formatJson(given ?? remembered[0] ?? '{}'));
  const [name, setName] = useState('');
  const [of, setOf] = useState('');
  const [isAwaited, setAwaited] = useState(isExpress);
  const [isStarting, setStarting] = useState(false);
  const [error, setError] = useState<Error>();
  const [result, setResult] = useState<Execution>();
  const [started, setStarted] = useState<string>();
  const wrong = useMemo(() => faultOf(input), [input]);
  const about = useId();
  const submit = async (e: FormEvent): Promise<void> => {
    e.preventDefault();
    const request = { stateMachineArn: of === '' ? machineArn : `${machine}:${of}`, input, ...(name ? { name } : {}) };
    setStarting(true);
    setError(undefined);
    setResult(undefined);
    setStarted(undefined);
    try {
      rememberInput(localStorage, machine, input);
      if (isAwaited) {
        setResult(await call('StartSyncExecution', request));
        return;
      }

      const { executionArn } = await call('StartExecution', request);
      if (isExpress) {
        setStarted(executionArn);
        return;
      }

      void client.invalidateQueries({ queryKey: ['executions'] });
      onClose();
      navigate(routes.execution(executionArn));
    } catch (refusal) {
      setError(refusal as Error);
    } finally {
      setStarting(false);
    }
  };
  return (
    <Dialog title={said.title} onClose={onClose} wide>
      <form className="form" onSubmit={(e) => void submit(e)}>
        <div className="bar">
          <label>
            {said.name}
            <input value={name} maxLength={80} pattern={namePattern} title={said.nameRule} placeholder={said.nameGiven} onChange={(e) => setName(e.target.value)} />
          </label>
          <QualifierSelect label={said.of} none={said.current} qualifiers={qualifiers} value={of} onChange={setOf} />
          {remembered.length > 0 ? (
            <label>
              {said.last}
              <select className="start-last" value="" onChange={(e) => setInput(formatJson(remembered[Number(e.target.value)] ?? ''))}>
                <option value="" disabled>{said.choose}</option>
                {remembered.map((each, i) => <option key={i} value={i}>{preview(each)}</option>)}
              </select>
            </label>
          ) : null}
          <button type="button" className="push" disabled={wrong !== undefined} onClick={() => setInput(formatJson(input))}>{said.format}</button>
        </div>
        <p className="start-label">{said.input}</p>
        <Editor label={said.input} value={input} onChange={setInput} />
        <p id={about} role="status" className={wrong === undefined ? 'none' : 'start-wrong'}>{wrong === undefined ? said.right : said.wrong(wrong)}</p>
        {isExpress ? (
          <label className="tick">
            <input type="checkbox" checked={isAwaited} onChange={(e) => setAwaited(e.target.checked)} />
            {said.wait}
          </label>
        ) : null}
        {error ? <Failure error={error} /> : null}
        <div className="bar">
          <button type="submit" className="primary" disabled={isStarting || wrong !== undefined} aria-describedby={about}>{isStarting ? said.starting : said.start}</button>
        </div>
      </form>
      {result ? <Result of={result} /> : null}
      {started ? (
        <div role="status" className="panel">
          <p>{said.started}</p>
          <p><code>{started}</code> <Copy text={started} what={texts.machine.arn} /></p>
        </div>
      ) : null}
    </Dialog>
  );
}

/** What came of an Express execution that was waited for. */
function Result({ of: { status, startDate, stopDate, name, output, error, cause } }: { of: Execution }) {
  return (
    <section className="panel" aria-label={said.result}>
      <div className="bar" role="status">
        <h3>{said.result}</h3>
        <Status of={status} />
        <span>{name}</span>
        {stopDate === undefined ? null : <span>{formatLength(stopDate - startDate)}</span>}
      </div>
      {status === 'SUCCEEDED' ? <Json text={output} label={said.output} /> : (
        <>
          <p><strong>{error ?? texts.none}</strong></p>
          {cause === undefined ? null : <Json text={cause} label={said.cause} />}
        </>
      )}
    </section>
  );
}

/** Why a text is no JSON. */
function faultOf(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (e) {
    return (e as Error).message;
  }
}

/** The begin of an input, on one line. */
function preview(input: string): string {
  const line = input.slice(0, 200).replace(/\s+/g, ' ');
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}
