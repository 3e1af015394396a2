using FunctionsAsl.Json;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Unit.Tasks;
using Xunit;
using static FunctionsAsl.Unit.Tasks.TaskFixture;

namespace FunctionsAsl.Unit.Telemetry;

[Collection(ListeningTests.Name)]
public sealed class ExecutionMetricsTests : IDisposable
{
    private readonly SpanRecorder _recorder = new();

    public void Dispose() => _recorder.Dispose();

    [Theory]
    [InlineData("""{"Type":"Pass","End":true}""", "ExecutionTime ExecutionsStarted ExecutionsSucceeded")]
    [InlineData("""{"Type":"Fail"}""", "ExecutionTime ExecutionsFailed ExecutionsStarted")]
    [InlineData("""{"Type":"Wait","Seconds":9000,"End":true}""", "ExecutionTime ExecutionsStarted ExecutionsTimedOut")]
    [InlineData(
        """{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:ok","End":true}""",
        "ExecutionTime ExecutionsStarted ExecutionsSucceeded LambdaFunctionRunTime LambdaFunctionScheduleTime LambdaFunctionTime LambdaFunctionsScheduled LambdaFunctionsStarted LambdaFunctionsSucceeded")]
    [InlineData(
        """{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"bad"},"End":true}""",
        "ExecutionTime ExecutionsFailed ExecutionsStarted ServiceIntegrationRunTime[arn:aws:states:::lambda:invoke] ServiceIntegrationScheduleTime[arn:aws:states:::lambda:invoke] ServiceIntegrationTime[arn:aws:states:::lambda:invoke] ServiceIntegrationsFailed[arn:aws:states:::lambda:invoke] ServiceIntegrationsScheduled[arn:aws:states:::lambda:invoke] ServiceIntegrationsStarted[arn:aws:states:::lambda:invoke]")]
    public async Task What_happens_is_counted_by_machine(string state, string expected)
    {
        await using var fixture = new TaskFixture(static o => o with
        {
            Handlers = new TaskHandlers()
                .Add("ok", static (_, _) => ValueTask.FromResult<JsonAny>(1))
                .Add("bad", static (_, _) => throw new TaskFailedException("Oh", "c")),
        });
        string machine = "t" + Guid.NewGuid().ToString("N");
        await fixture.Create(machine, "{\"StartAt\":\"T\",\"TimeoutSeconds\":60,\"States\":{\"T\":" + state + "}}");
        await fixture.EndInTime(await fixture.Start(machine));
        await UntilAsync(machine);
        Assert.Equal(expected, string.Join(' ', Of(machine).Select(static m => m.Name + m.Integration).Order(StringComparer.Ordinal)));
        Assert.All(Of(machine).Where(static m => !m.Name.EndsWith("Time", StringComparison.Ordinal)), static m => Assert.Equal(1, m.Value));
        Assert.True(Of(machine).Single(static m => m.Name == "ExecutionTime").Value >= (expected.Contains("TimedOut", StringComparison.Ordinal) ? 60_000 : 0));
    }

