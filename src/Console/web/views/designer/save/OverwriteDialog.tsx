import { useState } from 'react';
import type { Machine } from '../../../api/types.ts';
import { designerTexts } from '../../../designerTexts.ts';
import { Dialog } from '../../../parts/Dialog.tsx';
import { Difference } from '../../../parts/Difference.tsx';
import { Failure } from '../../../parts/Failure.tsx';
import type { Overwriting } from './useSave.ts';

const said = designerTexts.saving;

/** What is stored and what it becomes, before it is saved: the own changes, or also those of somebody else that would be lost. */
export function OverwriteDialog({ asked: { stored, isOther }, plain, onSave, onClose }: {
  asked: Overwriting;
  plain: string;
  onSave: (over: Machine) => Promise<unknown>;
  onClose: () => void;
}) {
  const [isSaving, setSaving] = useState(false);
  const [error, setError] = useState<Error>();
  const save = (): void => {
    setSaving(true);
    setError(undefined);
    onSave(stored).catch(setError).finally(() => setSaving(false));
  };
  return (
    <Dialog wide title={isOther ? said.otherTitle : said.changesTitle} onClose={onClose}>
      <p>{isOther ? said.other : said.changes}</p>
      <Difference label={said.texts} left={stored.definition} right={plain} />
      {error ? <Failure error={error} /> : null}
      <div className="bar">
        <button type="button" data-first={isOther ? undefined : true} className={`${isOther ? 'danger' : 'primary'} push`} disabled={isSaving} onClick={save}>
          {isOther ? said.over : said.saveIt}
        </button>
      </div>
    </Dialog>
  );
}
