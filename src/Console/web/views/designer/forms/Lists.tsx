import { freeName } from '../../../design/edits/names.ts';
import { branchFields, catcherFields, type Field, retrierFields, ruleFields } from '../../../design/fields.ts';
import { formTexts } from '../../../formTexts.ts';
import { describeRule } from '../../../model/definition.ts';
import { within } from '../../../model/pointer.ts';
import { FieldControl, Fields } from './FieldControl.tsx';
import { useForm, useSlot } from './form.ts';
import { Labelled } from './Labelled.tsx';
import { ListField } from './ListField.tsx';
import { RuleCondition } from './RuleCondition.tsx';
import { StateSelect } from './StateSelect.tsx';

const said = formTexts;

interface ListProps {
  /** The place of the state. */
  at: string;
  field: Field;
}

type Json = Record<string, unknown>;

function itemsOf(json: Json, field: string): Json[] {
  const list = json[field];
  return Array.isArray(list) ? list.map((item: unknown) => (typeof item === 'object' && item !== null ? (item as Json) : {})) : [];
}

function errorsOf(item: Json | undefined): string {
  const errors = item?.['ErrorEquals'];
  return Array.isArray(errors) ? errors.join(', ') : '';
}

export function Retriers({ at, field }: ListProps) {
  const { state } = useForm();
  const items = itemsOf(state!.json, 'Retry');
  return (
    <ListField
      at={at}
      field="Retry"
      name={said.retrier}
      addText={said.addRetrier}
      help={field.help}
      summary={(i) => errorsOf(items[i])}
      fresh={() => '{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": 3, "BackoffRate": 2}'}
    >
      {(place) => <Fields at={place} fields={retrierFields} />}
    </ListField>
  );
}

export function Catchers({ at, field }: ListProps) {
  const { state, isJsonata } = useForm();
  const items = itemsOf(state!.json, 'Catch');
  const others = [...(state?.scope.states.keys() ?? [])].filter((name) => name !== state?.name);
  return (
    <ListField
      at={at}
      field="Catch"
      name={said.catcher}
      addText={said.addCatcher}
      help={field.help}
      summary={(i) => `${errorsOf(items[i])} → ${String(items[i]?.['Next'] ?? '')}`}
      fresh={() => `{"ErrorEquals": ["States.ALL"], "Next": ${JSON.stringify(others.at(-1) ?? '')}}`}
    >
      {(place) => <Fields at={place} fields={catcherFields(isJsonata ? 'JSONata' : 'JSONPath')} moment="caught" />}
    </ListField>
  );
}

export function Rules({ at, field }: ListProps) {
  const { state, isJsonata } = useForm();
  const items = itemsOf(state!.json, 'Choices');
  const fields = ruleFields(isJsonata ? 'JSONata' : 'JSONPath').filter(({ group, name }) => group === undefined && name !== 'Variable');
  const first = (name: string): boolean => name === 'Condition' || name === 'Next';
  return (
    <ListField
      at={at}
      field="Choices"
      name={said.rule}
      addText={said.addRule}
      help={field.help}
      summary={(i) => `${describeRule(items[i] ?? {})} → ${String(items[i]?.['Next'] ?? '')}`}
      fresh={() => (isJsonata ? '{"Condition": "{% $states.input = true %}", "Next": ""}' : '{"Variable": "$", "IsPresent": true, "Next": ""}')}
    >
      {(place, i) => (
        <>
          {isJsonata ? null : <RuleCondition at={place} label={said.conditionOf(i + 1)} />}
          {fields.filter(({ name }) => first(name)).map((each) => <FieldControl key={each.name} at={place} field={each} />)}
          <details>
            <summary>{said.moreFields}</summary>
            {fields.filter(({ name }) => !first(name)).map((each) => <FieldControl key={each.name} at={place} field={each} />)}
          </details>
        </>
      )}
    </ListField>
  );
}

export function Branches({ at, field, onSelect }: ListProps & { onSelect: (pointer: string) => void }) {
  const { document, state } = useForm();
  return (
    <ListField
      at={at}
      field="Branches"
      name={said.branch}
      addText={said.addBranch}
      help={field.help}
      summary={(i) => said.states([...(state?.scopes[i]?.states.keys() ?? [])])}
      fresh={() => {
        const name = JSON.stringify(freeName(document, said.newState));
        return `{"StartAt": ${name}, "States": {${name}: {"Type": "Pass", "End": true}}}`;
      }}
    >
      {(place, i) => (
        <>
          <StartOf scope={place} start={state?.scopes[i]?.startAt} onSelect={onSelect} />
          <Fields at={place} fields={branchFields.filter(({ name }) => name === 'Comment')} />
        </>
      )}
    </ListField>
  );
}

/** Where a scope starts, and how to go there. */
export function StartOf({ scope, start, onSelect }: { scope: string; start: string | undefined; onSelect: (pointer: string) => void }) {
  const slot = useSlot(within(scope, 'StartAt'));
  return (
    <Labelled
      label="StartAt"
      isRequired
      tools={start === undefined ? null : <button type="button" className="quiet" onClick={() => onSelect(within(scope, 'States', start))}>{said.goTo(start)}</button>}
    >
      {({ id }) => <StateSelect id={id} slot={slot} scope={scope} isRequired />}
    </Labelled>
  );
}
