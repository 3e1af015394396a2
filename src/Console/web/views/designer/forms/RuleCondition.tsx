import type { Node } from 'jsonc-parser';
import { sequence } from '../../../design/edits/changes.ts';
import { addItem, removeItem, renameField, setField, setFields } from '../../../design/edits/fields.ts';
import { type Field, operators } from '../../../design/fields.ts';
import type { Document } from '../../../design/document.ts';
import { formTexts } from '../../../formTexts.ts';
import { within } from '../../../model/pointer.ts';
import { BooleanControl, NumberControl, TextControl } from './controls.tsx';
import { namesOf, useForm, useSlot } from './form.ts';
import { Labelled } from './Labelled.tsx';
import { PickValue } from './PickValue.tsx';

const said = formTexts;

const joins = ['And', 'Or', 'Not'] as const;

const byName = new Map(operators.map((operator) => [operator.name, operator]));

/** What of a rule is no condition. */
const others: ReadonlySet<string> = new Set(['Next', 'Comment', 'Assign', 'Output']);

const fresh = '{"Variable": "$", "IsPresent": true}';

/** The condition of a Choice's rule in JSONPath, or of one within: a comparison, or others joined. */
export function RuleCondition({ at, label }: { at: string; label: string }) {
  const { design, document } = useForm();
  const node = document.nodeAt(at);
  const names = namesOf(node);
  const join = joins.find((each) => names.includes(each));
  const items = (join && join !== 'Not' ? document.nodeAt(within(at, join))?.children : undefined) ?? [];
  return (
    <div role="group" aria-label={label} className="forms-inside">
      <select
        aria-label={said.kindOf(label)}
        value={join ?? ''}
        onChange={(e) => design.edit(changeJoin(document, at, join, e.target.value === '' ? undefined : (e.target.value as Join)))}
      >
        <option value="">{said.joins.comparison}</option>
        {joins.map((each) => <option key={each} value={each}>{said.joins[each]}</option>)}
      </select>
      {join === undefined ? <JsonPathComparison at={at} label={label} /> : null}
      {join === 'Not' ? <RuleCondition at={within(at, 'Not')} label={said.within(label)} /> : null}
      {items.map((_, i) => (
        <div key={i} className="forms-item">
          <RuleCondition at={within(at, join!, i)} label={said.itemOf(label, i + 1)} />
          {items.length > 1 ? (
            <button type="button" className="quiet" aria-label={said.removeOf(said.itemOf(label, i + 1))} onClick={() => design.edit(removeItem(document, at, join!, i))}>✕</button>
          ) : null}
        </div>
      ))}
      {join && join !== 'Not' ? <button type="button" onClick={() => design.edit(addItem(document, at, join, fresh))}>{said.addComparison}</button> : null}
    </div>
  );
}

type Join = (typeof joins)[number];

/** The condition alone, as JSON text. */
function conditionOf(document: Document, node: Node | undefined): string {
  const members = node?.type === 'object' ? (node.children ?? []).filter(({ children }) => !others.has(String(children?.[0]?.value))) : [];
  return members.length > 0 ? `{${members.map((member) => document.slice(member)).join(', ')}}` : fresh;
}

function changeJoin(document: Document, at: string, from: Join | undefined, to: Join | undefined) {
  if (from === to) {
    return [];
  }

  if (from && to && from !== 'Not' && to !== 'Not') {
    return renameField(document, at, from, to);
  }

  const node = document.nodeAt(at);
  const inner = from && document.nodeAt(from === 'Not' ? within(at, from) : within(at, from, 0));
  const condition = from ? conditionOf(document, inner) : conditionOf(document, node);
  const gone = Object.fromEntries(namesOf(node).filter((name) => !others.has(name)).map((name) => [name, undefined]));
  if (to) {
    return sequence(document, (now) => setFields(now, at, gone), (now) => setField(now, at, to, to === 'Not' ? condition : `[${condition}]`));
  }

  const members = inner?.type === 'object' ? (inner.children ?? []).filter(({ children }) => !others.has(String(children?.[0]?.value))) : [];
  const texts = Object.fromEntries(members.flatMap(({ children }) => (children?.[1] ? [[String(children[0]?.value), document.slice(children[1])]] : [])));
  return sequence(
    document,
    (now) => setFields(now, at, gone),
    (now) => setFields(now, at, Object.keys(texts).length > 0 ? texts : { Variable: '"$"', IsPresent: 'true' }),
  );
}

function JsonPathComparison({ at, label }: { at: string; label: string }) {
  const { design, document } = useForm();
  const variable = useSlot(within(at, 'Variable'));
  const current = namesOf(document.nodeAt(at)).find((name) => byName.has(name));
  const choose = (name: string): void => {
    const next = byName.get(name);
    if (!next || name === current) {
      return;
    }

    const old = current === undefined ? undefined : byName.get(current);
    design.edit(
      current === undefined
        ? setField(document, at, name, firstOperand(next))
        : sequence(
            document,
            (now) => renameField(now, at, current, name),
            (now) => (old?.kind === next.kind ? [] : setField(now, at, name, firstOperand(next))),
          ),
    );
  };
  return (
    <>
      <Labelled label={said.variable} isRequired tools={<PickValue label={said.variableOf(label)} moment="before" isPath onPick={(picked) => variable.set(JSON.stringify(picked))} />}>
        {({ id }) => <TextControl id={id} slot={variable} />}
      </Labelled>
      <Labelled label={said.operator} isRequired>
        {({ id }) => (
          <select id={id} value={current ?? ''} onChange={(e) => choose(e.target.value)}>
            {current === undefined ? <option value="">{said.none}</option> : null}
            {operators.map(({ name }) => <option key={name} value={name}>{name}</option>)}
          </select>
        )}
      </Labelled>
      {current === undefined ? null : <Operand at={within(at, current)} operator={byName.get(current)!} />}
    </>
  );
}

function Operand({ at, operator }: { at: string; operator: Field }) {
  const slot = useSlot(at);
  const isPath = operator.kind === 'path';
  return (
    <Labelled
      label={isPath ? said.otherPath : said.value}
      help={operator.help}
      isRequired
      tools={isPath ? <PickValue label={said.otherPath} moment="before" isPath onPick={(picked) => slot.set(JSON.stringify(picked))} /> : null}
    >
      {({ id, describedBy }) =>
        operator.kind === 'boolean' ? <BooleanControl id={id} describedBy={describedBy} slot={slot} />
        : operator.kind === 'number' ? <NumberControl id={id} describedBy={describedBy} slot={slot} />
        : <TextControl id={id} describedBy={describedBy} slot={slot} keepsEmpty />}
    </Labelled>
  );
}

function firstOperand({ kind }: Field): string {
  switch (kind) {
    case 'boolean':
      return 'true';
    case 'number':
      return '0';
    case 'path':
      return '"$"';
    case 'timestamp':
      return '"2030-01-01T00:00:00Z"';
    default:
      return '""';
  }
}

