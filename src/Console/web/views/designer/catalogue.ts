import type { ServiceModel, ServiceName } from '../../api/services.ts';
import { designerTexts } from '../../designerTexts.ts';
import { optimizedActions, sdkService, writeResource } from '../../model/integration.ts';

const said = designerTexts;

/** Something that can be put into a definition. */
export interface Item {
  /** Unique among all items, and enough to find it again: a state's kind, or `integration/SERVICE:ACTION`. */
  id: string;
  group: 'states' | 'integrations';
  title: string;
  about: string;
  /** What the state is called if the name is free. */
  name: string;
  /** The type of the state, by which its colour is chosen. */
  type: string;
  /** @param free A name that no state has, like the one that is given. */
  json: (isJsonata: boolean, free: (name: string) => string) => Record<string, unknown>;
}

const states: readonly Item[] = [
  state('Task', (isJsonata) => ({ Resource: 'arn:aws:states:::lambda:invoke', ...given(isJsonata, { FunctionName: 'my-function', Payload: '$' }) })),
  // Where the rule leads is settled where the state is put.
  state('Choice', (isJsonata) => ({
    Choices: [isJsonata ? { Condition: '{% $states.input.value = true %}', Next: '' } : { Variable: '$.value', BooleanEquals: true, Next: '' }],
  })),
  state('Parallel', (_, free) => ({ Branches: [1, 2].map(() => inner(free(said.names['branch']!))) })),
  state('Map', (isJsonata, free) => ({
    ...(isJsonata ? { Items: '{% $states.input.items %}' } : { ItemsPath: '$.items' }),
    ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, ...inner(free(said.names['item']!)) },
  })),
  {
    ...state('Map', (isJsonata, free) => ({
      ...(isJsonata ? { Items: '{% $states.input.items %}' } : { ItemsPath: '$.items' }),
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...inner(free(said.names['item']!)) },
      MaxConcurrency: 100,
    })),
    id: 'DistributedMap', title: said.distributed, about: said.about['DistributedMap']!, name: said.names['DistributedMap']!,
  },
  state('Pass', () => ({})),
  state('Wait', () => ({ Seconds: 5 })),
  state('Succeed', () => ({})),
  state('Fail', () => ({ Error: 'Failed', Cause: 'What went wrong, for people.' })),
];

/** What these integrations need at least, with the input of the state where it usually goes. */
const usual: Readonly<Record<string, Record<string, unknown>>> = {
  'lambda:invoke': { FunctionName: 'my-function', Payload: '$' },
  'sqs:sendMessage': { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/my-queue', MessageBody: '$' },
  'sns:publish': { TopicArn: 'arn:aws:sns:us-east-1:123456789012:my-topic', Message: '$' },
  'states:startExecution': { StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:other', Input: '$' },
  'dynamodb:getItem': { TableName: 'my-table', Key: { id: { S: 'key' } } },
  'dynamodb:putItem': { TableName: 'my-table', Item: { id: { S: 'key' } } },
  'dynamodb:updateItem': { TableName: 'my-table', Key: { id: { S: 'key' } } },
  'dynamodb:deleteItem': { TableName: 'my-table', Key: { id: { S: 'key' } } },
  'events:putEvents': { Entries: [{ Source: 'my.source', DetailType: 'something', Detail: '$', EventBusName: 'default' }] },
  'http:invoke': { ApiEndpoint: 'https://example.com', Method: 'GET', Authentication: { ConnectionArn: 'arn:aws:events:us-east-1:123456789012:connection/mine' } },
};

// These are looked for most, so they stand first.
const first = Object.keys(usual);

const optimized: readonly Item[] = [...first, ...optimizedActions.filter((action) => !first.includes(action))].map((action) => {
  const [service = '', name = ''] = action.split(':');
  return integration(service, name, titleOf(service), said.optimized);
});

/** The states and the integrations that Step Functions knows by itself. */
export const catalogue: readonly Item[] = [...states, ...optimized];

/** All that a service of AWS can do. */
export function itemsOf({ sdkName, id, operations }: ServiceModel): Item[] {
  return operations.map(({ name }) => integration(sdkService(sdkName), name[0]!.toLowerCase() + name.slice(1), id, said.sdk));
}

/** The item of an id, as it was dragged. */
export function itemOf(id: string): Item | undefined {
  const [, service, action] = /^integration\/(.+):([^:]+)$/.exec(id) ?? [];
  return catalogue.find((item) => item.id === id) ?? (service && action ? integration(service, action, service, said.sdk) : undefined);
}

/** Items in which every word of a search stands. */
export function search(items: readonly Item[], words: string): Item[] {
  const parts = words.toLowerCase().split(/\s+/).filter((part) => part);
  return items.filter(({ title, about, id }) => {
    const text = `${title} ${about} ${id}`.toLowerCase();
    return parts.every((part) => text.includes(part));
  });
}

/** The services whose model is to be read for a search: those that a word of it names. */
export function servicesOf(services: readonly ServiceName[], words: string): ServiceName | undefined {
  const parts = words.toLowerCase().split(/[\s:]+/).filter((part) => part.length > 1);
  const names = (service: ServiceName): string[] => [service.name, service.sdkName, service.id].map((name) => name.toLowerCase());
  return services.find((service) => names(service).some((name) => parts.includes(name)))
    ?? services.find((service) => names(service).some((name) => parts.some((part) => part.length > 2 && name.startsWith(part))));
}

function state(type: string, json: Item['json']): Item {
  return { id: type, group: 'states', title: said.types[type] ?? type, about: said.about[type] ?? '', name: said.names[type] ?? type, type, json: (isJsonata, free) => ({ Type: type, ...json(isJsonata, free) }) };
}

function integration(service: string, action: string, title: string, kind: string): Item {
  const words = action.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return {
    id: `integration/${service}:${action}`,
    group: 'integrations',
    title: `${title} ${action}`,
    about: kind,
    name: words[0]!.toUpperCase() + words.slice(1),
    type: 'Task',
    json: (isJsonata) => ({ Type: 'Task', Resource: writeResource({ service, action, pattern: 'request' }), ...given(isJsonata, usual[`${service}:${action}`] ?? {}) }),
  };
}

/** Arguments; the value `$` stands for the input of the state. */
function given(isJsonata: boolean, values: Record<string, unknown>): Record<string, unknown> {
  return isJsonata ? { Arguments: withInput(values, (name) => [name, '{% $states.input %}']) } : { Parameters: withInput(values, (name) => [`${name}.$`, '$']) };
}

function withInput(values: unknown, input: (name: string) => [string, string]): unknown {
  if (Array.isArray(values)) {
    return values.map((value) => withInput(value, input));
  }

  return typeof values === 'object' && values !== null
    ? Object.fromEntries(Object.entries(values).map(([name, value]) => (value === '$' ? input(name) : [name, withInput(value, input)])))
    : values;
}

function inner(name: string): Record<string, unknown> {
  return { StartAt: name, States: { [name]: { Type: 'Pass', End: true } } };
}

function titleOf(service: string): string {
  return said.services[service] ?? service.toUpperCase();
}
