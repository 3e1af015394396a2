import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { anyRole } from '../../../api/arns.ts';
import { call } from '../../../api/client.ts';
import type { Machine, MachineType } from '../../../api/types.ts';
import type { Design } from '../../../design/Design.ts';
import { fileOf, type Format, formats, toFormat } from '../../../design/formats/export.ts';
import { useDesign } from '../../../design/useDesign.ts';
import { designerTexts } from '../../../designerTexts.ts';
import { Dialog } from '../../../parts/Dialog.tsx';
import { Editor } from '../../../parts/Editor.tsx';
import { Failure } from '../../../parts/Failure.tsx';
import { saveFile } from '../../../parts/saveFile.ts';
import { routes } from '../../../routes.ts';
import { texts } from '../../../texts.ts';
import { StartDialog } from '../../machines/StartDialog.tsx';
import { isVersion, type Version } from '../drafts.ts';

const said = designerTexts.saving;

/**
 * Saves what was drawn, as a new state machine or over the one that it was made of, and runs it.
 * @param machine As it was when editing began.
 */
export default function SaveBar({ design, machine, name = '' }: { design: Design; machine: Machine | undefined; name?: string }) {
  const document = useDesign(design);
  const { isReadable } = document;
  const plain = useMemo(() => design.plain, [design, document]);
  const client = useQueryClient();
  const [asked, setAsked] = useState<'name' | 'run'>();
  const [other, setOther] = useState<Machine>();
  const [error, setError] = useState<Error>();
  // What was saved from here is nobody else's, though the machine is not yet asked for again.
  const own = useRef<Version>(undefined);
  const isChanged = machine?.definition !== plain;
  const save = async (over?: Machine): Promise<void> => {
    if (!machine) {
      setAsked('name');
      return;
    }

    const { stateMachineArn } = machine;
    setError(undefined);
    try {
      const now = await call('DescribeStateMachine', { stateMachineArn });
      if (now.definition !== plain && ![machine, own.current, over].some((known) => isVersion(now, known))) {
        setOther(now);
        return;
      }

      setOther(undefined);
      own.current = { ...(await call('UpdateStateMachine', { stateMachineArn, definition: plain })), definition: plain };
      await client.invalidateQueries({ queryKey: ['DescribeStateMachine'] });
    } catch (refusal) {
      setError(refusal as Error);
    }
  };
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
      <button type="button" className="primary" disabled={!isReadable || !isChanged} onClick={() => void save()}>{machine && !isChanged ? said.saved : said.save}</button>
      {machine ? <button type="button" disabled={isChanged} onClick={() => setAsked('run')}>{said.run}</button> : null}
      {error ? <Dialog title={said.save} onClose={() => setError(undefined)}><Failure error={error} /></Dialog> : null}
      {asked === 'name' ? <CreateDialog definition={plain} name={name} onClose={() => setAsked(undefined)} /> : null}
      {asked === 'run' && machine ? <StartDialog machineArn={machine.stateMachineArn} type={machine.type} onClose={() => setAsked(undefined)} /> : null}
      {other ? (
        <Dialog wide title={said.otherTitle} onClose={() => setOther(undefined)}>
          <p>{said.other}</p>
          <Editor label={said.texts} value={plain} original={other.definition} />
          <div className="bar"><button type="button" className="danger push" onClick={() => void save(other)}>{said.over}</button></div>
        </Dialog>
      ) : null}
    </div>
  );
}

function CreateDialog({ definition, name: given, onClose }: { definition: string; name: string; onClose: () => void }) {
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
          <input value={name} required autoFocus maxLength={80} pattern="[A-Za-z0-9_\-]+" title={said.nameRule} onChange={(e) => setName(e.target.value)} />
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
