using FunctionsAsl.Json;
using FunctionsAsl.Unit.Tasks;
using Xunit;
using static FunctionsAsl.Unit.Integrations.Kubernetes.ClusterFixture;
using static FunctionsAsl.Unit.Tasks.TaskFixture;

namespace FunctionsAsl.Unit.Integrations.Kubernetes;

/// <summary>Jobs of Kubernetes: <c>eks:runJob</c>.</summary>
public sealed class ClusterJobTests
{
    private const string Jobs = "/apis/batch/v1/namespaces/default/jobs";
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Job = """{"apiVersion":"batch/v1","kind":"Job","metadata":{"generateName":"j-"}}""";
    private const string Created = """{"kind":"Job","metadata":{"name":"j-1","namespace":"default"}}""";
    private const string Going = """{"kind":"Job","metadata":{"name":"j-1"},"status":{"active":1,"conditions":[{"type":"Suspended","status":"False"}]}}""";

    [Fact]
    public async Task A_Job_is_waited_for()
    {
        JobServices cluster = Cluster("Complete");
        await using TaskFixture fixture = Create(cluster);
        JsonMap ended = await EndAsync(fixture, "");
        Assert.Equal(
            [$"POST {Jobs}", $"GET {Jobs}/j-1", $"GET {Jobs}/j-1", $"GET {Jobs}/j-1"],
            cluster.Calls.Select(static c => c.Call));
        Assert.Equal([Job], cluster.Of($"POST {Jobs}"));
        Assert.Equal(JsonAny.Parse(Ended("Complete")), Output(ended));
    }

    [Fact]
    public async Task A_Job_that_fails_fails_the_task()
    {
        await using TaskFixture fixture = Create(Cluster("Failed"));
        JsonMap ended = await EndAsync(fixture, "");
        Assert.Equal(("States.TaskFailed", Ended("Failed")), (Text(ended, "error"), Text(ended, "cause")));
    }

    [Theory]
    [InlineData("", """{"log":{"n":1}}""")]
    [InlineData(""","RawLogs":true,"LogParameters":{"tailLines":["6"]}""", """{"log":"{\"n\":1}"}""")]
    public async Task The_logs_of_its_pods_are_in_the_result(string options, string log)
    {
        JobServices cluster = Cluster("Complete")
            .With($"GET {Pods}", """{"items":[{"metadata":{"name":"p"},"spec":{"containers":[{"name":"a"}]}},{"metadata":{"name":"q"},"spec":{"containers":[{"name":"b"}]}}]}""")
            .With($"GET {Pods}/p/log", """{"n":1}""")
            .With($"GET {Pods}/q/log", (400, """{"message":"no"}"""));
        await using TaskFixture fixture = Create(cluster);
        JsonMap ended = await EndAsync(fixture, $$$""","LogOptions":{"RetrieveLogs":true{{{options}}}}""");
        const string Problem = """{"error":"EKS.400","cause":"{\"ResponseBody\":{\"message\":\"no\"},\"StatusCode\":400,\"StatusText\":\"Bad Request\"}"}""";
        Assert.Equal(
            JsonAny.Parse($$$$$"""{"pods":{"p":{"containers":{"a":{{{{{log}}}}}}},"q":{"containers":{"b":{{{{{Problem}}}}}}}}}"""),
            ((JsonMap)Output(ended))["logs"]);
        string[] queries = [.. cluster.Requests.Select(static r => r.Address.Query)];
        Assert.Contains("?labelSelector=job-name%3Dj-1&limit=100", queries);
        Assert.Contains(options.Length == 0 ? "?container=a" : "?container=a&tailLines=6", queries);
    }

    [Fact]
    public async Task Without_waiting_the_answer_is_the_result()
    {
        await using TaskFixture fixture = Create(new JobServices().With("POST /apis/batch/v1/namespaces/n%20s/jobs", (201, Created)));
        JsonMap ended = await fixture.Run(Machine("arn:aws:states:::eks:runJob", $$"""{{{Named}},"Namespace":"n s","Job":{{new JsonString(Job)}}}"""));
        Assert.Equal(JsonAny.Parse($$"""{"ResponseBody":{{Created}},"StatusCode":201,"StatusText":"Created"}"""), Output(ended));
    }

    [Fact]
    public async Task A_Job_that_nobody_waits_for_is_deleted()
    {
        JobServices cluster = new JobServices().With($"POST {Jobs}", (201, Created)).With($"GET {Jobs}/j-1", Going).With($"DELETE {Jobs}/j-1", "{}");
        await using TaskFixture fixture = Create(cluster);
        await fixture.Create("m", Machine("arn:aws:states:::eks:runJob.sync", $$"""{{{Named}},"Job":{{Job}}}"""));
        string arn = await fixture.Start("m");
        await fixture.UntilHistory(arn, "TaskSubmitted");
        await fixture.Call("StopExecution", JsonMap.Of(("executionArn", arn)));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (cluster.Of($"DELETE {Jobs}/j-1").Length == 0)
        {
            await Task.Delay(2, limit.Token);
        }

        Assert.Equal("?propagationPolicy=Background", cluster.Requests.Last().Address.Query);
    }

    [Fact]
    public async Task What_passes_does_not_fail_the_task_and_what_stays_does()
    {
        JobServices cluster = new JobServices().With($"POST {Jobs}", (201, Created)).With($"GET {Jobs}/j-1", (503, "busy"), (429, "{}"), (404, "{}"));
        await using TaskFixture fixture = Create(cluster);
        JsonMap ended = await EndAsync(fixture, "");
        Assert.Equal("EKS.404", Text(ended, "error"));
        Assert.Equal(3, cluster.Of($"GET {Jobs}/j-1").Length);
    }

    [Theory]
    [InlineData("", "The field 'Job' is required but was missing")]
    [InlineData(",\"Name\":\"j\",\"Job\":{}", "The field \"Name\" is not supported by Step Functions")]
    [InlineData(",\"Job\":{},\"LogOptions\":{\"RetrieveLogs\":\"yes\"}", "The value of the field 'RetrieveLogs' has an invalid format")]
    [InlineData(",\"Job\":{},\"LogOptions\":{\"Tail\":1}", "The field \"Tail\" is not supported by Step Functions")]
    [InlineData(",\"Job\":{},\"LogOptions\":{\"LogParameters\":{\"tailLines\":[6]}}", "The value of the field 'LogParameters' has an invalid format")]
    public async Task Arguments_that_cannot_be_are_refused(string more, string problem)
    {
        var cluster = new JobServices();
        await using TaskFixture fixture = Create(cluster);
        JsonMap ended = await fixture.Run(Machine("arn:aws:states:::eks:runJob.sync", $"{{{Named}{more}}}"));
        Assert.EndsWith($"[{problem}]", Text(ended, "cause"), StringComparison.Ordinal);
        Assert.Empty(cluster.Calls);
    }

    private static JobServices Cluster(string condition) => new JobServices()
        .With($"POST {Jobs}", (201, Created)).With($"GET {Jobs}/j-1", Going, Going, Ended(condition));

    private static string Ended(string condition) =>
        $$$"""{"kind":"Job","metadata":{"name":"j-1"},"status":{"conditions":[{"type":"{{{condition}}}","status":"True"}]}}""";

    private static async Task<JsonMap> EndAsync(TaskFixture fixture, string more)
    {
        await fixture.Create("m", Machine("arn:aws:states:::eks:runJob.sync", $$"""{{{Named}},"Job":{{Job}}{{more}}}"""));
        return await fixture.EndInTime(await fixture.Start("m"));
    }
}
