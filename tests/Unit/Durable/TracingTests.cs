using System.Text;
using FunctionsAsl.Durable;
using FunctionsAsl.Durable.Ports;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Service.Tracing;
using FunctionsAsl.Support.TaskHub;
using FunctionsAsl.Unit.Telemetry;
using Xunit;

namespace FunctionsAsl.Unit.Durable;

/// <summary>The spans of Standard executions where everything runs again that can, and histories are written in pieces.</summary>
[Collection(ListeningTests.Name)]
public sealed class TracingTests
{
    private const string Definition =
        """
        {"StartAt":"Each","States":{
          "Each":{"Type":"Map","ItemsPath":"$","Next":"Wait","ItemProcessor":{"StartAt":"P","States":{
            "P":{"Type":"Pass","Next":"W"},"W":{"Type":"Wait","Seconds":5,"End":true}}}},
          "Wait":{"Type":"Wait","Seconds":86400,"Next":"T"},
          "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","Next":"Fail"},
          "Fail":{"Type":"Fail","Error":"E"}}}
        """;

    private readonly VirtualClock _clock = new();

    [Theory]
    [InlineData("roomy", 1, false)]
    [InlineData("roomy", 2, true)]
    [InlineData("cramped", 1, false)]
    [InlineData("cramped", 2, true)]
    public async Task Each_state_has_one_span_whatever_runs_again(string room, int seed, bool wasClaimed)
    {
        using var recorder = new SpanRecorder();
        var functions = new HeaderKeeper();
        using var http = new HttpClient(functions);
        var faults = new HubFaults { LostEpisodes = 0.3, LostResults = 0.3, DoubleMessages = 0.3, Disorder = 0.3 };
        var hub = new DurableHub(_clock, faults, new Random(seed));
        var tasks = new TaskRunnerOptions
        {
            Service = new ServiceOptions { Clock = _clock },
            Lambda = new LambdaEndpoint(http, new Uri("http://functions.test")),
        };
        var blobs = new MemoryBlobs();
        DurableService service = DurableService.Create(
            blobs, new MemoryQueues(_clock), hub, tasks, [], room == "cramped" ? Rooms.Options(room) : null);
        hub.Code = HubCode.Of(service);
        string machine = "t" + Guid.NewGuid().ToString("N");
        DateTimeOffset named = _clock.GetUtcNow() - TimeSpan.FromHours(wasClaimed ? 1 : 0);
        if (wasClaimed)
        {
            // Whoever took the name was killed before anything came of it.
            await blobs.Write(
                BlobName.Claim(machine, "e"), Encoding.ASCII.GetBytes($"{named.UtcTicks}"), BlobCondition.Absent, null, CancellationToken.None);
        }

        await service.CallAsync("CreateStateMachine", JsonMap.Of(
            ("name", machine), ("definition", Definition), ("roleArn", "arn:aws:iam::123456789012:role/r")));
        JsonMap started = await service.CallAsync("StartExecution", JsonMap.Of(
            ("stateMachineArn", $"{DurableFixture.Prefix}stateMachine:{machine}"), ("name", "e"), ("input", "[1,2,3]")));
        string arn = ((JsonString)started["executionArn"]!).Value;
        await hub.EndAsync(_clock);

        var events = (JsonList)(await service.CallAsync("GetExecutionHistory", JsonMap.Of(("executionArn", arn))))["events"]!;
        RecordedSpan[] spans = [.. recorder.Spans.Where(s => s.Tag("durabletask.task.instance_id") == arn)];
        var trace = new ExecutionTrace(arn, named, null, 0);
        (long Id, string Name)[] entered =
        [
            .. events.Cast<JsonMap>().Where(static e => e.Contains("stateEnteredEventDetails"))
                .Select(static e => ((long)((JsonNumber)e["id"]!).AsDouble, Text(e["stateEnteredEventDetails"]!, "name"))),
        ];
        Assert.Equal(
            entered.Select(e => ($"state:{e.Name}", trace.State(e.Id))).Order(),
            spans.Where(static s => s.Name.StartsWith("state:", StringComparison.Ordinal)).Select(static s => (s.Name, s.Id)).Order());
        Assert.Single(spans, s => s.Id == trace.Execution && s.Error == "E");
        Assert.Single(spans, static s => s.Name == "attempt:T");
        Assert.Equal(trace.In(entered.Single(static e => e.Name == "T").Id).ToHeader(), functions.Headers["X-Amzn-Trace-Id"]);
        string each = trace.State(entered[0].Id);
        Assert.All(
            spans.Where(static s => s.Name.StartsWith("state:", StringComparison.Ordinal)),
            s => Assert.Equal(s.Name is "state:P" or "state:W" ? each : trace.Execution, s.Parent));
        Assert.Equal(TimeSpan.FromSeconds(86400), spans.Single(static s => s.Name == "state:Wait").Duration);
    }

    private static string Text(JsonAny json, string name) => ((JsonString)((JsonMap)json)[name]!).Value;
}
