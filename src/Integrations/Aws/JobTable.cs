using System.Collections.Frozen;

namespace FunctionsAsl.Integrations.Aws;

/// <summary>
/// The jobs of AWS's services: a row each. What one looks at and what is stopped is as the policies have it that Step Functions generates
/// (DG/service-integration-iam-templates); clusters and applications are never stopped (DG/connect-emr, DG/connect-eks).
/// </summary>
internal static class JobTable
{
    private const string Stopped = "STOPPED";
    private const string Succeeded = "SUCCEEDED";
    private const string Reason = "The Task state in AWS Step Functions which was managing this resource was aborted";

    private static readonly FrozenDictionary<string, JobRow> Rows = new Dictionary<string, JobRow>(StringComparer.Ordinal)
    {
        ["athena:startQueryExecution"] = new(
            new(("QueryExecutionId", "Answer.QueryExecutionId")), "", "QueryExecution.Status.State", [Succeeded], ["FAILED", "CANCELLED"])
        {
            Stop = ("stopQueryExecution", new(("QueryExecutionId", "QueryExecutionId"))),
        },
        ["batch:submitJob"] = new(new(("Jobs[]", "Answer.JobId")), "Jobs.0", "Status", [Succeeded], ["FAILED"])
        {
            Stop = ("terminateJob", new(("JobId", "Jobs.0"), ("Reason", "'" + Reason))),
        },
        ["bedrock:createModelCustomizationJob"] = new(
            new(("JobIdentifier", "Answer.JobArn")), "", "Status", ["Completed"], ["Failed", "Stopped"])
        {
            Stop = ("stopModelCustomizationJob", new(("JobIdentifier", "JobIdentifier"))),
        },
        ["codebuild:startBuild"] = Build("Build", "Builds", "BuildStatus", "stopBuild"),
        ["codebuild:startBuildBatch"] = Build("BuildBatch", "BuildBatches", "BuildBatchStatus", "stopBuildBatch"),
        ["codebuild:retryBuildBatch"] = Build("BuildBatch", "BuildBatches", "BuildBatchStatus", "stopBuildBatch"),
        ["databrew:startJobRun"] = new(
            new(("Name", "Arguments.Name"), ("RunId", "Answer.RunId")), "", "State", [Succeeded], ["FAILED", Stopped, "TIMEOUT"])
        {
            Stop = ("stopJobRun", new(("Name", "Name"), ("RunId", "RunId"))),
        },
        ["ecs:runTask"] = new(new(("Cluster?", "Arguments.Cluster"), ("Tasks", "Answer.Tasks.TaskArn")), "Tasks", "", [], [])
        {
            Judge = static tasks => HaveSucceeded((JsonList)tasks),
            Result = static (tasks, _) => tasks is JsonList { Count: 1 } one ? one[0] : tasks,
            Stop = ("stopTask", new(("Cluster?", "Cluster"), ("Task*", "Tasks"), ("Reason", "'" + Reason))),
        },
        ["eks:createCluster"] = new(Cluster("Name"), "", "Cluster.Status", ["ACTIVE"], ["FAILED"]),
        ["eks:deleteCluster"] = new(Cluster("Name"), "", "Cluster.Status", [], ["FAILED"]) { EndsGone = true },
        ["eks:createFargateProfile"] = new(
            Cluster("ClusterName", "FargateProfileName"), "", "FargateProfile.Status", ["ACTIVE"], ["CREATE_FAILED"]),
        ["eks:deleteFargateProfile"] = new(
            Cluster("ClusterName", "FargateProfileName"), "", "FargateProfile.Status", [], ["DELETE_FAILED"])
        {
            EndsGone = true,
        },
        ["eks:createNodegroup"] = new(
            Cluster("ClusterName", "NodegroupName"), "", "Nodegroup.Status", ["ACTIVE"], ["CREATE_FAILED", "DEGRADED"]),
        ["eks:deleteNodegroup"] = new(
            Cluster("ClusterName", "NodegroupName"), "", "Nodegroup.Status", [], ["DELETE_FAILED"])
        {
            EndsGone = true,
        },
        ["elasticmapreduce:createCluster"] = new(
            new(("ClusterId", "Answer.ClusterId")), "", "Cluster.Status.State", ["WAITING"], ["TERMINATED", "TERMINATED_WITH_ERRORS"])
        {
            Result = static (cluster, arguments) => ((JsonMap)cluster).With("ClusterId", arguments["ClusterId"]!),
        },
        ["elasticmapreduce:terminateCluster"] = new(
            Cluster("ClusterId"), "", "Cluster.Status.State", ["TERMINATED", "TERMINATED_WITH_ERRORS"], []),
        ["elasticmapreduce:addStep"] = new(
            new(("ClusterId", "Arguments.ClusterId"), ("StepId", "Answer.StepId")),
            "",
            "Step.Status.State",
            ["COMPLETED"],
            ["CANCELLED", "FAILED", "INTERRUPTED"])
        {
            Stop = ("cancelSteps", new(("ClusterId", "ClusterId"), ("StepIds[]", "StepId"))),
        },
        ["emr-containers:deleteVirtualCluster"] = new(Cluster("Id"), "", "VirtualCluster.State", ["TERMINATED"], ["ARRESTED"]) { EndsGone = true },
        ["emr-containers:startJobRun"] = new(
            new(("VirtualClusterId", "Arguments.VirtualClusterId"), ("Id", "Answer.Id")), "", "JobRun.State", ["COMPLETED"], ["FAILED", "CANCELLED"])
        {
            Stop = ("cancelJobRun", new(("VirtualClusterId", "VirtualClusterId"), ("Id", "Id"))),
        },
        ["emr-serverless:createApplication"] = new(
            new(("ApplicationId", "Answer.ApplicationId")),
            "",
            "Application.State",
            ["CREATED", "STARTING", "STARTED", "STOPPING", Stopped],
            ["TERMINATED"])
        {
            Result = WithApplication,
        },
        ["emr-serverless:startApplication"] = Application("STARTED", "TERMINATED"),
        ["emr-serverless:stopApplication"] = Application(Stopped, "TERMINATED"),
        ["emr-serverless:deleteApplication"] = Application("TERMINATED") with { EndsGone = true },
        ["emr-serverless:startJobRun"] = new(
            new(("ApplicationId", "Arguments.ApplicationId"), ("JobRunId", "Answer.JobRunId")),
            "",
            "JobRun.State",
            ["SUCCESS"],
            ["FAILED", "CANCELLED"])
        {
            Stop = ("cancelJobRun", new(("ApplicationId", "ApplicationId"), ("JobRunId", "JobRunId"))),
        },
        ["emr-serverless:cancelJobRun"] = new(
            Cluster("ApplicationId", "JobRunId"), "", "JobRun.State", ["CANCELLED"], ["FAILED", "SUCCESS"]),
        ["glue:startJobRun"] = new(
            new(("JobName", "Arguments.JobName"), ("RunId", "Answer.JobRunId")),
            "JobRun",
            "JobRunState",
            [Succeeded],
            ["FAILED", Stopped, "TIMEOUT", "ERROR", "EXPIRED"])
        {
            Stop = ("batchStopJobRun", new(("JobName", "JobName"), ("JobRunIds[]", "RunId"))),
        },
        ["mediaconvert:createJob"] = new(new(("Id", "Answer.Job.Id")), "", "Job.Status", ["COMPLETE"], ["ERROR", "CANCELED"])
        {
            Stop = ("cancelJob", new(("Id", "Id"))),
        },
        ["sagemaker:createHyperParameterTuningJob"] = SageMaker("HyperParameterTuningJob"),
        ["sagemaker:createLabelingJob"] = SageMaker("LabelingJob"),
        ["sagemaker:createProcessingJob"] = SageMaker("ProcessingJob"),
        ["sagemaker:createTrainingJob"] = SageMaker("TrainingJob"),
        ["sagemaker:createTransformJob"] = SageMaker("TransformJob"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <param name="service">As in the task's resource.</param>
    /// <param name="action">What starts the job.</param>
    public static JobRow? Find(string service, string action) => Rows.GetValueOrDefault($"{service}:{action}");

    /// <summary>What names it are arguments of the start.</summary>
    private static JobMembers Cluster(params ReadOnlySpan<string> names)
    {
        var paths = new (string, string)[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            paths[i] = (names[i], "Arguments." + names[i]);
        }

        return new JobMembers(paths);
    }

    private static JobRow Build(string name, string list, string status, string stop) => new(
        new(("Ids[]", $"Answer.{name}.Id")), list + ".0", status, [Succeeded], ["FAILED", "FAULT", "TIMED_OUT", Stopped])
    {
        Result = (build, _) => JsonMap.Of((name, build)),
        Stop = (stop, new(("Id", "Ids.0"))),
    };

    private static JobRow Application(string done, params string[] failed) => new(
        Cluster("ApplicationId"), "", "Application.State", [done], failed)
    {
        Result = WithApplication,
    };

    private static JsonMap WithApplication(JsonAny answer, JsonMap arguments) =>
        ((JsonMap)answer).With("ApplicationId", arguments["ApplicationId"]!);

    private static JobRow SageMaker(string job) => new(
        Cluster(job + "Name"), "", job + "Status", ["Completed"], ["Failed", "Stopped"])
    {
        Stop = ("stop" + job, new((job + "Name", job + "Name"))),
    };

    /// <summary>A task has succeeded where no container of it has failed.</summary>
    private static bool? HaveSucceeded(JsonList tasks)
    {
        bool have = true;
        bool run = false;
        foreach (JsonMap task in tasks.OfType<JsonMap>())
        {
            if (task["LastStatus"] is not JsonString { Value: Stopped })
            {
                run = true;
                continue;
            }

            // One that was not started has no code, nor has another than the essential one that was still running.
            bool hasStarted = task["StopCode"] is not JsonString { Value: var code } || code == "EssentialContainerExited";
            foreach (JsonMap container in (task["Containers"] as JsonList ?? JsonList.Empty).OfType<JsonMap>())
            {
                have &= container["ExitCode"] is JsonNumber exit ? exit.AsDouble == 0 : hasStarted;
            }
        }

        // One that has failed decides at once: a while later the service has forgotten it, and the others may run for longer.
        return have && run ? null : have;
    }
}
