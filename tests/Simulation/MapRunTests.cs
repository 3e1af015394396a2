using FunctionsAsl.Json;
using Xunit;
using static FunctionsAsl.Simulation.MapRunWorld;

namespace FunctionsAsl.Simulation;

/// <summary>Map Runs through the API, on all hosts.</summary>
public sealed class MapRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("asl-map-runs").FullName;

    public static TheoryData<string> Engines => MapRunWorld.Engines;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_run_tells_how_it_stands_and_how_it_ended(string engine)
    {
        await using var world = new MapRunWorld(engine, _folder);
        world.Fails = item => item == "3";
        await world.StartAsync(Map(""" "MaxConcurrency":2,"ToleratedFailureCount":1,""", Slow), "[1,2,3,4,5]");
        string run = await world.RunAsync();
        JsonMap described = await world.DescribeAsync(run);
        Assert.Equal(("RUNNING", "2", "1", "0.0"), Texts(described, "status", "maxConcurrency", "toleratedFailureCount", "toleratedFailurePercentage"));
        Assert.Equal(ExecutionArn, Text(described, "executionArn"));
        Assert.Equal("pending 3 running 2 succeeded 0 failed 0 timedOut 0 aborted 0 total 5 resultsWritten 0", Counts(described, "itemCounts"));
        Assert.Equal("pending 0 running 2 succeeded 0 failed 0 timedOut 0 aborted 0 total 2 resultsWritten 0", Counts(described, "executionCounts"));

        await world.RestartAsync();
        JsonMap ended = await world.EndAsync();
        Assert.Equal("""[1,2,{"Status":"FAILED","Error":"IOException","Cause":"Down."},4,5]""", WithoutTrace(Text(ended, "output")));
        described = await world.DescribeAsync(run);
        Assert.Equal("SUCCEEDED", Text(described, "status"));
        Assert.Equal("pending 0 running 0 succeeded 4 failed 1 timedOut 0 aborted 0 total 5 resultsWritten 4", Counts(described, "itemCounts"));
        Assert.Equal(Counts(described, "itemCounts"), Counts(described, "executionCounts"));
        Assert.Equal((null, null), (described["redriveCount"], ((JsonMap)described["itemCounts"]!)["pendingRedrive"]));

        JsonMap listed = Assert.Single(await world.ListAsync("ListMapRuns", "mapRuns", ("executionArn", ExecutionArn)));
        Assert.Equal((run, ExecutionArn, Machine + "/L"), (Text(listed, "mapRunArn"), Text(listed, "executionArn"), Text(listed, "stateMachineArn")));
        Assert.NotNull(listed["stopDate"]);
        JsonMap[] children = await world.ListAsync("ListExecutions", "executions", ("mapRunArn", run), ("maxResults", 2L));
        Assert.Equal(5, children.Length);
        Assert.All(children, c => Assert.Equal((run, Machine + "/L", "1"), Texts(c, "mapRunArn", "stateMachineArn", "itemCount")));
        JsonMap failed = Assert.Single(await world.ListAsync("ListExecutions", "executions", ("mapRunArn", run), ("statusFilter", "FAILED")));
        Assert.Equal("REDRIVABLE_BY_MAP_RUN", Text(await world.CallAsync("DescribeExecution", ("executionArn", failed["executionArn"]!)), "redriveStatus"));
        Assert.Single(await world.ListAsync("ListExecutions", "executions", ("stateMachineArn", Machine)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_update_takes_effect_on_a_run_that_runs(string engine)
    {
        await using var world = new MapRunWorld(engine, _folder);
        world.Fails = item => item == "1";
        await world.StartAsync(Map(""" "MaxConcurrency":1,""", Slow), "[1,2,3,4]");
        string run = await world.RunAsync();
        Assert.Contains("running 1 ", Counts(await world.DescribeAsync(run), "itemCounts"), StringComparison.Ordinal);
        await world.CallAsync("UpdateMapRun", ("mapRunArn", run), ("maxConcurrency", 3L), ("toleratedFailurePercentage", 50.5));
        await world.SettleAsync();
        JsonMap described = await world.DescribeAsync(run);
        Assert.Equal(("3", "0", "50.5"), Texts(described, "maxConcurrency", "toleratedFailureCount", "toleratedFailurePercentage"));
        Assert.Contains("running 3 ", Counts(described, "itemCounts"), StringComparison.Ordinal);
        Assert.Equal("SUCCEEDED", Text(await world.EndAsync(), "status"));

        Assert.Equal("ValidationException CANNOT_UPDATE_COMPLETED_MAP_RUN", await world.RefuseAsync("UpdateMapRun", ("mapRunArn", run), ("maxConcurrency", 3L)));
        Assert.Equal("SerializationException ", await world.RefuseAsync("UpdateMapRun", ("mapRunArn", run), ("maxConcurrency", 1L << 31)));
        Assert.Equal("ValidationException MISSING_REQUIRED_PARAMETER", await world.RefuseAsync("UpdateMapRun", ("mapRunArn", run)));
        Assert.Equal("ResourceNotFound ", await world.RefuseAsync("UpdateMapRun", ("mapRunArn", run + "x"), ("maxConcurrency", 3L)));
        Assert.Equal("ResourceNotFound ", await world.RefuseAsync("DescribeMapRun", ("mapRunArn", run + "x")));
        Assert.Equal("ResourceNotFound ", await world.RefuseAsync("ListExecutions", ("mapRunArn", run + "x")));
        Assert.Equal("InvalidArn ", await world.RefuseAsync("DescribeMapRun", ("mapRunArn", ExecutionArn)));
        Assert.Equal("InvalidArn ", await world.RefuseAsync("DescribeExecution", ("executionArn", run)));
        Assert.Equal("InvalidArn ", await world.RefuseAsync("StopExecution", ("executionArn", run)));
        Assert.Equal("ExecutionDoesNotExist ", await world.RefuseAsync("ListMapRuns", ("executionArn", ExecutionArn + "x")));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_redrive_runs_again_what_had_not_succeeded(string engine)
    {
        await using var world = new MapRunWorld(engine, _folder);
        int failures = 2;
        world.Fails = item => item is "2" or "3" && failures-- > 0;
        await world.StartAsync(Map(""" "MaxConcurrency":1,"ToleratedFailureCount":1,""", ThenSlow), "[1,2,3,4]");
        string run = await world.RunAsync();
        Assert.Equal("States.ExceedToleratedFailureThreshold", Text(await world.EndAsync(), "error"));
        JsonMap described = await world.DescribeAsync(run);
        Assert.Equal("FAILED", Text(described, "status"));
        Assert.Equal("pending 1 running 0 succeeded 1 failed 2 timedOut 0 aborted 0 total 4 resultsWritten 0", Counts(described, "itemCounts"));

        await world.CallAsync("RedriveExecution", ("executionArn", ExecutionArn));
        await world.SettleAsync();
        described = await world.DescribeAsync(run);
        Assert.Equal(("RUNNING", "1"), Texts(described, "status", "redriveCount"));
        Assert.Equal("1", Text((JsonMap)described["itemCounts"]!, "pendingRedrive"));
        await world.RestartAsync();
        JsonMap ended = await world.EndAsync();
        Assert.Equal("[1,2,3,4]", Text(ended, "output"));
        Assert.Equal("pending 0 running 0 succeeded 4 failed 0 timedOut 0 aborted 0 total 4 resultsWritten 4", Counts(await world.DescribeAsync(run), "itemCounts"));
        Assert.Equal(["1", "2", "2", "3", "3", "4"], world.Items.Order(StringComparer.Ordinal));
        Assert.Equal(
            [
                "ExecutionStarted", "MapStateEntered", "MapStateStarted", "MapRunStarted", "MapRunFailed", "MapStateFailed", "ExecutionFailed",
                "ExecutionRedriven", "MapRunRedriven", "MapRunSucceeded", "MapStateSucceeded", "MapStateExited", "ExecutionSucceeded",
            ],
            (await world.ListAsync("GetExecutionHistory", "events", ("executionArn", ExecutionArn))).Select(static e => Text(e, "type")));
        Assert.Equal(2, (await world.ListAsync("ListExecutions", "executions", ("mapRunArn", run), ("redriveFilter", "REDRIVEN"))).Length);
        Assert.Equal(2, (await world.ListAsync("ListExecutions", "executions", ("mapRunArn", run), ("redriveFilter", "NOT_REDRIVEN"))).Length);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_redrive_runs_Express_children_once_more(string engine)
    {
        await using var world = new MapRunWorld(engine, _folder);
        bool isDown = true;
        world.Fails = item => item == "2" && isDown;
        await world.StartAsync(Map("", """{"I":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true}}""", "EXPRESS"), "[1,2]");
        Assert.Equal("FAILED", Text(await world.EndAsync(), "status"));
        isDown = false;
        await world.CallAsync("RedriveExecution", ("executionArn", ExecutionArn));
        Assert.Equal("[1,2]", Text(await world.EndAsync(), "output"));
        Assert.Single(world.Items, "1");
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Batched_items_share_a_child(string engine)
    {
        await using var world = new MapRunWorld(engine, _folder);
        await world.StartAsync(
            Map(
                """
                "ItemSelector":{"v.$":"$$.Map.Item.Value"},
                "ItemBatcher":{"MaxItemsPerBatch":3,"MaxInputBytesPerBatchPath":"$.bytes","BatchInput":{"n.$":"$.n"}},"ItemsPath":"$.items",
                """,
                Slow),
            """{"n":7,"bytes":61,"items":[1,2,3,4,"long, so that it fills a batch",6]}""");
        string run = await world.RunAsync();
        Assert.Equal("pending 0 running 6 succeeded 0 failed 0 timedOut 0 aborted 0 total 6 resultsWritten 0", Counts(await world.DescribeAsync(run), "itemCounts"));
        Assert.Equal(
            """
            [{"BatchInput":{"n":7},"Items":[{"v":1},{"v":2},{"v":3}]},{"BatchInput":{"n":7},"Items":[{"v":4}]},{"BatchInput":{"n":7},"Items":[{"v":"long, so that it fills a batch"}]},{"BatchInput":{"n":7},"Items":[{"v":6}]}]
            """,
            Text(await world.EndAsync(), "output"));
        JsonMap described = await world.DescribeAsync(run);
        Assert.Contains("succeeded 6 ", Counts(described, "itemCounts"), StringComparison.Ordinal);
        Assert.Contains("succeeded 4 ", Counts(described, "executionCounts"), StringComparison.Ordinal);
        Assert.Equal(
            ["1", "1", "1", "3"],
            (await world.ListAsync("ListExecutions", "executions", ("mapRunArn", run))).Select(static c => Text(c, "itemCount")).Order());
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Stopping_the_execution_stops_run_and_children(string engine)
    {
        await using var world = new MapRunWorld(engine, _folder);
        await world.StartAsync(Map(""" "MaxConcurrency":2,""", Slow), "[1,2,3]");
        string run = await world.RunAsync();
        await world.CallAsync("StopExecution", ("executionArn", ExecutionArn));
        await world.SettleAsync();
        JsonMap described = await world.DescribeAsync(run);
        Assert.Equal("ABORTED", Text(described, "status"));
        Assert.Equal("pending 1 running 0 succeeded 0 failed 0 timedOut 0 aborted 2 total 3 resultsWritten 0", Counts(described, "itemCounts"));
        Assert.Equal(2, (await world.ListAsync("ListExecutions", "executions", ("mapRunArn", run), ("statusFilter", "ABORTED"))).Length);

        await world.CallAsync("RedriveExecution", ("executionArn", ExecutionArn));
        Assert.Equal("[1,2,3]", Text(await world.EndAsync(), "output"));
        Assert.Equal(3, (await world.ListAsync("ListExecutions", "executions", ("mapRunArn", run))).Length);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Deleting_the_machine_leaves_nothing(string engine)
    {
        await using var world = new MapRunWorld(engine, _folder);
        await world.StartAsync(Map(""" "MaxConcurrency":1,""", Slow), "[1,2,3]");
        string run = await world.RunAsync();
        await world.CallAsync("DeleteStateMachine", ("stateMachineArn", Machine));
        for (int i = 0; i < 100 && await world.RefuseAsync("DescribeStateMachine", ("stateMachineArn", Machine)) is null; i++)
        {
            await world.PassAsync();
            await world.TidyAsync();
        }

        Assert.Equal("StateMachineDoesNotExist ", await world.RefuseAsync("DescribeStateMachine", ("stateMachineArn", Machine)));
        Assert.Equal("ResourceNotFound ", await world.RefuseAsync("DescribeMapRun", ("mapRunArn", run)));
        // The second item was never asked for.
        Assert.True(world.Items.Count <= 1);
    }

    private const string Slow =
        """{"W":{"Type":"Wait","Seconds":10,"Next":"I"},"I":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true}}""";

    private const string ThenSlow =
        """{"I":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","Next":"W"},"W":{"Type":"Wait","Seconds":10,"End":true}}""";

    private static string Map(string fields, string states, string type = "STANDARD") =>
        $$"""
        {"StartAt":"M","States":{"M":{"Type":"Map","Label":"L",{{fields}}"End":true,
          "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"{{type}}"},
            "StartAt":"{{(states.StartsWith("{\"W", StringComparison.Ordinal) ? "W" : "I")}}","States":{{states}} } } } }
        """;

    private static (string?, string?) Texts(JsonMap o, string a, string b) => (Text(o, a), Text(o, b));

    private static (string?, string?, string?) Texts(JsonMap o, string a, string b, string c) => (Text(o, a), Text(o, b), Text(o, c));

    private static (string?, string?, string?, string?) Texts(JsonMap o, string a, string b, string c, string d) =>
        (Text(o, a), Text(o, b), Text(o, c), Text(o, d));

    /// <summary>The output, with the causes of failed functions in short.</summary>
    private static string WithoutTrace(string? output)
    {
        var results = (JsonList)JsonAny.Parse(output!);
        return JsonList.Of(results.Select(r => r is JsonMap failed
            ? failed.With("Cause", ((JsonMap)JsonAny.Parse(Text(failed, "Cause")!))["errorMessage"]!)
            : r)).ToString();
    }
}
