import { useState } from 'react';
import { changeLanguage, type Language, type Left } from '../../../design/edits/language.ts';
import type { Field } from '../../../design/fields.ts';
import { formTexts } from '../../../formTexts.ts';
import { lastOf, within } from '../../../model/pointer.ts';
import { useForm } from './form.ts';
import { Labelled } from './Labelled.tsx';

const said = formTexts;
const languages = ['JSONPath', 'JSONata'] as const;

/** The query language of the machine (`''`) or of a state: what is written in the other one changes with it, and what does not is told. */
export function LanguageField({ at, field: { name, help } }: { at: string; field: Field }) {
  const { design, document } = useForm();
  const [done, setDone] = useState<{ language: string; left: readonly Left[] }>();
  const written = document.nodeAt(within(at, name))?.value as unknown;
  const value = typeof written === 'string' ? written : at === '' ? 'JSONPath' : '';
  const change = (language: string): void => {
    const { changes, left } = changeLanguage(document, at, language === '' ? undefined : (language as Language));
    design.edit(changes);
    setDone({ language, left });
  };
  return (
    <>
      <Labelled label={name} help={help}>
        {({ id, describedBy }) => (
          <select id={id} aria-describedby={describedBy} value={value} onChange={(e) => change(e.target.value)}>
            {at === '' ? null : <option value="">{said.none}</option>}
            {value === '' || languages.some((each) => each === value) ? null : <option value={value}>{value}</option>}
            {languages.map((each) => <option key={each}>{each}</option>)}
          </select>
        )}
      </Labelled>
      <div role="status">
        {done?.language === value && done.left.length > 0 ? (
          <>
            <p className="forms-help">{said.leftInLanguage}</p>
            <ul className="forms-left">{byState(done.left).map(([state, fields]) => <li key={state}><strong>{lastOf(state)}</strong>: {fields.join(', ')}</li>)}</ul>
          </>
        ) : null}
      </div>
    </>
  );
}

function byState(left: readonly Left[]): [string, string[]][] {
  const states = new Map<string, string[]>();
  for (const { state, field } of left) {
    states.set(state, [...(states.get(state) ?? []), field]);
  }

  return [...states];
}
