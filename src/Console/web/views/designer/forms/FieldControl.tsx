import type { ReactNode } from 'react';
import type { Shapes } from '../../../api/services.ts';
import { type Field, guide } from '../../../design/fields.ts';
import { sequence } from '../../../design/edits/changes.ts';
import { renameField, setFields } from '../../../design/edits/fields.ts';
import { formTexts } from '../../../formTexts.ts';
import { within } from '../../../model/pointer.ts';
import { ArgumentsField } from './ArgumentsField.tsx';
import { asExpression } from './condition.ts';
import { ConditionField } from './ConditionField.tsx';
import { BooleanControl, ChoiceControl, JsonControl, NumberControl, TextControl } from './controls.tsx';
import { ErrorNames } from './ErrorNames.tsx';
import { setAt, type Slot, useForm, useSlot } from './form.ts';
import { Labelled } from './Labelled.tsx';
import { LanguageField } from './LanguageField.tsx';
import { type Moment, momentOf } from './moments.ts';
import { PickValue } from './PickValue.tsx';
import { ResourceField } from './ResourceField.tsx';
import { StateSelect } from './StateSelect.tsx';
import { inBrackets, ValueField } from './ValueField.tsx';

const said = formTexts;

const none: Shapes = {};

interface FieldsProps {
  /** The place of the object that has the fields; it need not be there. */
  at: string;
  fields: readonly Field[];
  moment?: Moment;
}

/** Fields of an object, those of a group as one; what people only read comes last. */
export function Fields({ at, fields: given, moment }: FieldsProps) {
  const isComment = ({ name }: Field): boolean => name === 'Comment';
  const fields = [...given.filter((field) => !isComment(field)), ...given.filter(isComment)];
  const seen = new Set<string>();
  return fields.map((field) => {
    const { group } = field;
    if (group === undefined) {
      return <FieldControl key={field.name} at={at} field={field} {...(moment ? { moment } : {})} />;
    }

    if (seen.has(group)) {
      return null;
    }

    seen.add(group);
    return <GroupControl key={group} at={at} fields={fields.filter((other) => other.group === group)} {...(moment ? { moment } : {})} />;
  });
}

interface FieldControlProps {
  at: string;
  field: Field;
  moment?: Moment;
  /** What chooses among the fields of a group. */
  which?: ReactNode;
}

/** A field of an object, as its kind wants it. */
export function FieldControl({ at, field, moment: given, which }: FieldControlProps) {
  const { state, isJsonata } = useForm();
  const { name, kind, help, page, isRequired } = field;
  const place = within(at, name);
  const slot = useSlot(place);
  const moment = given ?? momentOf(state, name);
  if (name === 'Arguments' || name === 'Parameters') {
    return <ArgumentsField at={at} field={field} />;
  }

  if (name === 'QueryLanguage') {
    return <LanguageField at={at} field={field} />;
  }

  switch (kind) {
    case 'template':
    case 'json':
      return (
        <ValueField
          at={place}
          label={name}
          shapes={none}
          isTemplate={kind === 'template'}
          moment={moment}
          help={help}
          link={guide(page)}
          first={kind === 'json' ? 'json' : isJsonata && (name === 'Output' || name === 'Items') ? 'expression' : 'fields'}
          {...(slot.node ? { isOptional: true } : {})}
        />
      );
    case 'object':
      return <ObjectField at={place} field={field} slot={slot} moment={moment} />;
    case 'errors':
      return <ErrorNames at={place} />;
    case 'resource':
      return <ResourceField slot={slot} help={help} link={guide(page)} />;
    case 'condition':
      return <ConditionField slot={slot} help={help} link={guide(page)} />;
    default:
      return (
        <PlainField
          field={field}
          slot={slot}
          moment={moment}
          which={which}
          label={name}
          // Everybody knows what a comment is.
          {...(name === 'Comment' ? {} : { help, link: guide(page) })}
          {...(isRequired ? { isRequired } : {})}
        />
      );
  }
}

/** The fields in an object, out of the way while there are none. */
function ObjectField({ at, field: { name, fields, help, isRequired }, slot, moment }: { at: string; field: Field; slot: Slot; moment: Moment }) {
  return (
    <details className="forms-object" open={slot.node !== undefined || isRequired}>
      <summary>{name}</summary>
      <p className="forms-help">{help}</p>
      <Fields at={at} fields={(fields ?? []).filter(({ kind }) => kind !== 'states')} moment={moment} />
      {slot.node && !isRequired ? <button type="button" onClick={() => slot.set(undefined)}>{said.removeOf(name)}</button> : null}
    </details>
  );
}

interface PlainProps {
  field: Field;
  slot: Slot;
  moment: Moment;
  which: ReactNode;
  label: string;
  help?: string;
  link?: string;
  isRequired?: boolean;
}

