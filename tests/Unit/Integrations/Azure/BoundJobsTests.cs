using System.Net;
using FunctionsAsl.Integrations;
using FunctionsAsl.Integrations.Azure;
using FunctionsAsl.Json;
using FunctionsAsl.Unit.Tasks;
using Xunit;
using static FunctionsAsl.Unit.Tasks.TaskFixture;

namespace FunctionsAsl.Unit.Integrations.Azure;

/// <summary>Tasks whose jobs are bound to Container Apps and Data Factory. No Resource Manager answers here, but a double.</summary>
public sealed class BoundJobsTests
{
    private const string Job = "/subscriptions/s/resourceGroups/g/providers/Microsoft.App/jobs/nightly";
    private const string Execution = Job + "/executions/nightly-a1b2c3d";
    private const string Factory = "/subscriptions/s/resourceGroups/g/providers/Microsoft.DataFactory/factories/f";
    private const string Run = "2f7fdb90-5df1-4b8e-ac2f-064cfa58202b";
    private const string TaskArn = "arn:aws:ecs:us-east-1:123456789012:task/c/nightly:3.nightly-a1b2c3d";
    private const string Bindings =
        $$$$"""
        {"TaskDefinitions":{"nightly":{"ContainerAppsJob":"https://management.azure.com{{{{Job}}}}"}},
         "JobDefinitions":{"report":{"ContainerAppsJob":"https://management.azure.com{{{{Job}}}}"}},
         "GlueJobs":{"etl":{"Pipeline":"https://management.azure.com{{{{Factory}}}}/pipelines/load"}}}
        """;

    private const string Started = """{"id":"x","name":"nightly-a1b2c3d"}""";
    private const string RunTask = """{"Cluster":"c","TaskDefinition":"nightly:3","LaunchType":"FARGATE","NetworkConfiguration":{"AwsvpcConfiguration":{"Subnets":["s"]}}}""";
    private const string SubmitJob = """{"JobName":"n","JobQueue":"q","JobDefinition":"report"}""";
    private const string StartRun = """{"JobName":"etl","Arguments":{"--day":"2026-11-29"}}""";

    private readonly FixedToken _identity = new("tok");

    [Fact]
    public async Task A_task_of_ECS_is_an_execution_of_a_job()
    {
        JobServices azure = Container("Succeeded");
        JsonMap ended = await EndAsync(azure, "ecs:runTask.sync", RunTask);
        Assert.Equal(
            [
                $"POST {Job}/start?api-version=2025-01-01", $"GET {Execution}?api-version=2025-01-01", $"GET {Execution}?api-version=2025-01-01",
            ],
            Lines(azure));
        Assert.All(azure.Requests, static r => Assert.Equal("Bearer tok", r.Authorization));
        Assert.Equal(("https://management.azure.com/.default", ""), (_identity.Scope, azure.Calls.First().Body));
        Assert.Equal(
            JsonAny.Parse($$"""
                {"TaskArn":"{{TaskArn}}","ClusterArn":"arn:aws:ecs:us-east-1:123456789012:cluster/c",
                 "TaskDefinitionArn":"arn:aws:ecs:us-east-1:123456789012:task-definition/nightly:3","CreatedAt":1793534400000,"StartedAt":1793534400000,
                 "StoppedAt":1793534460000,"LastStatus":"STOPPED","DesiredStatus":"STOPPED","StopCode":"EssentialContainerExited",
                 "StoppedReason":"Essential container in task exited",
                 "Containers":[{"TaskArn":"{{TaskArn}}","Name":"main","Image":"i:1","LastStatus":"STOPPED","ExitCode":0}]}
                """),
            Output(ended));
    }

