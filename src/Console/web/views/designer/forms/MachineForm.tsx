import type { ReactNode } from 'react';
import { machineFields } from '../../../design/fields.ts';
import { setQueryLanguage } from '../../../design/edits/fields.ts';
import { formTexts } from '../../../formTexts.ts';
import { Fields } from './FieldControl.tsx';
import { useForm } from './form.ts';
import { Labelled } from './Labelled.tsx';
import { StartOf } from './Lists.tsx';

const said = formTexts;

/** What holds for the whole machine. */
export function MachineForm({ onSelect, children }: { onSelect: (pointer: string) => void; children?: ReactNode }) {
  const { design, document, isJsonata } = useForm();
  const named = (...names: string[]) => machineFields.filter(({ name }) => names.includes(name));
  const language = machineFields.find(({ name }) => name === 'QueryLanguage');
  return (
    <>
      <h2>{said.machine}</h2>
      {children}
      <Fields at="" fields={named('Comment')} />
      <StartOf scope="" start={document.scope?.startAt || undefined} onSelect={onSelect} />
      <Labelled label="QueryLanguage" help={language?.help}>
        {({ id, describedBy }) => (
          <select
            id={id}
            aria-describedby={describedBy}
            value={isJsonata ? 'JSONata' : 'JSONPath'}
            onChange={(e) => design.edit(setQueryLanguage(document, '', e.target.value as 'JSONPath' | 'JSONata'))}
          >
            <option>JSONPath</option>
            <option>JSONata</option>
          </select>
        )}
      </Labelled>
      <Fields at="" fields={named('TimeoutSeconds', 'Version')} />
    </>
  );
}
