import { leadOn } from '../../../design/edits/ways.ts';
import { formTexts } from '../../../formTexts.ts';
import { within } from '../../../model/pointer.ts';
import { useForm, useSlot } from './form.ts';
import { Labelled } from './Labelled.tsx';

const said = formTexts;

/** Where a state leads to, or that it ends its line. */
export function NextField({ at }: { at: string }) {
  const { design, document, state } = useForm();
  const { value } = useSlot(within(at, 'Next'));
  const next = typeof value === 'string' ? value : '';
  const names = [...(state?.scope.states.keys() ?? [])].filter((name) => name !== state?.name || name === next);
  return (
    <Labelled label={said.next}>
      {({ id }) => (
        <select id={id} value={next} onChange={(e) => design.edit(leadOn(document, at, e.target.value === '' ? undefined : JSON.stringify(e.target.value)))}>
          <option value="">{said.ends}</option>
          {next !== '' && !names.includes(next) ? <option value={next}>{next}</option> : null}
          {names.map((name) => <option key={name} value={name}>{name}</option>)}
        </select>
      )}
    </Labelled>
  );
}