    [Theory]
    [InlineData("Failed", "\"ExitCode\":1")]
    [InlineData("Stopped", "\"StopCode\":\"UserInitiated\"")]
    [InlineData("Degraded", "\"ExitCode\":1")]
    public async Task A_task_that_does_not_succeed_fails(string status, string cause)
    {
        JsonMap ended = await EndAsync(Container(status), "ecs:runTask.sync", RunTask);
        Assert.Equal("States.TaskFailed", Text(ended, "error"));
        Assert.Contains(cause, Text(ended, "cause"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Overrides_change_the_containers_of_the_job()
    {
        JobServices azure = Container("Succeeded").With($"GET {Job}", """
            {"properties":{"template":{"containers":[
              {"name":"main","image":"i:1","command":["run"],"args":["old"],"env":[{"name":"A","value":"1"},{"name":"S","secretRef":"s"}],
               "resources":{"cpu":0.25,"memory":"0.5Gi","ephemeralStorage":"1Gi"},"probes":[]},
              {"name":"side","image":"i:2"}]}}}
            """);
        await EndAsync(azure, "ecs:runTask.sync", """
            {"TaskDefinition":"nightly","Overrides":{"ContainerOverrides":[
              {"Name":"main","Command":["new","x"],"Environment":[{"Name":"A","Value":"2"},{"Name":"B","Value":"3"}],"Cpu":512,"Memory":1536}]}}
            """);
        Assert.Equal(
            """
            {"containers":[{"image":"i:1","name":"main","command":["run"],"args":["new","x"],"env":[{"name":"S","secretRef":"s"},{"name":"A","value":"2"},{"name":"B","value":"3"}],"resources":{"cpu":0.5,"memory":"1.5Gi"}},{"image":"i:2","name":"side","env":[],"resources":{}}]}
            """,
            Assert.Single(azure.Of($"POST {Job}/start")));
    }

    [Fact]
    public async Task A_job_of_Batch_is_an_execution_of_a_job()
    {
        JobServices azure = Container("Succeeded").With(
            $"GET {Job}", """{"properties":{"template":{"containers":[{"name":"main","image":"i:1","args":["old"]}]}}}""");
        JsonMap ended = await EndAsync(azure, "batch:submitJob.sync", """
            {"JobName":"n","JobQueue":"q","JobDefinition":"report","ContainerOverrides":{"Command":["new"],
              "ResourceRequirements":[{"Type":"VCPU","Value":"0.5"},{"Type":"MEMORY","Value":"1024"}]}}
            """);
        Assert.Equal(
            """{"containers":[{"image":"i:1","name":"main","args":["new"],"env":[],"resources":{"cpu":0.5,"memory":"1Gi"}}]}""",
            Assert.Single(azure.Of($"POST {Job}/start")));
        Assert.Equal(
            JsonAny.Parse("""
                {"JobArn":"arn:aws:batch:us-east-1:123456789012:job/report/n/nightly-a1b2c3d","JobName":"n","JobId":"report/n/nightly-a1b2c3d",
                 "JobDefinition":"report","Status":"SUCCEEDED","StatusReason":"Essential container in task exited","CreatedAt":1793534400000,"StartedAt":1793534400000,"StoppedAt":1793534460000,
                 "Container":{"Image":"i:1","ExitCode":0}}
                """),
            Output(ended));
    }

    [Fact]
    public async Task A_job_of_Batch_that_fails_fails_the_task()
    {
        JsonMap ended = await EndAsync(Container("Failed"), "batch:submitJob.sync", SubmitJob);
        Assert.Equal("States.TaskFailed", Text(ended, "error"));
        Assert.Contains("\"Status\":\"FAILED\"", Text(ended, "cause"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_of_Glue_is_a_run_of_a_pipeline()
    {
        JobServices azure = Pipeline("Succeeded");
        JsonMap ended = await EndAsync(azure, "glue:startJobRun.sync", StartRun);
        Assert.Equal(
            [
                $"POST {Factory}/pipelines/load/createRun?api-version=2018-06-01",
                $"GET {Factory}/pipelineruns/{Run}?api-version=2018-06-01",
                $"GET {Factory}/pipelineruns/{Run}?api-version=2018-06-01",
            ],
            Lines(azure));
        Assert.Equal("""{"day":"2026-11-29"}""", azure.Calls.First().Body);
        Assert.Equal(
            JsonAny.Parse($$$"""
                {"Id":"{{{Run}}}","Attempt":0,"JobName":"etl","JobRunState":"SUCCEEDED","Arguments":{"--day":"2026-11-29"},
                 "StartedOn":1793534400000,"CompletedOn":1793534460000,"ExecutionTime":60}
                """),
            Output(ended));
    }

    [Theory]
    [InlineData("Failed", "FAILED")]
    [InlineData("Cancelled", "STOPPED")]
    public async Task A_run_of_Glue_that_does_not_succeed_fails_the_task(string status, string state)
    {
        JsonMap ended = await EndAsync(Pipeline(status), "glue:startJobRun.sync", StartRun);
        Assert.Equal("States.TaskFailed", Text(ended, "error"));
        var cause = (JsonMap)JsonAny.Parse(Text(ended, "cause")!);
        Assert.Equal((state, "why"), (Text(cause, "JobRunState"), Text(cause, "ErrorMessage")));
    }

    [Theory]
    [InlineData("ecs:runTask.sync", RunTask, $"POST {Execution}/stop")]
    [InlineData("batch:submitJob.sync", SubmitJob, $"POST {Execution}/stop")]
    [InlineData("glue:startJobRun.sync", StartRun, $"POST {Factory}/pipelineruns/{Run}/cancel")]
    public async Task What_nobody_waits_for_is_stopped(string integration, string arguments, string stop)
    {
        JobServices azure = integration.StartsWith("glue", StringComparison.Ordinal) ? Pipeline("InProgress") : Container("Running");
        azure.With(stop, "{}");
        using var http = new HttpClient(azure, disposeHandler: false);
        await using TaskFixture fixture = Fixture(http);
        await fixture.Create("m", Machine($"arn:aws:states:::{integration}", arguments));
        string arn = await fixture.Start("m");
        await fixture.UntilHistory(arn, "TaskSubmitted");
        await fixture.Call("StopExecution", JsonMap.Of(("executionArn", arn)));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (azure.Of(stop).Length == 0)
        {
            await Task.Delay(2, limit.Token);
        }

        Assert.Empty(fixture.Failures);
    }

    /// <summary>A factory has runs of others than the job's pipeline.</summary>
    [Fact]
    public async Task A_run_of_another_pipeline_is_none_of_the_job()
    {
        JobServices azure = new JobServices().With($"GET {Factory}/pipelineruns/{Run}", """{"pipelineName":"other","status":"InProgress"}""");
        JsonMap ended = await EndAsync(azure, "aws-sdk:glue:batchStopJobRun", $$"""{"JobName":"etl","JobRunIds":["{{Run}}","../x"]}""");
        Assert.Equal(2, ((JsonList)((JsonMap)Output(ended))["Errors"]!).Count);
        Assert.DoesNotContain(azure.Calls, static c => c.Call.StartsWith("POST", StringComparison.Ordinal));
        await using TaskFixture fixture = Fixture(new HttpClient(azure));
        ended = await fixture.Run(Machine("arn:aws:states:::aws-sdk:glue:getJobRun", $$"""{"JobName":"etl","RunId":"{{Run}}"}"""));
        Assert.Equal("Glue.EntityNotFoundException", Text(ended, "error"));
    }

    [Fact]
    public async Task A_task_that_is_not_there_is_missing()
    {
        JobServices azure = new JobServices().With($"GET {Execution}", (404, """{"error":{"code":"JobExecutionNotFound"}}"""));
        JsonMap ended = await EndAsync(azure, "aws-sdk:ecs:describeTasks", $$"""{"Cluster":"c","Tasks":["{{TaskArn}}"]}""");
        Assert.Equal(JsonAny.Parse($$"""{"Tasks":[],"Failures":[{"Arn":"{{TaskArn}}","Reason":"MISSING"}]}"""), Output(ended));
    }

    [Theory]
    [InlineData("ecs:runTask", """{"TaskDefinition":"nightly","Count":2}""", "A count of more than 1 is not supported")]
    [InlineData("ecs:runTask", """{"TaskDefinition":"nightly","PlacementStrategy":[{"Type":"random"}]}""", "The field 'placementStrategy' is not supported")]
    [InlineData("ecs:runTask", """{"TaskDefinition":"nightly","Tags":[{"Key":"k","Value":"v"}]}""", "The field 'tags' is not supported")]
    [InlineData("ecs:runTask", """{"TaskDefinition":"nightly","Overrides":{"TaskRoleArn":"r"}}""", "The field 'taskRoleArn' is not supported")]
    [InlineData("ecs:runTask", """{"TaskDefinition":"nightly","Overrides":{"ContainerOverrides":[{"Name":"main","EnvironmentFiles":[{"Value":"a","Type":"s3"}]}]}}""", "The field 'environmentFiles' is not supported")]
    [InlineData("aws-sdk:ecs:describeTaskDefinition", """{"TaskDefinition":"nightly"}""", "The operation DescribeTaskDefinition is not supported")]
    [InlineData("batch:submitJob", """{"JobName":"n","JobQueue":"q","JobDefinition":"report","ArrayProperties":{"Size":2}}""", "The field 'arrayProperties' is not supported")]
    [InlineData("batch:submitJob", """{"JobName":"n","JobQueue":"q","JobDefinition":"report","Parameters":{"a":"b"}}""", "The field 'parameters' is not supported")]
    [InlineData("batch:submitJob", """{"JobName":"n","JobQueue":"q","JobDefinition":"report","ContainerOverrides":{"ResourceRequirements":[{"Type":"GPU","Value":"1"}]}}""", "The resource requirement 'GPU' is not supported")]
    [InlineData("batch:submitJob", """{"JobName":"a/b","JobQueue":"q","JobDefinition":"report"}""", "Error executing request, Exception : Job name should match valid pattern")]
    [InlineData("glue:startJobRun", """{"JobName":"etl","WorkerType":"G.1X","NumberOfWorkers":2}""", "The field 'WorkerType' is not supported")]
    [InlineData("aws-sdk:glue:getJob", """{"JobName":"etl"}""", "The operation GetJob is not supported")]
    public async Task What_cannot_be_had_there_is_refused_by_name(string call, string arguments, string cause)
    {
        var azure = new JobServices();
        JsonMap ended = await EndAsync(azure, call, arguments);
        Assert.StartsWith(cause, Text(ended, "cause"), StringComparison.Ordinal);
        Assert.Empty(azure.Calls);
    }

    [Theory]
    [InlineData("""{"name":"main","volumeMounts":[{"volumeName":"v"}]}""", "", "Overrides for a container with volumes are not supported")]
    [InlineData("""{"name":"main"}""", """, "initContainers":[{"name":"first"}]""", "Overrides for a job with containers that run before it are not supported")]
    [InlineData("""{"name":"other"}""", "", "Value for parameter name is invalid. Reason: The job has no container 'main'.")]
    public async Task Overrides_that_would_lose_something_are_refused(string container, string more, string cause)
    {
        JobServices azure = new JobServices().With($"GET {Job}", $$$$"""{"properties":{"template":{"containers":[{{{{container}}}}]{{{{more}}}}}}}""");
        JsonMap ended = await EndAsync(
            azure, "ecs:runTask", """{"TaskDefinition":"nightly","Overrides":{"ContainerOverrides":[{"Name":"main","Command":["x"]}]}}""");
        Assert.StartsWith(cause, Text(ended, "cause"), StringComparison.Ordinal);
        Assert.Single(azure.Calls);
    }

    [Theory]
    [InlineData(403, """{"error":{"code":"AuthorizationFailed","message":"secret"}}""", "The host's identity may not do this with the resource that this one is bound to (AuthorizationFailed).")]
    [InlineData(404, """{"error":{"code":"ResourceNotFound","message":"secret"}}""", "The resource that this one is bound to does not exist.")]
    [InlineData(400, """{"error":{"code":"no <b>code</b>","message":"secret"}}""", "The resource that this one is bound to refused the request.")]
    [InlineData(200, "<html>", "The job that this one is bound to did not say what it has started.")]
    public async Task A_refusal_fails_the_task_without_Azures_texts(int status, string answer, string cause)
    {
        JsonMap ended = await EndAsync(new JobServices().With($"POST {Job}/start", (status, answer)), "ecs:runTask.sync", RunTask);
        Assert.StartsWith(cause, Text(ended, "cause"), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", Text(ended, "cause"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://management.azure.com/operations/1", null)]
    [InlineData("/operations/1", null)]
    [InlineData("//elsewhere.test/operations/1", "The resource that this one is bound to did not say what came of it.")]
    [InlineData("https://elsewhere.test/operations/1", "The resource that this one is bound to did not say what came of it.")]
    public async Task A_start_that_takes_a_while_is_waited_for_where_the_token_belongs(string location, string? cause)
    {
        var azure = new Accepting(location);
        JsonMap ended = await EndAsync(azure, "ecs:runTask", """{"TaskDefinition":"nightly"}""");
        Assert.Equal(cause is null, Text(ended, "status") == "SUCCEEDED");
        Assert.StartsWith(cause ?? "", Text(ended, "cause") ?? "", StringComparison.Ordinal);
        Assert.Equal(cause is null ? 3 : 1, azure.Calls);
    }

    private static JobServices Container(string status) => new JobServices()
        .With($"POST {Job}/start", Started)
        .With(
            $"GET {Execution}",
            """{"name":"nightly-a1b2c3d","properties":{"status":"Processing"}}""",
            $$$$"""
            {"name":"nightly-a1b2c3d","properties":{"status":"{{{{status}}}}","startTime":"2026-11-01T12:00:00+00:00","endTime":"2026-11-01T12:01:00+00:00",
              "template":{"containers":[{"name":"main","image":"i:1","env":[{"name":"A","value":"secret"}]}]}}}
            """);

    private static JobServices Pipeline(string status) => new JobServices()
        .With($"POST {Factory}/pipelines/load/createRun", $$"""{"runId":"{{Run}}"}""")
        .With(
            $"GET {Factory}/pipelineruns/{Run}",
            $$"""{"runId":"{{Run}}","pipelineName":"load","status":"Queued"}""",
            $$$"""
            {"runId":"{{{Run}}}","pipelineName":"Load","parameters":{"day":"2026-11-29"},"runStart":"2026-11-01T12:00:00Z","runEnd":"2026-11-01T12:01:00Z",
             "durationInMs":60400,"status":"{{{status}}}","message":"why"}
            """);

    private static string[] Lines(JobServices azure) => [.. azure.Calls.Zip(azure.Requests).Select(static c => c.First.Call + c.Second.Address.Query)];

    private TaskFixture Fixture(HttpClient http) => new(o => TaskIntegrations.AddTo(
        o, static _ => null, own: null, http, new HostAbilities
        {
            Bound = AzureBindings.Open(
                static name => name == "ASL_BINDINGS" ? Bindings : null, OwnAccount.ByConnectionString("UseDevelopmentStorage=true"), _ => _identity, http, o.Service.Clock),
        }));

    private async Task<JsonMap> EndAsync(HttpMessageHandler azure, string call, string arguments)
    {
        using var http = new HttpClient(azure, disposeHandler: false);
        await using TaskFixture fixture = Fixture(http);
        await fixture.Create("m", Machine($"arn:aws:states:::{call}", arguments));
        return await fixture.EndInTime(await fixture.Start("m"));
    }

    /// <summary>Accepts what it is asked, and says later what came of it.</summary>
    private sealed class Accepting(string location) : HttpMessageHandler
    {
        private int _calls;

        public int Calls => _calls;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            bool isDone = Interlocked.Increment(ref _calls) > 2;
            var answer = new HttpResponseMessage(isDone ? HttpStatusCode.OK : HttpStatusCode.Accepted) { Content = new StringContent(isDone ? Started : "") };
            if (!isDone)
            {
                answer.Headers.TryAddWithoutValidation("Location", location);
            }

            return Task.FromResult(answer);
        }
    }
}
