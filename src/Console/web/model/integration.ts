/** What a Task may run, as its Resource says it (DG/integrate-services). */

/** When the task ends: with the answer, with the job that was started (its output as text, or as JSON), or when its token is presented. */
export type Pattern = 'request' | 'sync' | 'sync2' | 'token';

export type Resource =
  | { kind: 'function'; arn: string }
  | { kind: 'activity'; arn: string }
  /** `service` as it stands there: `sqs`, `aws-sdk:s3`. */
  | { kind: 'integration'; service: string; action: string; pattern: Pattern };

const suffixes: readonly (readonly [Pattern, string])[] = [['sync2', '.sync:2'], ['sync', '.sync'], ['token', '.waitForTaskToken'], ['request', '']];

const sdkPrefix = 'aws-sdk:';

/**
 * The optimized integrations with the patterns that they know besides the plain call (DG/integrate-optimized): those of
 * `src/Core/Execution/OptimizedIntegration.cs`.
 */
const optimized: Readonly<Record<string, readonly Exclude<Pattern, 'request'>[]>> = {
  'apigateway:invoke': ['token'],
  'athena:startQueryExecution': ['sync'],
  'athena:stopQueryExecution': [],
  'athena:getQueryExecution': [],
  'athena:getQueryResults': [],
  'batch:submitJob': ['sync'],
  'bedrock:invokeModel': ['token'],
  'bedrock:createModelCustomizationJob': ['sync'],
  'bedrockagentcore:invokeHarness': [],
  'codebuild:startBuild': ['sync'],
  'codebuild:stopBuild': [],
  'codebuild:batchDeleteBuilds': [],
  'codebuild:batchGetReports': [],
  'codebuild:startBuildBatch': ['sync'],
  'codebuild:stopBuildBatch': [],
  'codebuild:retryBuildBatch': ['sync'],
  'codebuild:deleteBuildBatch': [],
  'databrew:startJobRun': ['sync'],
  'dynamodb:getItem': [],
  'dynamodb:putItem': [],
  'dynamodb:updateItem': [],
  'dynamodb:deleteItem': [],
  'ecs:runTask': ['sync', 'token'],
  'eks:createCluster': ['sync'],
  'eks:deleteCluster': ['sync'],
  'eks:createFargateProfile': ['sync'],
  'eks:deleteFargateProfile': ['sync'],
  'eks:createNodegroup': ['sync'],
  'eks:deleteNodegroup': ['sync'],
  'eks:runJob': ['sync', 'token'],
  'eks:call': [],
  'elasticmapreduce:createCluster': ['sync'],
  'elasticmapreduce:setClusterTerminationProtection': [],
  'elasticmapreduce:terminateCluster': ['sync'],
  'elasticmapreduce:addStep': ['sync'],
  'elasticmapreduce:cancelStep': [],
  'elasticmapreduce:modifyInstanceFleetByName': [],
  'elasticmapreduce:modifyInstanceGroupByName': [],
  'emr-containers:createVirtualCluster': [],
  'emr-containers:deleteVirtualCluster': ['sync'],
  'emr-containers:startJobRun': ['sync'],
  'emr-serverless:createApplication': ['sync'],
  'emr-serverless:startApplication': ['sync'],
  'emr-serverless:stopApplication': ['sync'],
  'emr-serverless:deleteApplication': ['sync'],
  'emr-serverless:startJobRun': ['sync'],
  'emr-serverless:cancelJobRun': ['sync'],
  'events:putEvents': ['token'],
  'glue:startJobRun': ['sync'],
  'http:invoke': [],
  'lambda:invoke': ['token'],
  'mediaconvert:createJob': ['sync'],
  'sagemaker:createEndpoint': [],
  'sagemaker:createEndpointConfig': [],
  'sagemaker:createHyperParameterTuningJob': ['sync'],
  'sagemaker:createLabelingJob': ['sync'],
  'sagemaker:createModel': [],
  'sagemaker:createProcessingJob': ['sync'],
  'sagemaker:createTrainingJob': ['sync'],
  'sagemaker:createTransformJob': ['sync'],
  'sagemaker:updateEndpoint': [],
  'sns:publish': ['token'],
  'sqs:sendMessage': ['token'],
  'states:startExecution': ['sync', 'sync2', 'token'],
};

/** The optimized integrations, as `sqs:sendMessage`, in the order of their names. */
export const optimizedActions: readonly string[] = Object.keys(optimized);

export function isSdk(service: string): boolean {
  return service.startsWith(sdkPrefix);
}

/** As it stands in a Resource: `aws-sdk:s3`. */
export function sdkService(sdkName: string): string {
  return sdkPrefix + sdkName;
}

/** The patterns of an integration; that of the plain call alone where it is not known. */
export function patternsOf(service: string, action: string): Pattern[] {
  return ['request', ...(isSdk(service) ? (['token'] as const) : (optimized[`${service}:${action}`] ?? []))];
}

/** Undefined where it is an expression, or names nothing that a task can run. */
export function readResource(arn: string): Resource | undefined {
  if (/^arn:[^:]+:lambda:[^:]*:[^:]*:function:./.test(arn)) {
    return { kind: 'function', arn };
  }

  const rest = /^arn:[^:]+:states:[^:]*:[^:]*:(.+)$/.exec(arn)?.[1];
  if (rest === undefined) {
    return undefined;
  }

  if (rest.startsWith('activity:')) {
    return { kind: 'activity', arn };
  }

  const [pattern, suffix] = suffixes.find(([, end]) => rest.endsWith(end))!;
  const [, service, action] = /^((?:aws-sdk:)?[^:]+):([^:]+)$/.exec(rest.slice(0, rest.length - suffix.length)) ?? [];
  return service === undefined || action === undefined ? undefined : { kind: 'integration', service, action, pattern };
}

export function writeResource({ service, action, pattern }: { service: string; action: string; pattern: Pattern }): string {
  return `arn:aws:states:::${service}:${action}${suffixes.find(([each]) => each === pattern)![1]}`;
}

/** The service of the API whose model tells the arguments; undefined where the integration has arguments of its own. */
export function modelOf(service: string, action: string): string | undefined {
  if (isSdk(service)) {
    return service.slice(sdkPrefix.length);
  }

  const name = `${service}:${action}`;
  return ownArguments.has(name) ? undefined
    : name === 'bedrock:invokeModel' ? 'bedrockruntime'
    : ({ states: 'sfn', elasticmapreduce: 'emr' }[service] ?? service);
}

const ownArguments: ReadonlySet<string> = new Set([
  'apigateway:invoke', 'bedrockagentcore:invokeHarness', 'eks:call', 'eks:runJob', 'http:invoke', 'elasticmapreduce:addStep', 'elasticmapreduce:cancelStep',
  'elasticmapreduce:modifyInstanceFleetByName', 'elasticmapreduce:modifyInstanceGroupByName', 'elasticmapreduce:setClusterTerminationProtection',
  'elasticmapreduce:terminateCluster',
]);

/** The operation of a model that an action calls, as `SendMessage`. */
export function operationOf(service: string, action: string): string {
  return service === 'elasticmapreduce' && action === 'createCluster' ? 'RunJobFlow' : capitalized(action);
}

/** Arguments and results of integrations begin with a capital, however the model writes them (DG/supported-services-awssdk). */
export function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
