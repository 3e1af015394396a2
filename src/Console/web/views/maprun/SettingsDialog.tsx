import { type FormEvent, useState } from 'react';
import { call } from '../../api/client.ts';
import type { MapRun } from '../../api/types.ts';
import { Dialog } from '../../parts/Dialog.tsx';
import { Failure } from '../../parts/Failure.tsx';
import { texts } from '../../texts.ts';

const said = texts.mapRun;
const fields = [
  { name: 'maxConcurrency', label: said.concurrency, about: said.aboutConcurrency, most: 10000, step: 1 },
  { name: 'toleratedFailureCount', label: said.toleratedCount, about: said.aboutCount, most: undefined, step: 1 },
  { name: 'toleratedFailurePercentage', label: said.toleratedPercentage, about: said.aboutPercentage, most: 100, step: 'any' },
] as const;

/** Changes what a Map Run that goes on keeps to: how many children at once, and how many failures. */
export function SettingsDialog({ run, onClose }: { run: MapRun; onClose: () => void }) {
  const [values, setValues] = useState(() => Object.fromEntries(fields.map(({ name }) => [name, String(run[name])])));
  const [error, setError] = useState<Error>();
  const changes = Object.fromEntries(fields.filter(({ name }) => Number(values[name]) !== run[name]).map(({ name }) => [name, Number(values[name])]));
  const submit = async (e: FormEvent): Promise<void> => {
    e.preventDefault();
    try {
      await call('UpdateMapRun', { mapRunArn: run.mapRunArn, ...changes });
      onClose();
    } catch (refusal) {
      setError(refusal as Error);
    }
  };
  return (
    <Dialog title={said.change} onClose={onClose}>
      <form className="form" onSubmit={(e) => void submit(e)}>
        {fields.map(({ name, label, about, most, step }) => (
          <div key={name}>
            <label>
              {label}
              <input
                type="number" required min={0} max={most} step={step} value={values[name]} aria-describedby={`about-${name}`}
                onChange={(e) => setValues({ ...values, [name]: e.target.value })}
              />
            </label>
            <p id={`about-${name}`} className="none">{about}</p>
          </div>
        ))}
        {error ? <Failure error={error} /> : null}
        <div className="bar">
          <button type="submit" className="primary" disabled={Object.keys(changes).length === 0}>{said.save}</button>
        </div>
      </form>
    </Dialog>
  );
}
