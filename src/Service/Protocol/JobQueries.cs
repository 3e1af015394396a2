using System.Collections.Frozen;

namespace FunctionsAsl.Service.Protocol;

/// <summary>Which operation of a service tells how a job goes that an optimized integration has started (DG/integrate-optimized).</summary>
public static class JobQueries
{
    private static readonly FrozenDictionary<string, string> Actions = new Dictionary<string, string>(StringComparer.Ordinal)
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
        ["elasticmapreduce:createCluster"] = "describeCluster",
        ["elasticmapreduce:terminateCluster"] = "describeCluster",
        ["elasticmapreduce:addStep"] = "describeStep",
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

    /// <param name="service">As in the task's resource.</param>
    /// <param name="action">What starts the job, as <c>submitJob</c>.</param>
    /// <returns>As <c>describeJobs</c>; <see langword="null"/> where nothing is known to wait for.</returns>
    public static string? Find(string service, string action) => Actions.GetValueOrDefault($"{service}:{action}");

    /// <summary>The model of the service that resources call so.</summary>
    public static string ModelOf(string service) => service switch
    {
        "states" => "sfn",
        "elasticmapreduce" => "emr",
        _ => service,
    };
}
