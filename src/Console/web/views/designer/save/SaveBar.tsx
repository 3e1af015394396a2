import { useState } from 'react';
import type { Machine } from '../../../api/types.ts';
import type { Design } from '../../../design/Design.ts';
import { fileOf, type Format, formats, toFormat } from '../../../design/formats/export.ts';
import { designerTexts } from '../../../designerTexts.ts';
import { Dialog } from '../../../parts/Dialog.tsx';
import { Failure } from '../../../parts/Failure.tsx';
import { saveFile } from '../../../parts/saveFile.ts';
import { StartDialog } from '../../machines/StartDialog.tsx';
import { CreateDialog } from './CreateDialog.tsx';
import { OverwriteDialog } from './OverwriteDialog.tsx';
import { PublishDialog } from './PublishDialog.tsx';
import { useSave } from './useSave.ts';

const said = designerTexts.saving;

/**
 * Saves what was drawn, as a new state machine or over the one that it was made of, publishes it and runs it.
 * @param machine As it was when editing began.
 */
export default function SaveBar({ design, machine, name = '' }: { design: Design; machine: Machine | undefined; name?: string }) {
  const { plain, isChanged, save, ask, asked, dismiss } = useSave(design, machine);
  const { document } = design;
  const { isReadable } = document;
  const [opened, setOpened] = useState<'name' | 'publish' | 'run'>();
  const [error, setError] = useState<Error>();
  const close = (): void => setOpened(undefined);
  const exportAs = (format: Format): void => {
    const { ending, type } = fileOf[format];
    toFormat(document, format).then((text) => saveFile((machine?.name ?? (name || 'workflow')) + ending, text, type), setError);
  };
  return (
    <div className="designer-group">
      <select aria-label={said.exportAs} value="" onChange={(e) => exportAs(e.target.value as Format)}>
        <option value="" disabled>{said.exportAs}</option>
        {formats.map((format) => <option key={format} value={format}>{said.formats[format]}</option>)}
      </select>
      <button type="button" className="primary" disabled={!isReadable || !isChanged} onClick={() => (machine ? void ask().catch(setError) : setOpened('name'))}>
        {machine && !isChanged ? said.saved : said.save}
      </button>
      {machine ? (
        <>
          <button type="button" disabled={!isReadable} onClick={() => setOpened('publish')}>{designerTexts.publishing.open}</button>
          <button type="button" disabled={isChanged} onClick={() => setOpened('run')}>{said.run}</button>
        </>
      ) : null}
      {error ? <Dialog title={said.save} onClose={() => setError(undefined)}><Failure error={error} /></Dialog> : null}
      {opened === 'name' ? <CreateDialog definition={plain} name={name} onClose={close} /> : null}
      {opened === 'publish' && machine ? <PublishDialog machine={machine} isChanged={isChanged} save={save} onClose={close} /> : null}
      {opened === 'run' && machine ? <StartDialog machineArn={machine.stateMachineArn} type={machine.type} onClose={close} /> : null}
      {asked ? <OverwriteDialog asked={asked} plain={plain} onSave={save} onClose={dismiss} /> : null}
    </div>
  );
}
