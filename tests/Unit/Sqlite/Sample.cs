using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Records;

namespace FunctionsAsl.Unit.Sqlite;

/// <summary>Records for tests of stores.</summary>
internal static class Sample
{
    private const string Prefix = "arn:aws:states:us-east-1:123456789012:";

    public static StateMachineRecord StateMachine(string name, int version) => new()
    {
        Arn = $"{Prefix}stateMachine:{name}",
        Name = name,
        Definition = $$"""{"Comment":"{{version}}"}""",
        RoleArn = "arn:aws:iam::123456789012:role/r",
        Type = "STANDARD",
        Status = "ACTIVE",
        CreationDate = DateTimeOffset.UnixEpoch.AddSeconds(version),
        RevisionId = version == 0 ? null : $"r{version}",
        UpdateDate = version == 0 ? null : DateTimeOffset.UnixEpoch.AddDays(version),
        LoggingConfiguration = JsonMap.Of(("level", "OFF")),
        Tags = JsonMap.Of(("version", (long)version)),
    };

    public static ActivityRecord Activity(string name, int version) => new()
    {
        Arn = $"{Prefix}activity:{name}",
        Name = name,
        CreationDate = DateTimeOffset.UnixEpoch,
        Tags = JsonMap.Of(("version", (long)version)),
    };

    public static ExecutionRecord Execution(string machine, string name, DateTimeOffset start) => new()
    {
        Arn = $"{Prefix}execution:{machine}:{name}",
        Name = name,
        StateMachineArn = $"{Prefix}stateMachine:{machine}",
        StateMachine = StateMachine(machine, 0),
        Input = """{ "é": 1.50 }""",
        Status = ExecutionStatus.Running,
        TestCase = name,
        ParentTask = $"{name}#1",
        TraceHeader = "t",
        StartDate = start,
    };

    public static HistoryEvent[] History(long first, int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => new HistoryEvent(
            first + i,
            first + i - 1,
            DateTimeOffset.UnixEpoch.AddMilliseconds(first + i),
            i % 2 == 0 ? HistoryEventType.PassStateEntered : HistoryEventType.PassStateExited,
            i % 3 == 0 ? null : JsonMap.Of(
                ("name", $"S{first + i}"), ("input", JsonList.Of([1L, JsonAny.ParseVerbatim("{ \"ü\" : 1.0 }")]))))),
    ];
}
