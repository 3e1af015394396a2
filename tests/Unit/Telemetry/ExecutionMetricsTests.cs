using FunctionsAsl.Json;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Unit.Tasks;
using Xunit;

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
        "ExecutionTime ExecutionsStarted ExecutionsSucceeded LambdaFunctionTime LambdaFunctionsScheduled LambdaFunctionsStarted LambdaFunctionsSucceeded")]
    [InlineData(
        """{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"bad"},"End":true}""",
        "ExecutionTime ExecutionsFailed ExecutionsStarted ServiceIntegrationTime[arn:aws:states:::lambda:invoke] ServiceIntegrationsFailed[arn:aws:states:::lambda:invoke] ServiceIntegrationsScheduled[arn:aws:states:::lambda:invoke] ServiceIntegrationsStarted[arn:aws:states:::lambda:invoke]")]
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
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!Of(machine).Any(static m => m.Name == "ExecutionTime"))
        {
            await Task.Delay(2, limit.Token);
        }

        Assert.Equal(expected, string.Join(' ', Of(machine).Select(static m => m.Name + m.Integration).Order(StringComparer.Ordinal)));
        Assert.All(Of(machine).Where(static m => !m.Name.EndsWith("Time", StringComparison.Ordinal)), static m => Assert.Equal(1, m.Value));
        Assert.True(Of(machine).Single(static m => m.Name == "ExecutionTime").Value >= (expected.Contains("TimedOut", StringComparison.Ordinal) ? 60_000 : 0));
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
        Assert.Equal([("ThrottledEvents", 1, "APIName=ListActivities")], _recorder.Measured);
    }

    private (string Name, double Value, string Integration)[] Of(string machine) =>
    [
        .. _recorder.Measured.Where(m => m.Tags.Contains(machine, StringComparison.Ordinal))
            .Select(static m => (m.Name, m.Value, m.Tags.Split("ServiceIntegrationResourceArn=") is [_, var arn] ? $"[{arn}]" : "")),
    ];
}
