import { type FormEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { Refusal } from '../../../design/edits/changes.ts';
import { renamed, renameState } from '../../../design/edits/names.ts';
import { type Field, fieldsOf } from '../../../design/fields.ts';
import { formTexts } from '../../../formTexts.ts';
import type { StateNode } from '../../../model/definition.ts';
import { lastOf, within } from '../../../model/pointer.ts';
import { Fields } from './FieldControl.tsx';
import { namesOf, useForm } from './form.ts';
import { Labelled } from './Labelled.tsx';
import { Branches, Catchers, Retriers, Rules, StartOf } from './Lists.tsx';
import { NextField } from './NextField.tsx';
import { ValueField } from './ValueField.tsx';

const said = formTexts;

type Section = 'main' | 'data' | 'errors' | 'more';

const sections: Record<string, Section> = {
  InputPath: 'data', Parameters: 'data', ResultSelector: 'data', ResultPath: 'data', OutputPath: 'data', Output: 'data', Assign: 'data', Arguments: 'data',
  Retry: 'errors', Catch: 'errors', TimeoutSeconds: 'errors', TimeoutSecondsPath: 'errors', HeartbeatSeconds: 'errors', HeartbeatSecondsPath: 'errors',
  Type: 'more', QueryLanguage: 'more', Credentials: 'more',
};

/** Shown elsewhere: where the state leads to, and what is inside it. */
const elsewhere: ReadonlySet<string> = new Set(['Next', 'End', 'Default', 'ItemProcessor', 'Iterator']);

interface StateFormProps {
  at: string;
  state: StateNode;
  onSelect: (pointer: string) => void;
  /** The place of the state whose name was just taken: its form goes on with the keyboard where that was. */
  renamedTo: RefObject<string | undefined>;
  children?: ReactNode;
}

/** The fields of a state, in sections. */
export function StateForm({ at, state, onSelect, renamedTo, children }: StateFormProps) {
  const { document, isJsonata } = useForm();
  const there = new Set(namesOf(document.nodeAt(at)));
  const fields = fieldsOf(state.type, isJsonata ? 'JSONata' : 'JSONPath');
  const known = new Set(fields.map(({ name }) => name));
  const isDistributed = document.nodeAt(within(at, 'ItemProcessor', 'ProcessorConfig', 'Mode'))?.value === 'DISTRIBUTED';
  const shown = fields.filter((field) => there.has(field.name) || (!field.isOld && (!field.isDistributed || isDistributed)));
  // What a Task calls and what it gives belong together.
  const sectionOf = (name: string): Section => (state.type === 'Task' && (name === 'Arguments' || name === 'Parameters') ? 'main' : (sections[name] ?? 'main'));
  const of = (section: Section): Field[] => shown.filter(({ name }) => sectionOf(name) === section && !elsewhere.has(name));
  const unknown = [...there].filter((name) => !known.has(name));
  const isSet = (section: Section): boolean => of(section).some(({ name }) => there.has(name));
  const has = (name: string): boolean => known.has(name);
  return (
    <>
      <NameForm at={at} renamedTo={renamedTo} />
      {children}
      <Fields at={at} fields={of('main').filter(({ name }) => name === 'Comment')} />
      <StateFields at={at} fields={of('main').filter(({ name }) => name !== 'Comment')} onSelect={onSelect} />
      {state.type === 'Map' ? <Processor at={at} state={state} fields={fields} onSelect={onSelect} /> : null}
      {has('Default') ? <Fields at={at} fields={fields.filter(({ name }) => name === 'Default')} /> : null}
      {has('Next') ? <NextField at={at} /> : null}
      <Group title={said.sections.data} isOpen={isSet('data')}>
        <StateFields at={at} fields={of('data')} onSelect={onSelect} />
      </Group>
      {of('errors').length > 0 ? (
        <Group title={said.sections.errors} isOpen={isSet('errors')}><StateFields at={at} fields={of('errors')} onSelect={onSelect} /></Group>
      ) : null}
      <Group title={said.sections.more} isOpen={false}><StateFields at={at} fields={of('more')} onSelect={onSelect} /></Group>
      {unknown.length > 0 ? (
        <Group title={said.sections.unknown} isOpen>
          {unknown.map((name) => <ValueField key={name} at={within(at, name)} label={name} shapes={{}} isTemplate={false} moment="before" isOptional help={said.unknown} />)}
        </Group>
      ) : null}
    </>
  );
}

/** @param isOpen Whether it is open at first: it does not close while the last of its fields is being cleared. */
function Group({ title, isOpen, children }: { title: string; isOpen: boolean; children: ReactNode }) {
  const [first] = useState(isOpen);
  return (
    <details className="forms-section" open={first}>
      <summary><h2>{title}</h2></summary>
      {children}
    </details>
  );
}

/** Fields, of which lists whose order counts have forms of their own. */
function StateFields({ at, fields, onSelect }: { at: string; fields: readonly Field[]; onSelect: (pointer: string) => void }) {
  const lists = fields.filter(({ kind }) => kind === 'list');
  return (
    <>
      <Fields at={at} fields={fields.filter(({ kind }) => kind !== 'list')} />
      {lists.map((field) =>
        field.name === 'Retry' ? <Retriers key="Retry" at={at} field={field} />
        : field.name === 'Catch' ? <Catchers key="Catch" at={at} field={field} />
        : field.name === 'Choices' ? <Rules key="Choices" at={at} field={field} />
        : <Branches key={field.name} at={at} field={field} onSelect={onSelect} />)}
    </>
  );
}

/** What runs for each item of a Map. */
function Processor({ at, state, fields, onSelect }: { at: string; state: StateNode; fields: readonly Field[]; onSelect: (pointer: string) => void }) {
  const { document } = useForm();
  const name = document.nodeAt(within(at, 'Iterator')) ? 'Iterator' : 'ItemProcessor';
  const place = within(at, name);
  const inner = fields.find((field) => field.name === name)?.fields ?? [];
  return (
    <section className="forms-list" aria-label={name}>
      <h3>{name}</h3>
      <Fields at={place} fields={inner.filter(({ kind, name: each }) => kind !== 'states' && each !== 'StartAt')} />
      <StartOf scope={place} start={state.scopes[0]?.startAt} onSelect={onSelect} />
    </section>
  );
}

/** The name of a state, which changes with all that leads to it when it is taken. */
function NameForm({ at, renamedTo }: Pick<StateFormProps, 'at' | 'renamedTo'>) {
  const { design, document } = useForm();
  const name = lastOf(at);
  const [draft, setDraft] = useState(name);
  const [wrong, setWrong] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (renamedTo.current === at) {
      renamedTo.current = undefined;
      input.current?.focus();
    }
  }, [at, renamedTo]);
  const take = (e?: FormEvent): void => {
    e?.preventDefault();
    if (e) {
      renamedTo.current = renamed(at, draft);
    }

    try {
      design.edit(renameState(document, at, draft), renamed(at, draft));
      setWrong(undefined);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) {
        throw refusal;
      }

      setWrong(refusal.message);
    }
  };
  return (
    <form onSubmit={take}>
      <Labelled label={said.name} error={wrong} tools={draft === name ? null : <button type="submit" className="quiet">{said.rename}</button>}>
        {({ id, describedBy }) => (
          <input
            ref={input}
            id={id}
            className="forms-name"
            value={draft}
            maxLength={80}
            aria-describedby={describedBy}
            aria-invalid={wrong !== undefined || undefined}
            onChange={(e) => setDraft(e.target.value)}
            onBlur={() => { if (draft !== name) { take(); } }}
            onKeyDown={(e) => {
              if (e.key === 'Escape') {
                setDraft(name);
              }
            }}
          />
        )}
      </Labelled>
    </form>
  );
}
