import { useService } from '../../../api/services.ts';
import { type Field, guide } from '../../../design/fields.ts';
import { argumentsOf } from '../../../design/language/operation.ts';
import { formTexts } from '../../../formTexts.ts';
import { modelOf, readResource } from '../../../model/integration.ts';
import { around, within } from '../../../model/pointer.ts';
import { useSlot } from './form.ts';
import { ValueField } from './ValueField.tsx';

const said = formTexts;

const none = {};

/** What a state, or the reader or writer of a Map, gives to what its `Resource` names: the members that its model tells. */
export function ArgumentsField({ at, field: { name, help, page } }: { at: string; field: Field }) {
  const place = within(at, name);
  const slot = useSlot(place);
  const { value: arn } = useSlot(within(around(place), 'Resource'));
  const resource = typeof arn === 'string' ? readResource(arn) : undefined;
  const call = resource?.kind === 'integration' ? resource : undefined;
  const { data, error, isLoading } = useService(call && modelOf(call.service, call.action));
  const { shapes, shape } = call ? argumentsOf(call, data) : { shapes: none, shape: undefined };
  return (
    <ValueField
      at={place}
      label={name}
      shapes={shapes}
      shape={shape}
      isTemplate
      moment="before"
      first="fields"
      help={isLoading ? said.loadingModel : error ? said.noModel : help}
      link={guide(page)}
      {...(slot.node ? { isOptional: true } : {})}
    />
  );
}
