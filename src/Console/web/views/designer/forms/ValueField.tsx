import { useId, useState } from 'react';
import type { Shape, Shapes } from '../../../api/services.ts';
import { lastOf } from '../../../model/pointer.ts';
import { formTexts } from '../../../formTexts.ts';
import { asExpression, expressionIn } from './condition.ts';
import { BooleanControl, ChoiceControl, JsonControl, NumberControl, onEnter, TextControl } from './controls.tsx';
import { exampleOf } from './example.ts';
import { Labelled } from './Labelled.tsx';
import { replaceMember, type Slot, useForm, useSlot } from './form.ts';
import { FreeMembers, Items, Members } from './Members.tsx';
import type { Moment } from './moments.ts';
import { PickValue } from './PickValue.tsx';

const said = formTexts;

export type Mode = 'text' | 'fields' | 'items' | 'json' | 'expression';

interface ValueFieldProps {
  /** The place of the value; an expression of JSONPath stands beside it, at `NAME.$`. */
  at: string;
  label: string;
  shapes: Shapes;
  /** The name of its shape; any JSON where it is missing. */
  shape?: string | undefined;
  /** Whether members that end with `.$` are expressions, in JSONPath. With JSONata every text may be one. */
  isTemplate: boolean;
  /** Whether it is a member of such an object itself. */
  isMember?: boolean;
  isRequired?: boolean;
  /** Whether it can be taken away. */
  isOptional?: boolean;
  /** Whether it was just added. */
  isNew?: boolean;
  help?: string | undefined;
  link?: string | undefined;
  /** When expressions are evaluated. */
  moment: Moment;
  /** How a value of any JSON that is not there yet is given at first. */
  first?: Mode;
}

const any: Shape = { type: 'structure' };

/** A value of any shape: written down, member by member, as JSON, or as an expression. */
export function ValueField(props: ValueFieldProps) {
  const { at, label, shapes, shape: name, isTemplate, isMember, isRequired, isOptional, isNew, help, link, moment, first = 'json' } = props;
  const { design, isJsonata } = useForm();
  const shape = (name === undefined ? undefined : shapes[name]) ?? any;
  const literal = useSlot(at);
  const path = useSlot(`${at}.$`);
  const hasPath = isTemplate && isMember === true && !isJsonata;
  const [asJson, setAsJson] = useState(false);
  const mode = modeOf(shape, literal, hasPath && path.node !== undefined, isJsonata, asJson, first);
  const modes = modesOf(shape, isTemplate || isJsonata, isJsonata || hasPath, mode);
  const to = (next: Mode): void => {
    setAsJson(next === 'json');
    if (next === 'expression') {
      if (isJsonata) {
        literal.set(JSON.stringify(asExpression(moment === 'after' ? '$states.result' : '$states.input')));
      } else {
        design.edit(replaceMember(design.document, at, `${lastOf(at)}.$`, '"$"'));
      }
    } else if (mode === 'expression' && !isJsonata) {
      design.edit(replaceMember(design.document, `${at}.$`, lastOf(at), firstOf(next, shapes, name)));
    } else if (!(next === 'json' && literal.node) && !(mode === 'json' && fits(next, literal))) {
      literal.set(firstOf(next, shapes, name));
    }
  };
  const expression = isJsonata ? inBrackets(literal) : path;
  const pick = (picked: string): void =>
    isJsonata || mode === 'expression' ? expression.set(JSON.stringify(picked)) : design.edit(replaceMember(design.document, at, `${lastOf(at)}.$`, JSON.stringify(picked)));
  return (
    <Labelled
      label={label}
      help={help}
      link={link}
      isNew={isNew}
      {...(isRequired ? { isRequired } : {})}
      tools={
        <>
          {mode === 'expression' || (mode === 'text' && modes.includes('expression')) ? <PickValue label={label} moment={moment} onPick={pick} /> : null}
          {modes.length > 1 ? (
            <select className="forms-mode" aria-label={said.modeOf(label)} value={mode} onChange={(e) => to(e.target.value as Mode)}>
              {modes.map((each) => <option key={each} value={each}>{said.modes[each]}</option>)}
            </select>
          ) : null}
          {isOptional ? (
            <button type="button" className="quiet" aria-label={said.removeOf(label)} onClick={() => (path.node && hasPath ? path : literal).set(undefined)}>✕</button>
          ) : null}
        </>
      }
    >
      {({ id, describedBy }) =>
        mode === 'expression' ? <TextControl id={id} describedBy={describedBy} slot={expression} lines={isJsonata} keepsEmpty isExpression />
        : mode === 'json' ? <JsonControl id={id} describedBy={describedBy} slot={literal} />
        : mode === 'text' ? <Plain id={id} describedBy={describedBy} slot={literal} shape={shape} keepsEmpty={isRequired !== true} />
        : <Inside id={id} {...props} shapeOf={shape} mode={mode} />
      }
    </Labelled>
  );
}

