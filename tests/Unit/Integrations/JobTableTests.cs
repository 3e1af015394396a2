using FunctionsAsl.Json;
using FunctionsAsl.Unit.Tasks;
using Xunit;
using static FunctionsAsl.Unit.Tasks.TaskFixture;

namespace FunctionsAsl.Unit.Integrations;

/// <summary>A row of the jobs each: what is called with what, what tasks see, and what is stopped.</summary>
public sealed class JobTableTests
{
    public static TheoryData<string, string, string, string, string, string, string> Rows => new()
    {
        // integration; arguments; start and answer; look and answer; the job's name in the look; result or null where it failed; stop.
        { "athena:startQueryExecution", """{"QueryString":"s"}""", """StartQueryExecution {"QueryExecutionId":"q"}""", """GetQueryExecution {"QueryExecution":{"Status":{"State":"SUCCEEDED"}}}""", """{"QueryExecutionId":"q"}""", """{"QueryExecution":{"Status":{"State":"SUCCEEDED"}}}""", """StopQueryExecution {"QueryExecutionId":"q"}""" },
        { "batch:submitJob", """{"JobName":"n","JobQueue":"q","JobDefinition":"d"}""", """POST /v1/submitjob {"jobName":"n","jobId":"i"}""", """POST /v1/describejobs {"jobs":[{"jobId":"i","status":"SUCCEEDED","createdAt":5}]}""", """{"jobs":["i"]}""", """{"JobId":"i","Status":"SUCCEEDED","CreatedAt":5}""", """POST /v1/terminatejob {"jobId":"i","reason":"REASON"}""" },
        { "codebuild:startBuild", """{"ProjectName":"p"}""", """StartBuild {"build":{"id":"b"}}""", """BatchGetBuilds {"builds":[{"id":"b","buildStatus":"SUCCEEDED"}]}""", """{"ids":["b"]}""", """{"Build":{"Id":"b","BuildStatus":"SUCCEEDED"}}""", """StopBuild {"id":"b"}""" },
        { "codebuild:startBuildBatch", """{"ProjectName":"p"}""", """StartBuildBatch {"buildBatch":{"id":"b"}}""", """BatchGetBuildBatches {"buildBatches":[{"id":"b","buildBatchStatus":"FAULT"}]}""", """{"ids":["b"]}""", "", """StopBuildBatch {"id":"b"}""" },
        { "databrew:startJobRun", """{"Name":"j"}""", """POST /jobs/j/startJobRun {"RunId":"r"}""", """GET /jobs/j/jobRun/r {"JobName":"j","RunId":"r","State":"SUCCEEDED"}""", "", """{"JobName":"j","RunId":"r","State":"SUCCEEDED"}""", "POST /jobs/j/jobRun/r/stopJobRun " },
        { "ecs:runTask", """{"Cluster":"c","TaskDefinition":"d"}""", """RunTask {"tasks":[{"taskArn":"t"}],"failures":[]}""", """DescribeTasks {"tasks":[{"taskArn":"t","lastStatus":"STOPPED","stopCode":"EssentialContainerExited","containers":[{"exitCode":0},{"name":"side"}]}]}""", """{"cluster":"c","tasks":["t"]}""", """{"TaskArn":"t","LastStatus":"STOPPED","StopCode":"EssentialContainerExited","Containers":[{"ExitCode":0},{"Name":"side"}]}""", """StopTask {"cluster":"c","task":"t","reason":"REASON"}""" },
        // The other still runs; by its end the service has forgotten this one.
        { "ecs:runTask", """{"TaskDefinition":"d","Count":2}""", """RunTask {"tasks":[{"taskArn":"t"},{"taskArn":"u"}]}""", """DescribeTasks {"tasks":[{"taskArn":"t","lastStatus":"RUNNING"},{"taskArn":"u","lastStatus":"STOPPED","containers":[{"exitCode":1}]}]}""", """{"tasks":["t","u"]}""", "", """StopTask {"task":"t","reason":"REASON"}""" },
        { "ecs:runTask", """{"TaskDefinition":"d","Count":2}""", """RunTask {"tasks":[{"taskArn":"t"},{"taskArn":"u"}]}""", """DescribeTasks {"tasks":[{"taskArn":"t","lastStatus":"STOPPED"},{"taskArn":"u","lastStatus":"STOPPED","containers":[{"exitCode":1}]}]}""", """{"tasks":["t","u"]}""", "", """StopTask {"task":"t","reason":"REASON"}""" },
        { "eks:createCluster", """{"Name":"c","RoleArn":"r","ResourcesVpcConfig":{}}""", """POST /clusters {"cluster":{"name":"c","status":"CREATING"}}""", """GET /clusters/c {"cluster":{"name":"c","status":"ACTIVE"}}""", "", """{"Cluster":{"Name":"c","Status":"ACTIVE"}}""", "" },
        { "eks:createNodegroup", """{"ClusterName":"c","NodegroupName":"n","Subnets":[],"NodeRole":"r"}""", """POST /clusters/c/node-groups {"nodegroup":{}}""", """GET /clusters/c/node-groups/n {"nodegroup":{"status":"CREATE_FAILED"}}""", "", "", "" },
        { "eks:deleteFargateProfile", """{"ClusterName":"c","FargateProfileName":"f"}""", """DELETE /clusters/c/fargate-profiles/f {"fargateProfile":{}}""", """GET /clusters/c/fargate-profiles/f 404 {"message":"gone"}""", "", "{}", "" },
        { "elasticmapreduce:createCluster", """{"Name":"n","Instances":{}}""", """RunJobFlow {"JobFlowId":"j"}""", """DescribeCluster {"Cluster":{"Status":{"State":"WAITING","Timeline":{"CreationDateTime":1.5}}}}""", """{"ClusterId":"j"}""", """{"Cluster":{"Status":{"State":"WAITING","Timeline":{"CreationDateTime":1500}}},"ClusterId":"j"}""", "" },
        { "elasticmapreduce:terminateCluster", """{"ClusterId":"j"}""", "TerminateJobFlows ", """DescribeCluster {"Cluster":{"Status":{"State":"TERMINATED"}}}""", """{"ClusterId":"j"}""", """{"Cluster":{"Status":{"State":"TERMINATED"}}}""", "" },
        { "elasticmapreduce:addStep", """{"ClusterId":"j","Step":{"Name":"s","HadoopJarStep":{"Jar":"x"}}}""", """AddJobFlowSteps {"StepIds":["s-1"]}""", """DescribeStep {"Step":{"Status":{"State":"COMPLETED"}}}""", """{"ClusterId":"j","StepId":"s-1"}""", """{"Step":{"Status":{"State":"COMPLETED"}}}""", """CancelSteps {"ClusterId":"j","StepIds":["s-1"]}""" },
        { "emr-containers:startJobRun", """{"VirtualClusterId":"v","Name":"n"}""", """POST /virtualclusters/v/jobruns {"id":"i"}""", """GET /virtualclusters/v/jobruns/i {"jobRun":{"id":"i","state":"COMPLETED"}}""", "", """{"JobRun":{"Id":"i","State":"COMPLETED"}}""", "DELETE /virtualclusters/v/jobruns/i " },
        { "emr-containers:deleteVirtualCluster", """{"Id":"v"}""", """DELETE /virtualclusters/v {"id":"v"}""", """GET /virtualclusters/v {"virtualCluster":{"id":"v","state":"TERMINATED"}}""", "", """{"VirtualCluster":{"Id":"v","State":"TERMINATED"}}""", "" },
        { "emr-serverless:createApplication", """{"Name":"n","ReleaseLabel":"r","Type":"SPARK"}""", """POST /applications {"applicationId":"a"}""", """GET /applications/a {"application":{"applicationId":"a","state":"CREATED"}}""", "", """{"Application":{"ApplicationId":"a","State":"CREATED"},"ApplicationId":"a"}""", "" },
        { "emr-serverless:startApplication", """{"ApplicationId":"a"}""", "POST /applications/a/start ", """GET /applications/a {"application":{"state":"STARTED"}}""", "", """{"Application":{"State":"STARTED"},"ApplicationId":"a"}""", "" },
        { "emr-serverless:startJobRun", """{"ApplicationId":"a","ExecutionRoleArn":"r"}""", """POST /applications/a/jobruns {"jobRunId":"j"}""", """GET /applications/a/jobruns/j {"jobRun":{"state":"CANCELLED"}}""", "", "", "DELETE /applications/a/jobruns/j " },
        { "mediaconvert:createJob", """{"Role":"r","Settings":{}}""", """POST /2017-08-29/jobs {"job":{"id":"i"}}""", """GET /2017-08-29/jobs/i {"job":{"id":"i","status":"COMPLETE"}}""", "", """{"Job":{"Id":"i","Status":"COMPLETE"}}""", "DELETE /2017-08-29/jobs/i " },
        { "sagemaker:createTrainingJob", """{"TrainingJobName":"t","AlgorithmSpecification":{"TrainingInputMode":"File"},"RoleArn":"r","OutputDataConfig":{"S3OutputPath":"s"},"ResourceConfig":{"VolumeSizeInGB":1},"StoppingCondition":{}}""", """CreateTrainingJob {"TrainingJobArn":"a"}""", """DescribeTrainingJob {"TrainingJobStatus":"Completed","CreationTime":2}""", """{"TrainingJobName":"t"}""", """{"TrainingJobStatus":"Completed","CreationTime":2000}""", """StopTrainingJob {"TrainingJobName":"t"}""" },
        { "sagemaker:createTransformJob", """{"TransformJobName":"t","ModelName":"m","TransformInput":{"DataSource":{"S3DataSource":{"S3DataType":"x","S3Uri":"s"}}},"TransformOutput":{"S3OutputPath":"s"},"TransformResources":{"InstanceType":"i","InstanceCount":1}}""", "CreateTransformJob {}", """DescribeTransformJob {"TransformJobStatus":"Stopped"}""", """{"TransformJobName":"t"}""", "", """StopTransformJob {"TransformJobName":"t"}""" },
        { "bedrock:createModelCustomizationJob", """{"JobName":"j","CustomModelName":"m","RoleArn":"r","BaseModelIdentifier":"b","TrainingDataConfig":{},"OutputDataConfig":{"S3Uri":"s"}}""", """POST /model-customization-jobs {"jobArn":"a"}""", """GET /model-customization-jobs/a {"jobArn":"a","status":"Completed"}""", "", """{"JobArn":"a","Status":"Completed"}""", "POST /model-customization-jobs/a/stop " },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_job_is_looked_at_and_ends_the_task(
        string integration, string arguments, string start, string look, string looked, string result, string stop)
    {
        JobServices services = Answering(start, look);
        await using TaskFixture fixture = services.Fixture();
        await fixture.Create("m", Machine($"arn:aws:states:::{integration}.sync", arguments));
        JsonMap ended = await fixture.EndInTime(await fixture.Start("m"));
        Assert.True(result.Length > 0 == (Text(ended, "status") == "SUCCEEDED"), ended.ToString());
        Assert.Equal(result.Length > 0 ? JsonAny.Parse(result) : "States.TaskFailed", result.Length > 0 ? Output(ended) : ended["error"]);
        Assert.Equal(looked, services.Of(CallOf(look).Call)[0]);
        Assert.True(stop.Length == 0 || services.Of(CallOf(stop).Call).Length == 0);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_job_is_stopped_where_Step_Functions_stops_it(
        string integration, string arguments, string start, string look, string looked, string result, string stop)
    {
        _ = (looked, result);
        JobServices services = Answering(start, CallOf(look).Call + " {}");
        (string stopCall, _, string stopBody) = stop.Length == 0 ? ("none", 0, "") : CallOf(stop);
        services.With(stopCall, "{}");
        await using TaskFixture fixture = services.Fixture();
        await fixture.Create("m", Machine($"arn:aws:states:::{integration}.sync", arguments, "\"TimeoutSeconds\":3,"));
        // What a service does not describe goes on while it is young; what is to be gone is then done.
        await fixture.EndInTime(await fixture.Start("m"));
        if (stop.Length == 0)
        {
            Assert.DoesNotContain(services.Calls, static c => c.Call.Contains("Stop", StringComparison.Ordinal));
            return;
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (services.Of(stopCall).Length == 0)
        {
            await Task.Delay(2, limit.Token);
        }

        const string Reason = "The Task state in AWS Step Functions which was managing this resource was aborted";
        Assert.Equal(stopBody.Replace("REASON", Reason, StringComparison.Ordinal), services.Of(stopCall)[0]);
    }

    [Fact]
    public async Task One_that_cannot_be_stopped_keeps_no_other_from_it()
    {
        JobServices services = Answering("""RunTask {"tasks":[{"taskArn":"t"},{"taskArn":"u"}]}""", """DescribeTasks {"tasks":[{"taskArn":"u","lastStatus":"RUNNING"}]}""",
            """StopTask 400 {"__type":"InvalidParameterException","message":"The referenced task was not found."}""");
        await using TaskFixture fixture = services.Fixture();
        await fixture.Create("m", Machine("arn:aws:states:::ecs:runTask.sync", """{"TaskDefinition":"d","Count":2}""", "\"TimeoutSeconds\":3,"));
        await fixture.EndInTime(await fixture.Start("m"));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (services.Of("StopTask").Length < 2)
        {
            await Task.Delay(2, limit.Token);
        }

        Assert.Equal(["t", "u"], services.Of("StopTask")[..2].Select(static body => Text(JsonAny.Parse(body), "task")));
    }

    [Fact]
    public async Task A_task_that_cannot_be_placed_fails()
    {
        JobServices services = Answering("""RunTask {"tasks":[],"failures":[{"reason":"RESOURCE:CPU"}]}""", "DescribeTasks {}");
        await using TaskFixture fixture = services.Fixture();
        JsonMap ended = await fixture.Run(Machine("arn:aws:states:::ecs:runTask.sync", """{"TaskDefinition":"d"}"""));
        Assert.Equal("AmazonECS.Unknown", Text(ended, "error"));
        Assert.Equal("AWS Step Functions", Text(JsonAny.Parse(services.Of("RunTask")[0]), "startedBy"));
    }

    private static JobServices Answering(params string[] answers)
    {
        var services = new JobServices();
        foreach (string answer in answers)
        {
            (string call, int status, string body) = CallOf(answer);
            services.With(call, (status, body));
        }

        return services;
    }

    /// <summary>An operation, or method and path, maybe a status, and a body.</summary>
    private static (string Call, int Status, string Body) CallOf(string text)
    {
        int at = text.IndexOf('{', StringComparison.Ordinal);
        string[] head = (at < 0 ? text : text[..at]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        bool hasStatus = int.TryParse(head[^1], out int status);
        return (string.Join(' ', hasStatus ? head[..^1] : head), hasStatus ? status : 200, at < 0 ? "" : text[at..]);
    }
}
