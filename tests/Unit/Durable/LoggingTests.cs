using FunctionsAsl.Durable;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Support.TaskHub;
using Xunit;

namespace FunctionsAsl.Unit.Durable;

/// <summary>What Standard executions log where everything runs again that can.</summary>
public sealed class LoggingTests
{
    private const string Machine = $"{DurableFixture.Prefix}stateMachine:m";
    private const string Group = "arn:aws:logs:us-east-1:123456789012:log-group:g:*";

    private const string Definition =
        """
        {"StartAt":"Each","States":{
          "Each":{"Type":"Map","ItemsPath":"$","Next":"Wait","ItemProcessor":{"StartAt":"P","States":{
            "P":{"Type":"Pass","Next":"W"},"W":{"Type":"Wait","Seconds":5,"End":true}}}},
          "Wait":{"Type":"Wait","Seconds":60,"Next":"Fail"},
          "Fail":{"Type":"Fail","Error":"E"}}}
        """;

    private readonly VirtualClock _clock = new();
    private readonly List<JsonMap> _logged = [];

    [Theory]
    [InlineData("roomy", 1)]
    [InlineData("roomy", 2)]
    [InlineData("roomy", 3)]
    [InlineData("cramped", 1)]
    [InlineData("cramped", 2)]
    [InlineData("cramped", 3)]
    public async Task Every_event_is_logged_once_whatever_runs_again(string room, int seed)
    {
        var faults = new HubFaults { LostEpisodes = 0.3, LostResults = 0.3, DoubleMessages = 0.3, Disorder = 0.3 };
        var hub = new DurableHub(_clock, faults, new Random(seed));
        var tasks = new TaskRunnerOptions { Service = new ServiceOptions { Clock = _clock, Log = Add } };
        DurableService service = DurableService.Create(
            new MemoryBlobs(), new MemoryQueues(_clock), hub, tasks, [], room == "cramped" ? Rooms.Options(room) : null);
        hub.Code = HubCode.Of(service);

        await service.CallAsync("CreateStateMachine", JsonMap.Of(
            ("name", "m"),
            ("definition", Definition),
            ("roleArn", "arn:aws:iam::123456789012:role/r"),
            ("loggingConfiguration", JsonMap.Of(
                ("level", "ALL"),
                ("destinations", JsonList.Of([JsonMap.Of(("cloudWatchLogsLogGroup", JsonMap.Of(("logGroupArn", Group))))]))))));
        JsonMap started = await service.CallAsync("StartExecution", JsonMap.Of(("stateMachineArn", Machine), ("name", "e"), ("input", "[1,2,3]")));
        JsonMap execution = JsonMap.Of(("executionArn", started["executionArn"]!));
        await hub.EndAsync(_clock);
        await service.CallAsync("RedriveExecution", execution);
        await hub.EndAsync(_clock);

        var events = (JsonList)(await service.CallAsync("GetExecutionHistory", execution))["events"]!;
        Assert.Equal(2, events.Count(static e => Text(e, "type") == "ExecutionFailed"));
        Assert.Equal(
            events.Select(static e => (((JsonMap)e)["id"]!.ToString(), Text(e, "type"))),
            _logged.Select(static record => (Text(record, "id"), Text(record, "type"))));
        Assert.Equal("1", Text(_logged[^1], "redrive_count"));
        Assert.Equal("0", Text(_logged[0], "redrive_count"));
    }

    /// <summary>Which knows nothing yet of the machine.</summary>
    [Fact]
    public async Task The_children_of_a_Map_Run_are_told_of_by_another_process()
    {
        var hub = new DurableHub(_clock, new HubFaults(), new Random(1));
        var blobs = new MemoryBlobs();
        DurableService Process() => DurableService.Create(
            blobs, new MemoryQueues(_clock), hub, new TaskRunnerOptions { Service = new ServiceOptions { Clock = _clock, Log = Add } }, [], null);
        DurableService first = Process();
        await first.CallAsync("CreateStateMachine", JsonMap.Of(
            ("name", "m"),
            ("definition", """
                {"StartAt":"Each","States":{"Each":{"Type":"Map","Label":"L","End":true,"ItemProcessor":{
                  "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}}}}
                """),
            ("roleArn", "arn:aws:iam::123456789012:role/r"),
            ("loggingConfiguration", JsonMap.Of(
                ("level", "ALL"),
                ("destinations", JsonList.Of([JsonMap.Of(("cloudWatchLogsLogGroup", JsonMap.Of(("logGroupArn", Group))))]))))));
        await first.CallAsync("StartExecution", JsonMap.Of(("stateMachineArn", Machine), ("name", "e"), ("input", "[1,2]")));
        hub.Code = HubCode.Of(Process());
        await hub.EndAsync(_clock);

        Assert.Equal(3, _logged.Count(static record => Text(record, "type") == "ExecutionSucceeded"));
        Assert.Equal(2, _logged.Count(static record => Text(record, "type") == "PassStateExited"));
    }

    private static string Text(JsonAny json, string name) => ((JsonString)((JsonMap)json)[name]!).Value;

    private void Add(LogRecord record)
    {
        lock (_logged)
        {
            _logged.Add((JsonMap)JsonAny.Parse(record.Text));
        }
    }
}
