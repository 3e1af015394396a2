using FunctionsAsl.Durable;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Support.TaskHub;
using Xunit;

namespace FunctionsAsl.Unit.Durable;

/// <summary>What is told of the status of Standard executions where everything runs again that can.</summary>
public sealed class StatusChangeTests
{
    private const string Machine = $"{DurableFixture.Prefix}stateMachine:m";

    private readonly VirtualClock _clock = new();
    private readonly List<JsonMap> _told = [];

    [Theory]
    [InlineData("roomy", 1)]
    [InlineData("roomy", 2)]
    [InlineData("cramped", 1)]
    [InlineData("cramped", 2)]
    public async Task A_start_is_told_at_once_and_each_end_once_with_what_came_of_it(string room, int seed)
    {
        (DurableService service, DurableHub hub) = await HostAsync(
            """
            {"StartAt":"Wait","States":{
              "Wait":{"Type":"Wait","Seconds":60,"Next":"Each"},
              "Each":{"Type":"Map","ItemsPath":"$","Next":"Fail","ItemProcessor":{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":5,"End":true}}}},
              "Fail":{"Type":"Fail","Error":"E","Cause":"c"}}}
            """,
            room,
            new HubFaults { LostEpisodes = 0.3, LostResults = 0.3, DoubleMessages = 0.3, Disorder = 0.3 },
            seed);

        JsonMap execution = await StartAsync(service, "[1,2,3]");
        Assert.Equal(["RUNNING"], Statuses());
        await hub.EndAsync(_clock);
        Assert.Equal(["RUNNING", "FAILED"], Statuses());
        await service.CallAsync("RedriveExecution", execution);
        Assert.Equal("RUNNING", Statuses()[2]);
        await hub.EndAsync(_clock);

        Assert.Equal(["RUNNING", "FAILED", "RUNNING", "FAILED"], Statuses());
        Assert.Equal(["0", "0", "1", "1"], _told.Select(static change => Detail(change)["redriveCount"]!.ToString()));
        Assert.Equal(4, _told.Select(static change => change["id"]!.ToString()).Distinct(StringComparer.Ordinal).Count());
        Assert.All([_told[1], _told[3]], static change => Assert.Equal(("E", "c"), (Text(change, "error"), Text(change, "cause"))));
        JsonMap described = await service.CallAsync("DescribeExecution", execution);
        Assert.Equal(Seconds(described["stopDate"]!), Seconds(Detail(_told[3])["stopDate"]!) / 1000);
    }

    /// <summary>Where the first step is the last, both are told.</summary>
    [Fact]
    public async Task An_execution_that_ends_as_it_begins_is_told_of_twice()
    {
        (DurableService service, _) = await HostAsync("""{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""", "roomy", new HubFaults(), 1);

        await StartAsync(service, "[1]");

        Assert.Equal(["RUNNING", "SUCCEEDED"], Statuses());
        Assert.Equal("[1]", Text(_told[1], "output"));
    }

    private async Task<(DurableService Service, DurableHub Hub)> HostAsync(string definition, string room, HubFaults faults, int seed)
    {
        var hub = new DurableHub(_clock, faults, new Random(seed));
        var tasks = new TaskRunnerOptions { Service = new ServiceOptions { Clock = _clock, StatusChanged = Add } };
        DurableService service = DurableService.Create(
            new MemoryBlobs(), new MemoryQueues(_clock), hub, tasks, [], room == "cramped" ? Rooms.Options(room) : null);
        hub.Code = HubCode.Of(service);
        await service.CallAsync("CreateStateMachine", JsonMap.Of(
            ("name", "m"), ("definition", definition), ("roleArn", "arn:aws:iam::123456789012:role/r")));
        return (service, hub);
    }

    private static async Task<JsonMap> StartAsync(DurableService service, string input) => JsonMap.Of(("executionArn", (await service.CallAsync("StartExecution", JsonMap.Of(("stateMachineArn", Machine), ("name", "e"), ("input", input))))["executionArn"]!));

    private string[] Statuses() => [.. _told.Select(static change => Text(change, "status"))];

    private static JsonMap Detail(JsonAny change) => (JsonMap)((JsonMap)change)["detail"]!;

    private static string Text(JsonMap change, string name) => ((JsonString)Detail(change)[name]!).Value;

    private static double Seconds(JsonAny number) => ((JsonNumber)number).AsDouble;

    private void Add(JsonMap change)
    {
        lock (_told)
        {
            _told.Add(change);
        }
    }
}
