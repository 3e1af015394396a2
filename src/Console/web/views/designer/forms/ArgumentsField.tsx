import { type Shapes, useService } from '../../../api/services.ts';
import { type Field, guide } from '../../../design/fields.ts';
import { designTexts } from '../../../designTexts.ts';
import { modelOf, operationOf, readResource } from '../../../model/integration.ts';
import { around, within } from '../../../model/pointer.ts';
import { useSlot } from './form.ts';
import { integrationShapes } from './shapes.ts';
import { ValueField } from './ValueField.tsx';

const said = designTexts.forms;

const none: Shapes = {};

/** What a Task, a reader or a writer of a Map gives to what its `Resource` names: the members that its model tells. */
export function ArgumentsField({ at, field: { name, help, page } }: { at: string; field: Field }) {
  const place = within(at, name);
  const slot = useSlot(place);
  const { value: arn } = useSlot(within(around(place), 'Resource'));
  const resource = typeof arn === 'string' ? readResource(arn) : undefined;
  const call = resource?.kind === 'integration' ? resource : undefined;
  const { data, error, isLoading } = useService(call && modelOf(call.service, call.action));
  const own = call && `${call.service}:${call.action}`;
  const shapes = own !== undefined && integrationShapes[own] ? integrationShapes : (data?.shapes ?? none);
  const shape = shapes === integrationShapes ? own : call && data?.operations.find((operation) => operation.name === operationOf(call.service, call.action))?.input;
  return (
    <ValueField
      at={place}
      label={name}
      shapes={shapes}
      shape={shape}
      isTemplate
      moment="before"
      help={isLoading ? said.loadingModel : error ? said.noModel : help}
      link={guide(page)}
      {...(slot.node ? { isOptional: true } : {})}
    />
  );
}