/** What the members or elements of a value are. */
function Inside({ id, at, label, shapes, shapeOf, isTemplate, moment, mode }: ValueFieldProps & { id: string; shapeOf: Shape; mode: Mode }) {
  return (
    <div id={id} role="group" aria-label={label} className="forms-inside">
      {mode === 'items' ? <Items at={at} label={label} shapes={shapes} item={shapeOf.item} isTemplate={isTemplate} moment={moment} />
        : shapeOf.members?.length ? <Members at={at} shapes={shapes} shape={shapeOf} isTemplate={isTemplate} moment={moment} />
        : <FreeMembers at={at} label={label} shapes={shapes} value={shapeOf.value} isTemplate={isTemplate} moment={moment} />}
    </div>
  );
}

function Plain({ id, describedBy, slot, shape, keepsEmpty }: { id: string; describedBy: string | undefined; slot: Slot; shape: Shape; keepsEmpty: boolean }) {
  const bounds = { ...(shape.min === undefined ? {} : { min: shape.min }), ...(shape.max === undefined ? {} : { max: shape.max }) };
  switch (shape.type) {
    case 'boolean':
      return <BooleanControl id={id} describedBy={describedBy} slot={slot} />;
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      return <NumberControl id={id} describedBy={describedBy} slot={slot} {...bounds} />;
    default:
      return shape.enum
        ? <ChoiceControl id={id} describedBy={describedBy} slot={slot} options={shape.enum.map((each) => [each, each])} />
        : <TextControl id={id} describedBy={describedBy} slot={slot} keepsEmpty={keepsEmpty} lines={typeof slot.value === 'string' && (slot.value.includes('\n') || slot.value.length > 60)} />;
  }
}

/** A JSONata text without its brackets. */
export function inBrackets(slot: Slot): Slot {
  return {
    ...slot,
    value: typeof slot.value === 'string' ? (expressionIn(slot.value) ?? slot.value) : undefined,
    set: (json, isTyping) => slot.set(json === undefined ? undefined : JSON.stringify(asExpression(JSON.parse(json) as string)), isTyping),
  };
}

function modeOf(shape: Shape, { node, value }: Slot, isPath: boolean, isJsonata: boolean, asJson: boolean, first: Mode): Mode {
  if (isPath || (isJsonata && typeof value === 'string' && value.startsWith('{%'))) {
    return 'expression';
  }

  if (asJson) {
    return 'json';
  }

  switch (node?.type) {
    case 'object':
      return 'fields';
    case 'array':
      return 'items';
    case undefined:
      return isAny(shape) ? first : (({ structure: 'fields', map: 'fields', list: 'items' } as Partial<Record<string, Mode>>)[shape.type] ?? 'text');
    default:
      return isAny(shape) && node?.type !== 'string' ? 'json' : 'text';
  }
}

function isAny(shape: Shape): boolean {
  return shape.type === 'structure' && !shape.members?.length;
}

function modesOf(shape: Shape, isPayload: boolean, hasExpression: boolean, current: Mode): Mode[] {
  const modes: Mode[] = isAny(shape) ? ['text', 'fields', 'json']
    : shape.type === 'structure' || shape.type === 'map' ? ['fields', 'json']
    : shape.type === 'list' ? ['items', 'json']
    // Where the API has text, integrations take JSON too: a message, a payload.
    : shape.type === 'string' || shape.type === 'blob' ? (isPayload && !shape.enum ? ['text', 'fields', 'json'] : ['text'])
    : ['text'];
  const all: Mode[] = hasExpression ? [...modes, 'expression'] : modes;
  return all.includes(current) ? all : [...all, current];
}

function fits(mode: Mode, { node }: Slot): boolean {
  return mode === ({ object: 'fields', array: 'items', string: 'text' } as Partial<Record<string, Mode>>)[node?.type ?? ''];
}

/** What a value begins with when it gets another form. */
function firstOf(mode: Mode, shapes: Shapes, name: string | undefined): string {
  const shape = name === undefined ? undefined : shapes[name];
  return mode === 'items' ? '[]'
    : mode === 'fields' ? JSON.stringify(shape?.type === 'structure' ? exampleOf(shapes, name, 1) : {})
    : mode === 'json' ? 'null'
    : JSON.stringify(shape && !['structure', 'list', 'map'].includes(shape.type) ? exampleOf(shapes, name) : '');
}

/** A name and a button that takes it. */
export function AddName({ label, button, taken, suggestions, onAdd }: {
  label: string;
  button: string;
  taken: readonly string[];
  suggestions?: readonly string[];
  onAdd: (name: string) => void;
}) {
  const [name, setName] = useState('');
  const list = useId();
  const isTaken = taken.includes(name.trim());
  const add = (): void => {
    if (name.trim() !== '' && !isTaken) {
      onAdd(name.trim());
      setName('');
    }
  };
  return (
    <div className="forms-add">
      <input
        aria-label={label}
        placeholder={label}
        value={name}
        list={suggestions ? list : undefined}
        aria-invalid={isTaken || undefined}
        onChange={(e) => setName(e.target.value)}
        onKeyDown={onEnter(add)}
      />
      {suggestions ? <datalist id={list}>{suggestions.map((each) => <option key={each} value={each} />)}</datalist> : null}
      <button type="button" disabled={name.trim() === '' || isTaken} onClick={add}>{button}</button>
    </div>
  );
}

