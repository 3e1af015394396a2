import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { anyRole } from '../../../api/arns.ts';
import { call } from '../../../api/client.ts';
import type { MachineType } from '../../../api/types.ts';
import { designerTexts } from '../../../designerTexts.ts';
import { Dialog } from '../../../parts/Dialog.tsx';
import { Failure } from '../../../parts/Failure.tsx';
import { routes } from '../../../routes.ts';
import { texts } from '../../../texts.ts';

const said = designerTexts.saving;

/** Asks for name and type of a new state machine, and creates it. */
export function CreateDialog({ definition, name: given, onClose }: { definition: string; name: string; onClose: () => void }) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [name, setName] = useState(given);
  const [type, setType] = useState<MachineType>('STANDARD');
  const [error, setError] = useState<Error>();
  const submit = async (e: FormEvent): Promise<void> => {
    e.preventDefault();
    try {
      await call('CreateStateMachine', { name, type, definition, roleArn: anyRole });
      await client.invalidateQueries({ queryKey: ['ListStateMachines'] });
      navigate(routes.edit(name));
    } catch (refusal) {
      setError(refusal as Error);
    }
  };
  return (
    <Dialog title={said.title} onClose={onClose}>
      <form className="designer-form" onSubmit={(e) => void submit(e)}>
        <label>
          {said.name}
          <input value={name} required data-first maxLength={80} pattern="[A-Za-z0-9_\-]+" title={said.nameRule} onChange={(e) => setName(e.target.value)} />
        </label>
        <label>
          {said.type}
          <select value={type} onChange={(e) => setType(e.target.value as MachineType)}>
            {(['STANDARD', 'EXPRESS'] as const).map((each) => <option key={each} value={each}>{texts.machines.types[each]}</option>)}
          </select>
        </label>
        {error ? <Failure error={error} /> : null}
        <div className="bar"><button type="submit" className="primary push">{said.create}</button></div>
      </form>
    </Dialog>
  );
}
