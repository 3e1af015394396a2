import { useState } from 'react';
import { sequence } from '../../../design/edits/changes.ts';
import { setField } from '../../../design/edits/fields.ts';
import type { Document } from '../../../design/document.ts';
import { formTexts } from '../../../formTexts.ts';
import { patternsOf, readResource, type Resource, writeResource } from '../../../model/integration.ts';
import { around, lastOf, within } from '../../../model/pointer.ts';
import { TextControl } from './controls.tsx';
import { type Slot, useForm } from './form.ts';
import { Labelled } from './Labelled.tsx';
import { PickResource } from './PickResource.tsx';

const said = formTexts;

type Integration = Extract<Resource, { kind: 'integration' }>;

/** What a Task runs: its ARN, an integration to choose, and when the task ends. */
export function ResourceField({ slot, help, link }: { slot: Slot; help: string; link: string }) {
  const { design } = useForm();
  const [isOpen, setOpen] = useState(false);
  const resource = typeof slot.value === 'string' ? readResource(slot.value) : undefined;
  const patterns = resource?.kind === 'integration' ? patternsOf(resource.service, resource.action) : [];
  const choose = (chosen: Pick<Integration, 'service' | 'action'>): void => {
    setOpen(false);
    design.edit(changeResource(design.document, slot.at, writeResource({ ...chosen, pattern: 'request' })));
  };
  return (
    <>
      <Labelled
        label={lastOf(slot.at)}
        help={help}
        link={link}
        isRequired
        tools={<button type="button" className="quiet" onClick={() => setOpen(true)}>{said.chooseAction}</button>}
      >
        {({ id, describedBy }) => <TextControl id={id} describedBy={describedBy} slot={slot} lines keepsEmpty />}
      </Labelled>
      {resource?.kind === 'integration' && patterns.length > 1 ? (
        <Labelled label={said.pattern} help={resource.pattern === 'token' ? said.tokenHelp : undefined}>
          {({ id, describedBy }) => (
            <select
              id={id}
              aria-describedby={describedBy}
              value={resource.pattern}
              onChange={(e) => slot.set(JSON.stringify(writeResource({ ...resource, pattern: e.target.value as Integration['pattern'] })))}
            >
              {patterns.map((pattern) => <option key={pattern} value={pattern}>{said.patterns[pattern]}</option>)}
            </select>
          )}
        </Labelled>
      ) : null}
      {isOpen ? <PickResource onPick={choose} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

/** Gives a Task another resource; arguments in which nothing was filled in go with the old one. */
function changeResource(document: Document, at: string, arn: string) {
  const state = around(at);
  const unused = ['Arguments', 'Parameters'].find((field) => {
    const node = document.nodeAt(within(state, field));
    return node?.type === 'object' && (node.children ?? []).every(({ children }) => children?.[1]?.value === '');
  });
  return sequence(
    document,
    (now) => setField(now, state, lastOf(at), JSON.stringify(arn)),
    (now) => (unused === undefined ? [] : setField(now, state, unused, undefined)),
  );
}
