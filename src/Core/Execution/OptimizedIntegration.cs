using System.Collections.Frozen;
using static FunctionsAsl.Core.Execution.IntegrationPattern;

namespace FunctionsAsl.Core.Execution;

/// <summary>
/// Which service integrations there are (DG/integrate-optimized, DG/supported-services-awssdk): a definition that names another
/// is refused when it is created. Whether this project can run one is for the host to say when it comes to it.
/// </summary>
internal static class OptimizedIntegration
{
    private const string SdkPrefix = "aws-sdk:";

    private static readonly FrozenDictionary<string, IntegrationPattern[]> Actions = new Dictionary<string, IntegrationPattern[]>(StringComparer.Ordinal)
    {
        ["apigateway:invoke"] = [RequestResponse, WaitForTaskToken],
        ["athena:startQueryExecution"] = [RequestResponse, Sync],
        ["athena:stopQueryExecution"] = [RequestResponse],
        ["athena:getQueryExecution"] = [RequestResponse],
        ["athena:getQueryResults"] = [RequestResponse],
        ["batch:submitJob"] = [RequestResponse, Sync],
        ["bedrock:invokeModel"] = [RequestResponse, WaitForTaskToken],
        ["bedrock:createModelCustomizationJob"] = [RequestResponse, Sync],
        ["bedrockagentcore:invokeHarness"] = [RequestResponse],
        ["codebuild:startBuild"] = [RequestResponse, Sync],
        ["codebuild:stopBuild"] = [RequestResponse],
        ["codebuild:batchDeleteBuilds"] = [RequestResponse],
        ["codebuild:batchGetReports"] = [RequestResponse],
        ["codebuild:startBuildBatch"] = [RequestResponse, Sync],
        ["codebuild:stopBuildBatch"] = [RequestResponse],
        ["codebuild:retryBuildBatch"] = [RequestResponse, Sync],
        ["codebuild:deleteBuildBatch"] = [RequestResponse],
        ["databrew:startJobRun"] = [RequestResponse, Sync],
        ["dynamodb:getItem"] = [RequestResponse],
        ["dynamodb:putItem"] = [RequestResponse],
        ["dynamodb:updateItem"] = [RequestResponse],
        ["dynamodb:deleteItem"] = [RequestResponse],
        ["ecs:runTask"] = [RequestResponse, Sync, WaitForTaskToken],
        ["eks:createCluster"] = [RequestResponse, Sync],
        ["eks:deleteCluster"] = [RequestResponse, Sync],
        ["eks:createFargateProfile"] = [RequestResponse, Sync],
        ["eks:deleteFargateProfile"] = [RequestResponse, Sync],
        ["eks:createNodegroup"] = [RequestResponse, Sync],
        ["eks:deleteNodegroup"] = [RequestResponse, Sync],
        ["eks:runJob"] = [RequestResponse, Sync, WaitForTaskToken],
        ["eks:call"] = [RequestResponse],
        ["elasticmapreduce:createCluster"] = [RequestResponse, Sync],
        ["elasticmapreduce:setClusterTerminationProtection"] = [RequestResponse],
        ["elasticmapreduce:terminateCluster"] = [RequestResponse, Sync],
        ["elasticmapreduce:addStep"] = [RequestResponse, Sync],
        ["elasticmapreduce:cancelStep"] = [RequestResponse],
        ["elasticmapreduce:modifyInstanceFleetByName"] = [RequestResponse],
        ["elasticmapreduce:modifyInstanceGroupByName"] = [RequestResponse],
        ["emr-containers:createVirtualCluster"] = [RequestResponse],
        ["emr-containers:deleteVirtualCluster"] = [RequestResponse, Sync],
        ["emr-containers:startJobRun"] = [RequestResponse, Sync],
        ["emr-serverless:createApplication"] = [RequestResponse, Sync],
        ["emr-serverless:startApplication"] = [RequestResponse, Sync],
        ["emr-serverless:stopApplication"] = [RequestResponse, Sync],
        ["emr-serverless:deleteApplication"] = [RequestResponse, Sync],
        ["emr-serverless:startJobRun"] = [RequestResponse, Sync],
        ["emr-serverless:cancelJobRun"] = [RequestResponse, Sync],
        ["events:putEvents"] = [RequestResponse, WaitForTaskToken],
        ["glue:startJobRun"] = [RequestResponse, Sync],
        ["http:invoke"] = [RequestResponse],
        ["lambda:invoke"] = [RequestResponse, WaitForTaskToken],
        ["mediaconvert:createJob"] = [RequestResponse, Sync],
        ["sagemaker:createEndpoint"] = [RequestResponse],
        ["sagemaker:createEndpointConfig"] = [RequestResponse],
        ["sagemaker:createHyperParameterTuningJob"] = [RequestResponse, Sync],
        ["sagemaker:createLabelingJob"] = [RequestResponse, Sync],
        ["sagemaker:createModel"] = [RequestResponse],
        ["sagemaker:createProcessingJob"] = [RequestResponse, Sync],
        ["sagemaker:createTrainingJob"] = [RequestResponse, Sync],
        ["sagemaker:createTransformJob"] = [RequestResponse, Sync],
        ["sagemaker:updateEndpoint"] = [RequestResponse],
        ["sns:publish"] = [RequestResponse, WaitForTaskToken],
        ["sqs:sendMessage"] = [RequestResponse, WaitForTaskToken],
        ["states:startExecution"] = [RequestResponse, Sync, Sync2, WaitForTaskToken],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether any integration is of this service; the SDK's are known by their shape only.</summary>
    public static bool HasService(string service) => service.StartsWith(SdkPrefix, StringComparison.Ordinal)
        ? service.Length > SdkPrefix.Length
        : Actions.Keys.Any(action => action.StartsWith(service + ":", StringComparison.Ordinal));

    /// <summary>Whether there is such an integration. The SDK's thousands are known by their shape only; none of them has <c>.sync</c>.</summary>
    public static bool Knows(string service, string action, IntegrationPattern pattern) =>
        service.StartsWith(SdkPrefix, StringComparison.Ordinal)
            ? service.Length > SdkPrefix.Length && char.IsAsciiLetterLower(action[0]) && pattern is RequestResponse or WaitForTaskToken
            : Actions.TryGetValue($"{service}:{action}", out IntegrationPattern[]? patterns) && patterns.Contains(pattern);
}
