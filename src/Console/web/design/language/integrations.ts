/** How a Task uses a service: asks and takes the answer, waits for the job that it begins, or waits for a token to come back. */
export type Pattern = 'request' | 'sync' | 'sync:2' | 'waitForTaskToken';

/** An action that Step Functions knows by itself, beside those of AWS's SDK. */
export interface Integration {
  service: string;
  action: string;
  patterns: readonly Pattern[];
}

const s = ['request', 'sync'] as const;
const c = ['request', 'waitForTaskToken'] as const;
const sc = ['request', 'sync', 'waitForTaskToken'] as const;

// By service, then by patterns (DG/integrate-optimized).
const table: [service: string, actions: string[], patterns?: readonly Pattern[]][] = [
  ['apigateway', ['invoke'], c],
  ['athena', ['startQueryExecution'], s],
  ['athena', ['stopQueryExecution', 'getQueryExecution', 'getQueryResults']],
  ['batch', ['submitJob'], s],
  ['bedrock', ['invokeModel'], c],
  ['bedrock', ['createModelCustomizationJob'], s],
  ['bedrockagentcore', ['invokeHarness']],
  ['codebuild', ['startBuild', 'startBuildBatch', 'retryBuildBatch', 'deleteBuildBatch'], s],
  ['codebuild', ['stopBuild', 'stopBuildBatch', 'batchDeleteBuilds', 'batchGetReports']],
  ['databrew', ['startJobRun'], s],
  ['dynamodb', ['getItem', 'putItem', 'updateItem', 'deleteItem']],
  ['ecs', ['runTask'], sc],
  ['eks', ['createCluster', 'deleteCluster', 'createFargateProfile', 'deleteFargateProfile', 'createNodegroup', 'deleteNodegroup'], s],
  ['eks', ['runJob'], sc],
  ['eks', ['call']],
  ['elasticmapreduce', ['createCluster', 'terminateCluster', 'addStep'], s],
  ['elasticmapreduce', ['setClusterTerminationProtection', 'cancelStep', 'modifyInstanceFleetByName', 'modifyInstanceGroupByName']],
  ['emr-containers', ['deleteVirtualCluster', 'startJobRun'], s],
  ['emr-containers', ['createVirtualCluster']],
  ['emr-serverless', ['createApplication', 'startApplication', 'stopApplication', 'deleteApplication', 'startJobRun', 'cancelJobRun'], s],
  ['events', ['putEvents'], c],
  ['glue', ['startJobRun'], s],
  ['http', ['invoke']],
  ['lambda', ['invoke'], c],
  ['mediaconvert', ['createJob'], s],
  ['sagemaker', ['createHyperParameterTuningJob', 'createLabelingJob', 'createProcessingJob', 'createTrainingJob', 'createTransformJob'], s],
  ['sagemaker', ['createEndpoint', 'createEndpointConfig', 'createModel', 'updateEndpoint']],
  ['sns', ['publish'], c],
  ['sqs', ['sendMessage'], c],
  ['states', ['startExecution'], ['request', 'sync', 'sync:2', 'waitForTaskToken']],
];

/** The actions that Step Functions knows by itself. */
export const integrations: readonly Integration[] = table.flatMap(([service, actions, patterns = ['request']]) => actions.map((action) => ({ service, action, patterns })));

/** The `Resource` of a Task, taken apart. */
export interface ResourceName {
  service: string;
  action: string;
  pattern: Pattern;
  /** Whether it is an action of AWS's SDK. */
  isSdk: boolean;
}

/** Takes the ARN of an integration apart; nothing where it is that of a function, an activity or no ARN. */
export function readResource(arn: string): ResourceName | undefined {
  const [, sdk, service, action, pattern] = /^arn:[^:]+:states:[^:]*:[^:]*:(aws-sdk:)?([^:.]+):([^:.]+)(?:\.(sync|sync:2|waitForTaskToken))?$/.exec(arn) ?? [];
  return service === undefined || action === undefined || service === 'activity'
    ? undefined
    : { service, action, pattern: (pattern ?? 'request') as Pattern, isSdk: sdk !== undefined };
}

/** The ARN of an integration. */
export function resourceArn({ service, action, pattern, isSdk }: ResourceName): string {
  return `arn:aws:states:::${isSdk ? 'aws-sdk:' : ''}${service}:${action}${pattern === 'request' ? '' : `.${pattern}`}`;
}
