import { type FormEvent, useState } from 'react';
import type { Change } from '../../design/Design.ts';
import type { Document } from '../../design/document.ts';
import { Refusal } from '../../design/edits/changes.ts';
import { renamed, renameState } from '../../design/edits/names.ts';
import { designerTexts } from '../../designerTexts.ts';
import { lastOf } from '../../model/pointer.ts';
import { Dialog } from '../../parts/Dialog.tsx';

const said = designerTexts.renaming;

/** Gives a state another name. */
export function RenameDialog({ document, state, onEdit, onClose }: {
  document: Document;
  /** Its place. */
  state: string;
  onEdit: (changes: Change[], place: string) => void;
  onClose: () => void;
}) {
  const [name, setName] = useState(lastOf(state));
  const [refusal, setRefusal] = useState<string>();
  const submit = (e: FormEvent): void => {
    e.preventDefault();
    try {
      onEdit(renameState(document, state, name), renamed(state, name));
      onClose();
    } catch (e) {
      if (!(e instanceof Refusal)) {
        throw e;
      }

      setRefusal(e.message);
    }
  };
  return (
    <Dialog title={said.title(lastOf(state))} onClose={onClose}>
      <form className="designer-form" onSubmit={submit}>
        <label>
          {said.name}
          <input value={name} maxLength={80} required autoFocus onFocus={(e) => e.target.select()} onChange={(e) => setName(e.target.value)} />
        </label>
        <p className="none">{said.about}</p>
        {refusal ? <p className="failure" role="alert">{refusal}</p> : null}
        <div className="bar"><button type="submit" className="primary push">{said.save}</button></div>
      </form>
    </Dialog>
  );
}