    /// <summary>A worker takes the task ten seconds after its schedule, and needs twenty more; the server may be another by then.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_activity_s_time_is_that_until_its_start_and_that_from_there(bool restarts)
    {
        var store = new MemoryStore();
        string machine = "t" + Guid.NewGuid().ToString("N");
        string activity = Prefix + "activity:" + machine;
        string arn;
        string token;
        DateTimeOffset now;
        await using (var first = new TaskFixture(store: store))
        {
            await first.Call("CreateActivity", JsonMap.Of(("name", machine)));
            await first.Create(machine, Machine(activity));
            arn = await first.Start(machine);
            await first.UntilHistory(arn, "ActivityScheduled");
            first.Clock.Advance(TimeSpan.FromSeconds(10));
            token = Text(await first.Call("GetActivityTask", JsonMap.Of(("activityArn", activity))), "taskToken")!;
            await first.UntilHistory(arn, "ActivityStarted");
            now = first.Clock.GetUtcNow();
            if (!restarts)
            {
                await EndAsync(first);
                return;
            }
        }

        await using var second = new TaskFixture(store: store);
        second.Clock.Advance(now - second.Clock.GetUtcNow());
        await second.Engine.RecoverAsync();
        await EndAsync(second);

        async Task EndAsync(TaskFixture fixture)
        {
            fixture.Clock.Advance(TimeSpan.FromSeconds(20));
            await fixture.Call("SendTaskSuccess", JsonMap.Of(("taskToken", token), ("output", "1")));
            await fixture.End(arn);
            await UntilAsync(machine);
            Assert.Equal(
                [("ActivityRunTime", 20_000), ("ActivityScheduleTime", 10_000), ("ActivityTime", 30_000)],
                Of(machine).Where(static m => m.Name.StartsWith("ActivityR", StringComparison.Ordinal)
                        || m.Name.StartsWith("ActivityS", StringComparison.Ordinal) || m.Name.StartsWith("ActivityT", StringComparison.Ordinal))
                    .Select(static m => (m.Name, m.Value)).Order());
        }
    }

    [Fact]
    public async Task A_redriven_execution_is_counted_as_such_too()
    {
        bool fails = true;
        await using var fixture = new TaskFixture(o => o with
        {
            Handlers = new TaskHandlers().Add("f", (_, _) => fails ? throw new TaskFailedException("Oh", "c") : ValueTask.FromResult<JsonAny>(1)),
        });
        string machine = "t" + Guid.NewGuid().ToString("N");
        await fixture.Create(machine, Machine(Function("f")));
        string arn = await fixture.Start(machine);
        await fixture.End(arn);
        await UntilAsync(machine);
        fails = false;
        await fixture.Call("RedriveExecution", JsonMap.Of(("executionArn", arn)));
        await fixture.End(arn);
        await UntilAsync(machine, "RedrivenExecutionsSucceeded");
        Assert.Equal(
            "ExecutionsFailed ExecutionsRedriven ExecutionsStarted ExecutionsSucceeded RedrivenExecutionsSucceeded",
            string.Join(' ', Of(machine).Select(static m => m.Name).Where(static n => n.Contains("Executions", StringComparison.Ordinal)).Order(StringComparer.Ordinal)));
        // ST redrive_execution: how long it took until the redrive came says nothing.
        Assert.Single(Of(machine), static m => m.Name == "ExecutionTime");
    }

    /// <summary>Metrics come a moment after the answer that says that an execution has ended.</summary>
    private async Task UntilAsync(string machine, string metric = "ExecutionTime")
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!Of(machine).Any(m => m.Name == metric))
        {
            await Task.Delay(2, limit.Token);
        }
    }

    [Fact]
    public async Task What_comes_too_often_is_counted_by_operation()
    {
        await using var fixture = new TaskFixture(o => o with
        {
            Service = o.Service with
            {
                Throttle = new Throttle(new Dictionary<string, ThrottleQuota>(StringComparer.Ordinal) { ["ListActivities"] = new(1, 1) }, o.Service.Clock),
            },
        });
        await fixture.Call("ListActivities", JsonMap.Empty);
        await Assert.ThrowsAsync<Xunit.Sdk.TrueException>(() => fixture.Call("ListActivities", JsonMap.Empty));
        Assert.Equal([("ConsumedCapacity", 1, "APIName=ListActivities"), ("ThrottledEvents", 1, "APIName=ListActivities")], _recorder.Measured);
    }

    private (string Name, double Value, string Integration)[] Of(string machine) =>
    [
        .. _recorder.Measured.Where(m => m.Tags.Contains(machine, StringComparison.Ordinal))
            .Select(static m => (m.Name, m.Value, m.Tags.Split("ServiceIntegrationResourceArn=") is [_, var arn] ? $"[{arn}]" : "")),
    ];
}