/** A value that stands in one control, or in JSONata an expression in its place. */
function PlainField({ field, slot, moment, which, ...labelled }: PlainProps) {
  const { isJsonata } = useForm();
  const { kind, isComputed, isNullable } = field;
  const isExpression = isComputed && isJsonata && typeof slot.value === 'string' && slot.value.startsWith('{%');
  const isPath = kind === 'path' || kind === 'referencePath';
  const shown = isExpression ? inBrackets(slot) : slot;
  return (
    <Labelled
      {...labelled}
      tools={
        <>
          {which}
          {isExpression || isPath ? <PickValue label={labelled.label} moment={moment} isPath={isPath} onPick={(picked) => shown.set(JSON.stringify(picked))} /> : null}
          {isComputed && isJsonata ? (
            <select
              className="forms-mode"
              aria-label={said.modeOf(labelled.label)}
              value={isExpression ? 'expression' : 'text'}
              onChange={(e) => slot.set(e.target.value === 'expression' ? JSON.stringify(asExpression('$states.input')) : undefined)}
            >
              <option value="text">{said.modes.text}</option>
              <option value="expression">{said.modes.expression}</option>
            </select>
          ) : null}
          {isNullable ? (
            <label className="forms-tick">
              <input type="checkbox" checked={slot.text === 'null'} onChange={(e) => slot.set(e.target.checked ? 'null' : undefined)} />
              {said.nothing}<span className="hidden"> {labelled.label}</span>
            </label>
          ) : null}
        </>
      }
    >
      {({ id, describedBy }) =>
        isExpression ? <TextControl id={id} describedBy={describedBy} slot={shown} lines keepsEmpty isExpression /> : <Control id={id} describedBy={describedBy} field={field} slot={slot} />}
    </Labelled>
  );
}

function Control({ id, describedBy, field, slot }: { id: string; describedBy: string | undefined; field: Field; slot: Slot }) {
  const { kind, name, values, min, max, isRequired } = field;
  switch (kind) {
    case 'integer':
    case 'number':
      return <NumberControl id={id} describedBy={describedBy} slot={slot} {...(min === undefined ? {} : { min })} {...(max === undefined ? {} : { max })} />;
    case 'boolean':
      return <BooleanControl id={id} describedBy={describedBy} slot={slot} />;
    case 'choice':
      return <ChoiceControl id={id} describedBy={describedBy} slot={slot} options={(values ?? []).map((value) => [value, value])} />;
    case 'state':
      return <StateSelect id={id} describedBy={describedBy} slot={slot} {...(isRequired ? { isRequired } : {})} />;
    case 'texts':
      return <TextsControl id={id} describedBy={describedBy} slot={slot} />;
    case 'text':
    case 'timestamp':
    case 'path':
    case 'referencePath':
      return <TextControl id={id} describedBy={describedBy} slot={slot} lines={name === 'Comment' || name === 'Cause'} isExpression={kind === 'path' || kind === 'referencePath'} />;
    default:
      return <JsonControl id={id} describedBy={describedBy} slot={slot} />;
  }
}

/** A list of texts, one a line. */
function TextsControl({ id, describedBy, slot }: { id: string; describedBy: string | undefined; slot: Slot }) {
  const lines = Array.isArray(slot.value) ? slot.value.map(String) : [];
  const set = (text: string): void => slot.set(text === '' ? undefined : JSON.stringify(text.split('\n')), true);
  return <textarea id={id} rows={lines.length + 2} value={lines.join('\n')} aria-describedby={describedBy} title={said.oneALine} onChange={(e) => set(e.target.value)} />;
}

/** Fields of which only one can be there: which, and its value. */
function GroupControl({ at, fields, moment }: FieldsProps) {
  const { design, document } = useForm();
  const object = document.nodeAt(at);
  const there = object?.type === 'object' ? fields.filter(({ name }) => document.member(object, name)) : [];
  const chosen = there[0] ?? fields[0]!;
  const choose = (next: Field): void => {
    if (next === chosen) {
      return;
    }

    const others = Object.fromEntries(fields.filter((other) => other !== chosen).map(({ name }) => [name, undefined]));
    design.edit(
      there.length === 0
        ? setAt(document, within(at, next.name), firstOf(next))
        : sequence(
            document,
            (now) => setFields(now, at, others),
            (now) => renameField(now, at, chosen.name, next.name),
            (now) => setAt(now, within(at, next.name), firstOf(next)),
          ),
    );
  };
  const which = (
    <select className="forms-mode" aria-label={said.which(fields[0]!.name)} value={chosen.name} onChange={(e) => choose(fields.find(({ name }) => name === e.target.value) ?? chosen)}>
      {fields.map(({ name }) => <option key={name} value={name}>{name}</option>)}
    </select>
  );
  return <FieldControl at={at} field={chosen} which={which} {...(moment ? { moment } : {})} />;
}

function firstOf({ kind, min }: Field): string {
  switch (kind) {
    case 'integer':
    case 'number':
      return String(min ?? 0);
    case 'timestamp':
      return '"2030-01-01T00:00:00Z"';
    case 'path':
    case 'referencePath':
      return '"$"';
    case 'boolean':
      return 'true';
    default:
      return '""';
  }
}
