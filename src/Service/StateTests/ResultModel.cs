using System.Collections.Frozen;

namespace FunctionsAsl.Service.StateTests;

/// <summary>What the result of an integration looks like, by the API model of its service.</summary>
internal static class ResultModel
{
    private const string SdkPrefix = "aws-sdk:";

    /// <summary>Integration to the operation that tells how its job goes (DG/test-state-isolation, DG/integrate-optimized).</summary>
    private static readonly FrozenDictionary<string, string> Polling = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["athena:startQueryExecution"] = "getQueryExecution",
        ["batch:submitJob"] = "describeJobs",
        ["bedrock:createModelCustomizationJob"] = "getModelCustomizationJob",
        ["codebuild:startBuild"] = "batchGetBuilds",
        ["codebuild:startBuildBatch"] = "batchGetBuildBatches",
        ["codebuild:retryBuildBatch"] = "batchGetBuildBatches",
        ["databrew:startJobRun"] = "describeJobRun",
        ["ecs:runTask"] = "describeTasks",
        ["eks:createCluster"] = "describeCluster",
        ["eks:deleteCluster"] = "describeCluster",
        ["eks:createFargateProfile"] = "describeFargateProfile",
        ["eks:deleteFargateProfile"] = "describeFargateProfile",
        ["eks:createNodegroup"] = "describeNodegroup",
        ["eks:deleteNodegroup"] = "describeNodegroup",
        ["emr-containers:deleteVirtualCluster"] = "describeVirtualCluster",
        ["emr-containers:startJobRun"] = "describeJobRun",
        ["emr-serverless:createApplication"] = "getApplication",
        ["emr-serverless:startApplication"] = "getApplication",
        ["emr-serverless:stopApplication"] = "getApplication",
        ["emr-serverless:deleteApplication"] = "getApplication",
        ["emr-serverless:startJobRun"] = "getJobRun",
        ["emr-serverless:cancelJobRun"] = "getJobRun",
        ["glue:startJobRun"] = "getJobRun",
        ["mediaconvert:createJob"] = "getJob",
        ["sagemaker:createHyperParameterTuningJob"] = "describeHyperParameterTuningJob",
        ["sagemaker:createLabelingJob"] = "describeLabelingJob",
        ["sagemaker:createProcessingJob"] = "describeProcessingJob",
        ["sagemaker:createTrainingJob"] = "describeTrainingJob",
        ["sagemaker:createTransformJob"] = "describeTransformJob",
        ["states:startExecution"] = "describeExecution",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The structure; <see langword="null"/> where the integration is no operation of an API that is known here.</summary>
    public static Shape? Find(TaskResource.Integration integration)
    {
        string service = integration.Service.StartsWith(SdkPrefix, StringComparison.Ordinal)
            ? integration.Service[SdkPrefix.Length..]
            : integration.Service == "states" ? "sfn" : integration.Service;
        string? action = integration.AwaitsJob
            ? Polling.GetValueOrDefault($"{integration.Service}:{integration.Action}")
            : integration.Action;
        return action is not null && ServiceTable.Find(service) is { } entry ? ServiceTable.Read(entry).FindAction(action)?.Output : null;
    }
}
