import { useMemo, useState } from 'react';
import { Dialog } from '../../../parts/Dialog.tsx';
import { formTexts } from '../../../formTexts.ts';
import { useForm } from './form.ts';
import type { Moment } from './moments.ts';
import { suggestionsFor } from './suggested.ts';

const said = formTexts;

interface PickProps {
  label: string;
  moment: Moment;
  /** Whether a path alone can stand there, and no function. */
  isPath?: boolean;
  onPick: (expression: string) => void;
}

/** A button that offers what an expression may name: data of the last run, variables, the context, functions. */
export function PickValue({ label, onPick, ...where }: PickProps) {
  const { wantRuns } = useForm();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="quiet forms-pick" aria-label={said.pickFor(label)} onClick={() => { wantRuns(); setOpen(true); }}>{said.pick}</button>
      {isOpen ? (
        <Dialog title={said.pickFor(label)} onClose={() => setOpen(false)}>
          <Suggestions {...where} onPick={(expression) => { setOpen(false); onPick(expression); }} />
        </Dialog>
      ) : null}
    </>
  );
}

function Suggestions({ moment, isPath, onPick }: Omit<PickProps, 'label'>) {
  const form = useForm();
  const [search, setSearch] = useState('');
  const groups = useMemo(() => suggestionsFor(form, moment, isPath !== true), [form, moment, isPath]);
  const wanted = search.trim().toLowerCase();
  const found = groups
    .map((group) => ({ ...group, suggestions: group.suggestions.filter(({ expression, sample }) => `${expression} ${sample ?? ''}`.toLowerCase().includes(wanted)) }))
    .filter(({ suggestions }) => suggestions.length > 0);
  return (
    <div className="forms-suggestions">
      <label>{said.search}<input type="search" value={search} onChange={(e) => setSearch(e.target.value)} /></label>
      {form.runs.length > 0 ? null : <p className="forms-help">{said.noRun}</p>}
      {found.map(({ title, suggestions }) => (
        <section key={title} aria-label={title}>
          <h3>{title}</h3>
          <ul>
            {suggestions.map(({ expression, sample }) => (
              <li key={expression}>
                <button type="button" className="quiet" onClick={() => onPick(expression)}>
                  <code>{expression}</code>{sample === undefined ? null : <span className="forms-sample">{sample}</span>}
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {found.length === 0 ? <p className="none">{said.nothingFound}</p> : null}
    </div>
  );
}
