import { lazy, Suspense, useState } from 'react';
import { executionName, machineOfExecution } from '../../api/arns.ts';
import { call } from '../../api/client.ts';
import type { Execution } from '../../api/types.ts';
import { Dialog } from '../../parts/Dialog.tsx';
import { Failure } from '../../parts/Failure.tsx';
import { texts } from '../../texts.ts';

const StartDialog = lazy(async () => ({ default: (await import('../machines/StartDialog.tsx')).StartDialog }));

/** What can be done to an execution. @param onDone Called when something was done. */
export function ExecutionActions({ execution, onDone }: { execution: Execution; onDone: () => Promise<void> }) {
  const [open, setOpen] = useState<'stop' | 'start'>();
  const [error, setError] = useState<Error>();
  const [isBusy, setBusy] = useState(false);
  const { executionArn, status, redriveStatus, redriveStatusReason, input } = execution;
  const { isExpress, label } = executionName(executionArn);
  const redrive = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await call('RedriveExecution', { executionArn });
      await onDone();
    } catch (refusal) {
      setError(refusal as Error);
    } finally {
      setBusy(false);
    }
  };
  const isEnded = status !== 'RUNNING' && status !== 'SUCCEEDED' && !isExpress;
  const obstacle = redriveStatus === 'REDRIVABLE_BY_MAP_RUN' ? texts.execution.redriveByMapRun : redriveStatus === 'NOT_REDRIVABLE' ? redriveStatusReason : undefined;
  return (
    <div className="execution-actions">
      {status === 'RUNNING' && !isExpress ? <button type="button" className="danger" onClick={() => setOpen('stop')}>{texts.execution.stop}</button> : null}
      {isEnded ? (
        <button type="button" disabled={isBusy || obstacle !== undefined} aria-describedby={obstacle === undefined ? undefined : 'redrive-obstacle'} onClick={() => void redrive()}>
          {texts.execution.redrive}
        </button>
      ) : null}
      {label === undefined ? <button type="button" onClick={() => setOpen('start')}>{texts.execution.startAgain}</button> : null}
      {isEnded && obstacle !== undefined ? <p id="redrive-obstacle" className="none">{texts.execution.noRedrive(obstacle)}</p> : null}
      {error ? <Failure error={error} /> : null}
      {open === 'stop' ? <StopDialog executionArn={executionArn} onClose={() => setOpen(undefined)} onDone={onDone} /> : null}
      {open === 'start' ? (
        <Suspense>
          <StartDialog
            machineArn={execution.stateMachineAliasArn ?? execution.stateMachineVersionArn ?? machineOfExecution(executionArn)}
            type={isExpress ? 'EXPRESS' : 'STANDARD'}
            {...(input === undefined ? {} : { input })}
            onClose={() => setOpen(undefined)}
          />
        </Suspense>
      ) : null}
    </div>
  );
}

function StopDialog({ executionArn, onClose, onDone }: { executionArn: string; onClose: () => void; onDone: () => Promise<void> }) {
  const [error, setError] = useState('');
  const [cause, setCause] = useState('');
  const [refusal, setRefusal] = useState<Error>();
  const stop = async (): Promise<void> => {
    try {
      await call('StopExecution', { executionArn, ...(error ? { error } : {}), ...(cause ? { cause } : {}) });
      await onDone();
      onClose();
    } catch (e) {
      setRefusal(e as Error);
    }
  };
  return (
    <Dialog title={texts.execution.stopTitle} onClose={onClose}>
      <form className="execution-stop" onSubmit={(e) => { e.preventDefault(); void stop(); }}>
        <p>{texts.execution.stopAbout}</p>
        <label>{texts.execution.stopError}<input value={error} maxLength={256} onChange={(e) => setError(e.target.value)} /></label>
        <label>{texts.execution.stopCause}<textarea value={cause} rows={3} maxLength={32768} onChange={(e) => setCause(e.target.value)} /></label>
        {refusal ? <Failure error={refusal} /> : null}
        <div className="execution-buttons">
          <button type="button" onClick={onClose}>{texts.cancel}</button>
          <button type="submit" className="primary">{texts.execution.stop}</button>
        </div>
      </form>
    </Dialog>
  );
}
