import { stripComments } from 'jsonc-parser';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { formTexts } from '../../../formTexts.ts';
import { isSameJson } from '../../../model/sameJson.ts';
import type { Slot } from './form.ts';

const said = formTexts;

export interface ControlProps {
  id: string;
  describedBy?: string | undefined;
}

type SlotProps = ControlProps & { slot: Slot };

/** Text that is taken with each letter; the letters of a word are undone together. */
export function TextControl({ id, describedBy, slot, lines, keepsEmpty, isExpression }: SlotProps & {
  lines?: boolean;
  isExpression?: boolean;
  /** Whether empty text is a value, and not the absence of one. */
  keepsEmpty?: boolean;
}) {
  const value = typeof slot.value === 'string' ? slot.value : (slot.text ?? '');
  const set = (text: string): void => slot.set(text === '' && !keepsEmpty ? undefined : JSON.stringify(text), true);
  const common = { id, value, className: isExpression ? 'forms-expression' : undefined, 'aria-describedby': describedBy, spellCheck: false };
  if (lines) {
    return <textarea {...common} rows={Math.min(12, value.split('\n').length + 1)} onChange={(e) => set(e.target.value)} />;
  }

  return <input {...common} onChange={(e) => set(e.target.value)} />;
}

/** A number as it is written: `1.10` stays so. */
export function NumberControl({ id, describedBy, slot, min, max }: SlotProps & { min?: number; max?: number }) {
  const [draft, setDraft] = useDraft(typeof slot.value === 'number' ? slot.text! : typeof slot.value === 'string' ? slot.value : '');
  const isWrong = draft !== '' && !isNumber(draft);
  return (
    <input
      id={id}
      inputMode="decimal"
      value={draft}
     
      aria-invalid={isWrong || undefined}
      aria-describedby={describedBy}
      title={min === undefined && max === undefined ? undefined : said.between(min, max)}
      onChange={(e) => {
        const text = e.target.value.trim();
        setDraft(text);
        if (text === '' || isNumber(text)) {
          slot.set(text === '' ? undefined : text, true);
        }
      }}
    />
  );
}

function isNumber(text: string): boolean {
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/.test(text);
}

export function ChoiceControl({ id, describedBy, slot, options, isRequired }: SlotProps & {
  /** Values with what stands for them. */
  options: readonly (readonly [string, string])[];
  isRequired?: boolean;
}) {
  const value = typeof slot.value === 'string' ? slot.value : slot.text ?? '';
  return (
    <select id={id} value={value} aria-describedby={describedBy} onChange={(e) => slot.set(e.target.value === '' ? undefined : JSON.stringify(e.target.value))}>
      {isRequired && value !== '' ? null : <option value="">{said.none}</option>}
      {value !== '' && !options.some(([each]) => each === value) ? <option value={value}>{value}</option> : null}
      {options.map(([each, text]) => <option key={each} value={each}>{text}</option>)}
    </select>
  );
}

export function BooleanControl({ id, describedBy, slot }: SlotProps) {
  return (
    <select id={id} value={slot.text ?? ''} aria-describedby={describedBy} onChange={(e) => slot.set(e.target.value === '' ? undefined : e.target.value)}>
      <option value="">{said.none}</option>
      {slot.text === undefined || slot.text === 'true' || slot.text === 'false' ? null : <option value={slot.text}>{slot.text}</option>}
      <option value="true">{said.yes}</option>
      <option value="false">{said.no}</option>
    </select>
  );
}

/** JSON text, taken whenever it is right. */
export function JsonControl({ id, describedBy, slot }: SlotProps) {
  const written = laidOut(slot.text ?? '');
  // The definition has it laid out in its own way: that must not move what is being typed.
  const [draft, setDraft] = useDraft(written, isSameText);
  const wrong = faultOf(stripComments(draft));
  const about = useId();
  return (
    <>
      <textarea
        id={id}
        className="forms-json"
        spellCheck={false}
        rows={Math.min(14, draft.split('\n').length + 1)}
        value={draft}
       
        aria-invalid={wrong !== undefined || undefined}
        aria-describedby={wrong === undefined ? describedBy : about}
        onBlur={() => {
          if (wrong === undefined) {
            setDraft(written);
          }
        }}
        onChange={(e) => {
          setDraft(e.target.value);
          if (faultOf(stripComments(e.target.value)) === undefined) {
            slot.set(e.target.value.trim() === '' ? undefined : e.target.value, true);
          }
        }}
      />
      {wrong === undefined ? null : <p id={about} className="forms-error">{said.noJson(wrong)}</p>}
    </>
  );
}

/** The lines behind the first as far to the left as they can go: in the definition they stand deep inside. */
function laidOut(json: string): string {
  const [first = '', ...rest] = json.split('\n');
  const least = rest.reduce((least, line) => (line.trim() ? Math.min(least, line.length - line.trimStart().length) : least), Infinity);
  return [first, ...rest.map((line) => (line.trim() ? line.slice(least) : line))].join('\n');
}

function isSameText(a: string, b: string): boolean {
  return a.trim() === b.trim() || (a.trim() !== '' && b.trim() !== '' && isSameJson(a, b));
}

/** Why a text is no JSON; empty text is the absence of a value. */
export function faultOf(text: string): string | undefined {
  try {
    if (text.trim() !== '') {
      JSON.parse(text);
    }

    return undefined;
  } catch (e) {
    return (e as Error).message;
  }
}

/** What is being written, also while it cannot be taken; what is written elsewhere, and means something else, comes in its place. */
function useDraft(written: string, isSame = (a: string, b: string): boolean => a.trim() === b.trim()): [string, (text: string) => void] {
  const [draft, setDraft] = useState(written);
  const own = useRef(written);
  useEffect(() => {
    if (written !== own.current) {
      own.current = written;
      setDraft((before) => (isSame(before, written) ? before : written));
    }
  }, [written]);
  return [draft, setDraft];
}

/** Enter does what a button beside the control does. */
export function onEnter(act: () => void): (e: KeyboardEvent) => void {
  return (e) => {
    if (e.key === 'Enter') {
      e.preventDefault();
      act();
    }
  };
}
