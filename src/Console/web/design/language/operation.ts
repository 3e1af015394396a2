import type { ServiceModel, Shapes } from '../../api/services.ts';
import { isSdk, operationOf } from '../../model/integration.ts';
import { integrationShapes } from './shapes.ts';

/** An integration: `service` as it stands in the Resource, `sqs` or `aws-sdk:s3`. */
interface Call {
  service: string;
  action: string;
}

/** What the errors of an optimized integration begin with where it is not the SDK's name of the service: that of the first SDK for Java. */
const errorPrefixes: Readonly<Record<string, string>> = {
  databrew: 'DataBrew',
  dynamodb: 'DynamoDB',
  ecs: 'ECS',
  eks: 'EKS',
  elasticmapreduce: 'EMR',
  'emr-containers': 'EMRContainers',
  'emr-serverless': 'EMRServerless',
  mediaconvert: 'MediaConvert',
  sagemaker: 'SageMaker',
  sns: 'SNS',
  sqs: 'SQS',
  states: 'StepFunctions',
};

/**
 * The shape of what an integration takes, and those that it refers to.
 * @param model That of its service; missing as long as it is not known, or where it has none.
 */
export function argumentsOf({ service, action }: Call, model: ServiceModel | undefined): { shapes: Shapes; shape: string | undefined } {
  const own = `${service}:${action}`;
  return integrationShapes[own]
    ? { shapes: integrationShapes, shape: own }
    : { shapes: model?.shapes ?? {}, shape: model?.operations.find(({ name }) => name === operationOf(service, action))?.input };
}

/** The errors of an action, as they are named in `ErrorEquals`. */
export function errorsOf({ service, action }: Call, model: ServiceModel): string[] {
  const errors = model.operations.find(({ name }) => name === operationOf(service, action))?.errors ?? [];
  const prefix = errorPrefixes[service] ?? pascal(model.id).replace(/Service$/, '');
  return errors.map((name) => `${prefix}.${isSdk(service) ? sdkError(name) : name.endsWith('Exception') ? name : `${name}Exception`}`);
}

function sdkError(name: string): string {
  const error = pascal(name);
  return error.endsWith('Exception') ? error : `${error.replace(/Fault$/, '')}Exception`;
}

/** Each word with one capital, as AWS's SDK for Java writes names: `DBInstance` is `DbInstance`, `DynamoDB` is `DynamoDb`. */
function pascal(name: string): string {
  return (name.match(/[A-Z]+(?![a-z])\d*|[A-Z]?[a-z]+\d*|\d+/g) ?? []).map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()).join('');
}
