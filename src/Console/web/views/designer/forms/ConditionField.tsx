import { useEffect, useState } from 'react';
import { formTexts } from '../../../formTexts.ts';
import { type Comparison, type Condition, readCondition, type Sign, signs, writeCondition } from './condition.ts';
import { TextControl } from './controls.tsx';
import type { Slot } from './form.ts';
import { Labelled } from './Labelled.tsx';
import { PickValue } from './PickValue.tsx';
import { inBrackets } from './ValueField.tsx';

const said = formTexts;

const empty: Comparison = { left: '$states.input', sign: '=', right: 'true' };

/** A condition in JSONata: comparisons to put together, or the expression as it is written. */
export function ConditionField({ slot, help, link }: { slot: Slot; help: string; link: string }) {
  const text = typeof slot.value === 'string' ? slot.value : '';
  const read = readCondition(text);
  const [isWritten, setWritten] = useState(false);
  const isBuilt = !isWritten && (read !== undefined || slot.node === undefined);
  return (
    <Labelled
      label={said.condition}
      help={help}
      link={link}
      isRequired
      tools={
        <>
          {isBuilt ? null : <PickValue label={said.condition} moment="before" onPick={(picked) => inBrackets(slot).set(JSON.stringify(picked))} />}
          {isBuilt || read !== undefined ? (
            <select className="forms-mode" aria-label={said.modeOf(said.condition)} value={isBuilt ? 'fields' : 'expression'} onChange={(e) => setWritten(e.target.value === 'expression')}>
              <option value="fields">{said.comparisons}</option>
              <option value="expression">{said.modes.expression}</option>
            </select>
          ) : null}
        </>
      }
    >
      {({ id, describedBy }) =>
        isBuilt ? <Comparisons id={id} text={text} onChange={(next) => slot.set(JSON.stringify(writeCondition(next)), true)} />
        : <TextControl id={id} describedBy={describedBy} slot={inBrackets(slot)} lines keepsEmpty />}
    </Labelled>
  );
}

function Comparisons({ id, text, onChange }: { id: string; text: string; onChange: (condition: Condition) => void }) {
  // While a side is empty it is no condition that could be written.
  const [draft, setDraft] = useState<Condition>(() => readCondition(text) ?? { join: 'and', comparisons: [empty] });
  useEffect(() => {
    setDraft((before) => (isWhole(before) && writeCondition(before) === text ? before : (readCondition(text) ?? before)));
  }, [text]);
  const set = (next: Condition): void => {
    setDraft(next);
    if (isWhole(next)) {
      onChange(next);
    }
  };
  const change = (at: number, changes: Partial<Comparison>): void =>
    set({ ...draft, comparisons: draft.comparisons.map((each, i) => (i === at ? { ...each, ...changes } : each)) });
  return (
    <div id={id} role="group" aria-label={said.comparisons} className="forms-inside">
      {draft.comparisons.length > 1 ? (
        <select aria-label={said.join} value={draft.join} onChange={(e) => set({ ...draft, join: e.target.value as Condition['join'] })}>
          <option value="and">{said.joinWords.and}</option>
          <option value="or">{said.joinWords.or}</option>
        </select>
      ) : null}
      {draft.comparisons.map(({ left, sign, right }, i) => (
        <div key={i} className="forms-comparison">
          <input aria-label={said.leftOf(i + 1)} value={left} spellCheck={false} onChange={(e) => change(i, { left: e.target.value })} />
          <PickValue label={said.leftOf(i + 1)} moment="before" onPick={(picked) => change(i, { left: picked })} />
          <select aria-label={said.signOf(i + 1)} value={sign} onChange={(e) => change(i, { sign: e.target.value as Sign })}>
            {signs.map((each) => <option key={each}>{each}</option>)}
          </select>
          <input aria-label={said.rightOf(i + 1)} value={right} spellCheck={false} onChange={(e) => change(i, { right: e.target.value })} />
          {draft.comparisons.length > 1 ? (
            <button type="button" className="quiet" aria-label={said.removeOf(said.comparison(i + 1))} onClick={() => set({ ...draft, comparisons: draft.comparisons.toSpliced(i, 1) })}>✕</button>
          ) : null}
        </div>
      ))}
      <button type="button" onClick={() => set({ ...draft, comparisons: [...draft.comparisons, empty] })}>{said.addComparison}</button>
    </div>
  );
}

function isWhole({ comparisons }: Condition): boolean {
  return comparisons.every(({ left, right }) => left.trim() !== '' && right.trim() !== '');
}
