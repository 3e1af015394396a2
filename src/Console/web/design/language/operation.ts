import { describeService, type Service, type ServiceOperation } from '../../api/services.ts';
import type { ResourceName } from './integrations.ts';

/** An action of a service as the server's model has it. */
export interface Operation {
  service: Service;
  operation: ServiceOperation;
}

/** What an action takes or gives, by one name. */
export interface Member {
  /** As Step Functions writes it, in PascalCase. */
  name: string;
  /** The name of its shape in the service's shapes. */
  shape: string;
  isRequired: boolean;
}

/** What the errors of an optimized integration begin with, where it is not the SDK's name of the service: that of the first SDK for Java. */
const errorPrefixes: Record<string, string> = {
  dynamodb: 'DynamoDB',
  ecs: 'ECS',
  eks: 'EKS',
  elasticmapreduce: 'EMR',
  'emr-containers': 'EMRContainers',
  'emr-serverless': 'EMRServerless',
  sns: 'SNS',
  sqs: 'SQS',
  states: 'StepFunctions',
};

/** Optimized integrations whose service has another name in the model. */
const models: Record<string, string> = { states: 'stepfunctions', elasticmapreduce: 'emr', events: 'events' };

/** What these take is not that of an action of a service. */
const ownMembers: Record<string, readonly string[]> = {
  'http:invoke': ['ApiEndpoint', 'Method', 'InvocationConfig', 'Authentication', 'Headers', 'QueryParameters', 'RequestBody', 'Transform'],
  'apigateway:invoke': ['ApiEndpoint', 'Method', 'Stage', 'Path', 'Headers', 'QueryParameters', 'RequestBody', 'AllowNullValues', 'AuthType'],
  'eks:call': ['ClusterName', 'CertificateAuthority', 'Endpoint', 'Method', 'Path', 'QueryParameters', 'RequestBody'],
};

/** The action that a Task calls, by the server's model; nothing where it has none. Throws ApiError where the server cannot be reached. */
export async function operationOf({ service, action, isSdk }: ResourceName): Promise<Operation | undefined> {
  if (!isSdk && `${service}:${action}` in ownMembers) {
    return undefined;
  }

  const model = isSdk ? service : action === 'invokeModel' && service === 'bedrock' ? 'bedrock-runtime' : (models[service] ?? service);
  const described = await describeService(model);
  const operation = described.operations.find(({ name }) => name.toLowerCase() === action.toLowerCase());
  return operation && { service: described, operation };
}

/** What a Task's action takes, at the top. The shape is missing (`''`) where no model says it. */
export function inputOf({ service, action }: ResourceName, found: Operation | undefined): Member[] {
  const own = ownMembers[`${service}:${action}`];
  return own && !found ? own.map((name, i) => ({ name, shape: '', isRequired: i < 2 })) : membersOf(found?.service, found?.operation.input);
}

/** The members of a shape. */
export function membersOf(service: Service | undefined, shape: string | undefined): Member[] {
  const members = shape === undefined ? undefined : service?.shapes[shape]?.members;
  return (members ?? []).map(({ name, shape, required }) => ({ name: capitalize(name), shape, isRequired: required === true }));
}

/** The errors of an action, as they are named in `ErrorEquals`. */
export function errorsOf(resource: ResourceName, { service, operation }: Operation): string[] {
  const prefix = (resource.isSdk ? undefined : errorPrefixes[resource.service]) ?? pascal(service.id).replace(/Service$/, '');
  return [...operation.errors.map((name) => `${prefix}.${resource.isSdk ? sdkError(name) : name.endsWith('Exception') ? name : `${name}Exception`}`)];
}

function sdkError(name: string): string {
  const error = pascal(name);
  return error.endsWith('Exception') ? error : `${error.replace(/Fault$/, '')}Exception`;
}

/** Each word with one capital, as AWS's SDK for Java writes names: `DBInstance` is `DbInstance`. */
function pascal(name: string): string {
  return (name.match(/[A-Z]+(?![a-z])\d*|[A-Z]?[a-z]+\d*|\d+/g) ?? []).map((word) => capitalize(word.toLowerCase())).join('');
}

function capitalize(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}
