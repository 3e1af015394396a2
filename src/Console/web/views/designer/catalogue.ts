import type { ServiceModel, ServiceName } from '../../api/services.ts';
import { designerTexts } from '../../designerTexts.ts';
import { optimizedActions, sdkService, writeResource } from '../../model/integration.ts';
import { given, ruleOf } from './given.ts';
import { patterns } from './patterns.ts';

const said = designerTexts;

type States = Record<string, Record<string, unknown>>;

/** What the states are called that a new Map and the branches of a new Parallel are made with. */
export const placeholders: readonly string[] = [said.names['branch']!, said.names['item']!];

/** Something that can be put into a definition. */
export interface Item {
  /** Unique among all items, and enough to find it again: a state's kind, `pattern/…`, or `integration/SERVICE:ACTION`. */
  id: string;
  group: 'states' | 'patterns' | 'integrations';
  title: string;
  about: string;
  /** The type of its first state, by which its colour is chosen. */
  type: string;
  /** What is put there, the first state first. Names that are taken get a number. */
  states: (isJsonata: boolean) => States;
}

const states: readonly Item[] = [
  state('Task', (isJsonata) => ({ Resource: 'arn:aws:states:::lambda:invoke', ...given(isJsonata, { FunctionName: 'my-function', Payload: '$' }) })),
  // Where the rule leads is settled where the state is put.
  state('Choice', (isJsonata) => ({ Choices: [ruleOf(isJsonata, 'value', '')] })),
  state('Parallel', () => ({ Branches: [1, 2].map(() => inner(said.names['branch']!)) })),
  state('Map', (isJsonata) => ({
    ...(isJsonata ? { Items: '{% $states.input.items %}' } : { ItemsPath: '$.items' }),
    ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, ...inner(said.names['item']!) },
  })),
  state('Map', (isJsonata) => ({
    ...(isJsonata ? { Items: '{% $states.input.items %}' } : { ItemsPath: '$.items' }),
    ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...inner(said.names['item']!) },
    MaxConcurrency: 100,
  }), 'DistributedMap'),
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

/** The states, the patterns, and the integrations that Step Functions knows by itself. */
export const catalogue: readonly Item[] = [
  ...states,
  ...patterns.map(({ id, title, about, states }): Item => ({ id, title, about, states, group: 'patterns', type: 'Pattern' })),
  ...optimized,
];

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

/** @param kind What the item is called in the texts, where it is not the type. */
function state(type: string, json: (isJsonata: boolean) => Record<string, unknown>, kind = type): Item {
  return {
    id: kind,
    group: 'states',
    title: said.types[kind] ?? kind,
    about: said.about[kind] ?? '',
    type,
    states: (isJsonata) => ({ [said.names[kind] ?? kind]: { Type: type, ...json(isJsonata), ...endOf(type) } }),
  };
}

function integration(service: string, action: string, title: string, kind: string): Item {
  const words = action.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return {
    id: `integration/${service}:${action}`,
    group: 'integrations',
    title: `${title} ${action}`,
    about: kind,
    type: 'Task',
    states: (isJsonata) => ({
      [words[0]!.toUpperCase() + words.slice(1)]: {
        Type: 'Task', Resource: writeResource({ service, action, pattern: 'request' }), ...given(isJsonata, usual[`${service}:${action}`] ?? {}), ...endOf('Task'),
      },
    }),
  };
}

/** Where nothing follows, a state ends; others lead on from where they end. */
function endOf(type: string): Record<string, unknown> {
  return type === 'Choice' || type === 'Succeed' || type === 'Fail' ? {} : { End: true };
}

function inner(name: string): Record<string, unknown> {
  return { StartAt: name, States: { [name]: { Type: 'Pass', End: true } } };
}

function titleOf(service: string): string {
  return said.services[service] ?? service.toUpperCase();
}
