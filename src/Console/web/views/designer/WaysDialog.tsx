import { useState } from 'react';
import type { Change } from '../../design/Design.ts';
import type { Document } from '../../design/document.ts';
import { Refusal } from '../../design/edits/changes.ts';
import { connect, disconnect } from '../../design/edits/ways.ts';
import { designerTexts } from '../../designerTexts.ts';
import type { Edge, StateNode } from '../../model/definition.ts';
import { pointerOf, within } from '../../model/pointer.ts';
import { Dialog } from '../../parts/Dialog.tsx';
import { kindsOf, type WayKind, wayOf, waysOf } from './ways.ts';

const said = designerTexts.waysOf;

/** Where a state leads to, and how to lead it elsewhere: the same as drawing ways, for the keyboard. */
export function WaysDialog({ document, state: pointer, onEdit, onClose }: {
  document: Document;
  /** Its place. */
  state: string;
  onEdit: (changes: Change[]) => void;
  onClose: () => void;
}) {
  const [refusal, setRefusal] = useState<string>();
  const state = document.stateAt(pointer);
  if (!state) {
    return null;
  }

  const edit = (make: () => Change[]): void => {
    try {
      onEdit(make());
      setRefusal(undefined);
    } catch (e) {
      if (!(e instanceof Refusal)) {
        throw e;
      }

      setRefusal(e.message);
    }
  };
  const ways = waysOf(state);
  const kinds = kindsOf(state.type).filter((kind) => kind === 'rule' || kind === 'catch' || !ways.some((way) => way.kind === kind));
  return (
    <Dialog title={said.title(state.name)} onClose={onClose}>
      {ways.length === 0 ? <p className="none">{kindsOf(state.type).length === 0 ? said.never : state.json['End'] === true ? said.ends : said.none}</p> : null}
      <ul className="designer-ways">
        {ways.map((way, i) => (
          <li key={i}>
            <label>
              <span>{nameOf(way)}</span>
              <States of={state} label={said.leadsTo(nameOf(way))} value={way.to} onChange={(to) => edit(() => connect(document, wayOf(state.scope.id, way), to))} />
            </label>
            <button type="button" aria-label={said.remove(nameOf(way))} onClick={() => edit(() => disconnect(document, wayOf(state.scope.id, way)))}>{designerTexts.remove}</button>
          </li>
        ))}
      </ul>
      {kinds.length > 0 && state.scope.states.size > 0 ? (
        <NewWay key={kinds.join()} state={state} kinds={kinds} onAdd={(kind, to) => edit(() => connect(document, { from: pointerOf(state), kind }, to))} />
      ) : null}
      {refusal ? <p className="failure" role="alert">{refusal}</p> : null}
      <div className="bar"><button type="button" className="primary push" onClick={onClose}>{said.done}</button></div>
    </Dialog>
  );
}

function NewWay({ state, kinds, onAdd }: { state: StateNode; kinds: readonly WayKind[]; onAdd: (kind: WayKind, to: string) => void }) {
  const [kind, setKind] = useState(kinds[0]!);
  const [to, setTo] = useState(() => [...state.scope.states.keys()].find((name) => name !== state.name) ?? state.name);
  return (
    <fieldset className="designer-new-way">
      <legend>{said.add}</legend>
      <label>
        {said.kind}
        <select value={kind} onChange={(e) => setKind(e.target.value as WayKind)}>
          {kinds.map((each) => <option key={each} value={each}>{said.kinds[each]}</option>)}
        </select>
      </label>
      <label>
        {said.to}
        <States of={state} value={to} onChange={(_, name) => setTo(name)} />
      </label>
      <button type="button" onClick={() => onAdd(kind, within(state.scope.id, 'States', to))}>{said.addIt}</button>
    </fieldset>
  );
}

/** The states that a state can lead to. */
function States({ of: { scope }, label, value, onChange }: { of: StateNode; label?: string; value: string; onChange: (pointer: string, name: string) => void }) {
  return (
    <select aria-label={label} value={value} onChange={(e) => onChange(within(scope.id, 'States', e.target.value), e.target.value)}>
      {[...scope.states.keys()].map((name) => <option key={name}>{name}</option>)}
    </select>
  );
}

function nameOf({ kind, label, index }: Edge): string {
  return `${said.kinds[kind]}${index === undefined ? '' : ` ${index + 1}`}${label ? `: ${label}` : ''}`;
}
