import type { ReactNode } from 'react';
import { machineFields } from '../../../design/fields.ts';
import { formTexts } from '../../../formTexts.ts';
import { Fields } from './FieldControl.tsx';
import { useForm } from './form.ts';
import { StartOf } from './Lists.tsx';

const said = formTexts;

/** What holds for the whole machine. */
export function MachineForm({ onSelect, children }: { onSelect: (pointer: string) => void; children?: ReactNode }) {
  const { document } = useForm();
  const named = (...names: string[]) => machineFields.filter(({ name }) => names.includes(name));
  return (
    <>
      <h2>{said.machine}</h2>
      {children}
      <Fields at="" fields={named('Comment')} />
      <StartOf scope="" start={document.scope?.startAt || undefined} onSelect={onSelect} />
      <Fields at="" fields={named('QueryLanguage', 'TimeoutSeconds', 'Version')} />
    </>
  );
}
