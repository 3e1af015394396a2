import { type FormEvent, useState } from 'react';
import { executionName, isExecutionArn, machineOfExecution, nameOf } from '../../api/arns.ts';
import { useOperation } from '../../api/queries.ts';
import type { ExecutionItem } from '../../api/types.ts';
import { Failure } from '../../parts/Failure.tsx';
import { formatTime } from '../../parts/format.ts';
import { texts } from '../../texts.ts';

interface PickersProps {
  left: string | undefined;
  right: string | undefined;
  onPick: (left: string | undefined, right: string | undefined) => void;
}

/** Which two executions: of the recent ones of a machine, or by their ARNs. */
export function Pickers({ left, right, onPick }: PickersProps) {
  const of = left ?? right;
  const [chosen, setChosen] = useState<string>();
  const machine = of ? machineOfExecution(of) : chosen;
  const machines = useOperation('ListStateMachines', { maxResults: 1000 });
  const recent = useOperation('ListExecutions', machine ? { stateMachineArn: machine, maxResults: 100 } : undefined);
  const executions = recent.data?.executions ?? [];
  const standard = (machines.data?.stateMachines ?? []).filter((each) => each.type === 'STANDARD');
  const pickMachine = (arn: string): void => {
    setChosen(arn || undefined);
    if (of) {
      onPick(undefined, undefined);
    }
  };
  return (
    <>
      <div className="bar">
        <label>
          {texts.compare.machine}
          <select value={machine ?? ''} onChange={(e) => pickMachine(e.target.value)}>
            <option value="">{texts.compare.noMachine}</option>
            {machine && !standard.some((each) => each.stateMachineArn === machine) ? <option value={machine}>{nameOf(machine)}</option> : null}
            {standard.map((each) => <option key={each.stateMachineArn} value={each.stateMachineArn}>{each.name}</option>)}
          </select>
        </label>
        <button type="button" disabled={!left && !right} onClick={() => onPick(right, left)}>{texts.compare.swap}</button>
      </div>
      {machines.error ? <Failure error={machines.error} /> : null}
      {recent.error ? <Failure error={recent.error} /> : null}
      <div className="compare-pickers">
        <Picker key={`left ${left}`} label={texts.compare.left} value={left} executions={executions} onPick={(arn) => onPick(arn, right)} />
        <Picker key={`right ${right}`} label={texts.compare.right} value={right} executions={executions} onPick={(arn) => onPick(left, arn)} />
      </div>
    </>
  );
}

interface PickerProps {
  label: string;
  value: string | undefined;
  executions: ExecutionItem[];
  onPick: (arn: string | undefined) => void;
}

function Picker({ label, value, executions, onPick }: PickerProps) {
  const [text, setText] = useState(value ?? '');
  const trimmed = text.trim();
  const submit = (e: FormEvent): void => {
    e.preventDefault();
    if (isExecutionArn(trimmed)) {
      onPick(trimmed);
    }
  };
  return (
    <fieldset className="compare-picker">
      <legend>{label}</legend>
      <label>
        {texts.compare.recent}
        <select value={value ?? ''} onChange={(e) => onPick(e.target.value || undefined)}>
          <option value="">{texts.compare.pick}</option>
          {value && !executions.some((each) => each.executionArn === value) ? <option value={value}>{executionName(value).name}</option> : null}
          {executions.map((each) => (
            <option key={each.executionArn} value={each.executionArn}>
              {texts.compare.execution(each.name, texts.status[each.status] ?? each.status, formatTime(each.startDate))}
            </option>
          ))}
        </select>
      </label>
      <form onSubmit={submit}>
        <label>
          {texts.compare.arn}
          <input value={text} spellCheck={false} onChange={(e) => setText(e.target.value)} aria-invalid={trimmed !== '' && !isExecutionArn(trimmed)} />
        </label>
        <button type="submit" disabled={!isExecutionArn(trimmed) || trimmed === value}>{texts.compare.take}</button>
      </form>
    </fieldset>
  );
}
