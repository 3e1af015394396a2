import { useState } from 'react';
import { setFields } from '../../../design/edits/fields.ts';
import type { Document } from '../../../design/document.ts';
import { formTexts } from '../../../formTexts.ts';
import { patternsOf, readResource, type Resource, writeResource } from '../../../model/integration.ts';
import { around, lastOf, within } from '../../../model/pointer.ts';
import { Dialog } from '../../../parts/Dialog.tsx';
import type { Item } from '../catalogue.ts';
import { Items } from '../Items.tsx';
import { TextControl } from './controls.tsx';
import { type Slot, useForm } from './form.ts';
import { Labelled } from './Labelled.tsx';

const said = formTexts;

type Integration = Extract<Resource, { kind: 'integration' }>;

/** What a Task runs: its ARN, an integration to choose, and when the task ends. */
export function ResourceField({ slot, help, link }: { slot: Slot; help: string; link: string }) {
  const { design, isJsonata } = useForm();
  const [isOpen, setOpen] = useState(false);
  const resource = typeof slot.value === 'string' ? readResource(slot.value) : undefined;
  const patterns = resource?.kind === 'integration' ? patternsOf(resource.service, resource.action) : [];
  const choose = (item: Item): void => {
    setOpen(false);
    design.edit(changeAction(design.document, around(slot.at), item, isJsonata));
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
      {isOpen ? (
        <Dialog title={said.chooseAction} onClose={() => setOpen(false)}>
          <Items only="integrations" onChoose={choose} hasFocus />
        </Dialog>
      ) : null}
    </>
  );
}

/** Gives a Task another action, with the arguments that it usually has: those of the action before are not its own. */
function changeAction(document: Document, state: string, item: Item, isJsonata: boolean) {
  const [{ Type: _, End: __, ...fields } = {}] = Object.values(item.states(isJsonata));
  const before = document.nodeAt(within(state, 'Resource'))?.value;
  return before === fields['Resource'] ? [] : setFields(document, state, {
    Arguments: undefined,
    Parameters: undefined,
    ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, JSON.stringify(value)])),
  });
}
