using System.Globalization;
using FunctionsAsl.Json;
using Microsoft.Data.Sqlite;
using Xunit;
using static FunctionsAsl.Simulation.MapRunWorld;

namespace FunctionsAsl.Simulation;

/// <summary>Map Runs that read items from files and write results to files, through the API, on all hosts.</summary>
public sealed class FileMapRunTests : IDisposable
{
    private const string Run = """{"I":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true}}""";
    private const string Export = """ "ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"b","Prefix":"out"},"WriterConfig":{"Transformation":"COMPACT","OutputType":"JSONL"}}, """;

    private readonly string _folder = Directory.CreateTempSubdirectory("asl-file-runs").FullName;

    public FileMapRunTests() => Directory.CreateDirectory(Path.Combine(_folder, "b"));

    public static TheoryData<string> Engines => MapRunWorld.Engines;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Rows_of_a_file_are_items(string engine)
    {
        Put("in.csv", "k,v\na,1\nb,2\nc,3\n");
        await using var world = new MapRunWorld(engine, _folder);
        await world.StartAsync(
            Map(Reader("CSV", ""","CSVHeaderLocation":"FIRST_ROW" """) + """ "MaxConcurrency":2,"ItemSelector":{"at.$":"$$.Map.Item.Index","row.$":"$$.Map.Item.Value.v","from.$":"$$.Map.Item.Source","n.$":"$.n"}, """, Run),
            """{"n":7}""");
        string run = await world.RunAsync();
        JsonMap ended = await world.EndAsync();
        Assert.Equal(
            """[{"at":0,"row":"1","from":"s3://b/in.csv","n":7},{"at":1,"row":"2","from":"s3://b/in.csv","n":7},{"at":2,"row":"3","from":"s3://b/in.csv","n":7}]""",
            Text(ended, "output"));
        JsonMap described = await world.DescribeAsync(run);
        Assert.Equal("pending 0 running 0 succeeded 3 failed 0 timedOut 0 aborted 0 total 3 resultsWritten 3", Counts(described, "itemCounts"));
        Assert.Equal(Counts(described, "itemCounts"), Counts(described, "executionCounts"));
        Assert.Equal(3, (await world.ListAsync("ListExecutions", "executions", ("mapRunArn", run))).Length);
        Assert.Equal(
            ["ExecutionStarted", "MapStateEntered", "MapStateStarted", "MapRunStarted", "MapRunSucceeded", "MapStateSucceeded", "MapStateExited", "ExecutionSucceeded"],
            (await world.ListAsync("GetExecutionHistory", "events", ("executionArn", ExecutionArn))).Select(static e => Text(e, "type")));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Express_children_run_in_pieces_and_each_result_is_written_once(string engine)
    {
        const int Items = 450;
        Put("in.json", $"[{string.Join(',', Enumerable.Range(0, Items))}]");
        await using var world = new MapRunWorld(engine, _folder);
        await world.StartAsync(Map(Reader("JSON") + Export, Run, "EXPRESS"), "{}");
        string run = await world.RunAsync();
        await world.RestartAsync();
        var output = (JsonMap)JsonAny.Parse(Text(await world.EndAsync(), "output")!);
        Assert.Equal((run, "b"), (Text(output, "MapRunArn"), Text((JsonMap)output["ResultWriterDetails"]!, "Bucket")));
        Assert.Equal(Enumerable.Range(0, Items).Select(static i => $"{i}"), Lines("SUCCEEDED_0.jsonl"));
        Assert.Equal(Items, world.Items.Distinct().Count());
        JsonMap described = await world.DescribeAsync(run);
        Assert.Equal("pending 0 running 0 succeeded 450 failed 0 timedOut 0 aborted 0 total 450 resultsWritten 450", Counts(described, "itemCounts"));
        Assert.Equal(Counts(described, "itemCounts"), Counts(described, "executionCounts"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Too_many_failures_leave_the_rest_pending_and_a_redrive_does_what_is_left(string engine)
    {
        Put("in.jsonl", string.Concat(Enumerable.Range(0, 300).Select(static i => $"{i}\n")));
        await using var world = new MapRunWorld(engine, _folder);
        bool isDown = true;
        world.Fails = item => isDown && item is "3" or "5" or "7";
        await world.StartAsync(Map(Reader("JSONL") + Export + """ "ToleratedFailureCount":2,"MaxConcurrency":1, """, Run, "EXPRESS"), "{}");
        string run = await world.RunAsync();
        Assert.Equal("States.ExceedToleratedFailureThreshold", Text(await world.EndAsync(), "error"));
        JsonMap described = await world.DescribeAsync(run);
        Assert.Equal("pending 292 running 0 succeeded 5 failed 3 timedOut 0 aborted 0 total 300 resultsWritten 0", Counts(described, "itemCounts"));
        Assert.Equal(["0", "1", "2", "4", "6"], Lines("SUCCEEDED_0.jsonl"));
        Assert.Equal((3, 292), (Lines("FAILED_0.jsonl").Length, Lines("PENDING_0.jsonl").Length));

        isDown = false;
        await world.CallAsync("RedriveExecution", ("executionArn", ExecutionArn));
        Assert.Equal("SUCCEEDED", Text(await world.EndAsync(), "status"));
        described = await world.DescribeAsync(run);
        Assert.Equal("pending 0 running 0 succeeded 300 failed 0 timedOut 0 aborted 0 total 300 resultsWritten 300", Counts(described, "itemCounts"));
        Assert.All(Enumerable.Range(0, 300), i => Assert.Equal(i is 3 or 5 or 7 ? 2 : 1, world.Items.Count(item => item == $"{i}")));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_was_left_out_runs_when_more_is_tolerated(string engine)
    {
        Put("in.json", "[0,1,2,3,4,5,6]");
        await using var world = new MapRunWorld(engine, _folder);
        world.Fails = static item => item is "1" or "2" or "3";
        world.Before = async item =>
        {
            if (item == "0")
            {
                var runs = (JsonList)(await world.CallFromTaskAsync("ListMapRuns", ("executionArn", ExecutionArn)))["mapRuns"]!;
                JsonAny run = ((JsonMap)Assert.Single(runs))["mapRunArn"]!;
                await world.CallFromTaskAsync("UpdateMapRun", ("mapRunArn", run), ("toleratedFailureCount", 100));
                for (int i = 0; i < 10_000 && Text(await world.CallFromTaskAsync("DescribeMapRun", ("mapRunArn", run)), "toleratedFailureCount") != "100"; i++)
                {
                    await Task.Delay(1);
                }
            }
        };
        await world.StartAsync(Map(Reader("JSON") + Export + """ "ToleratedFailureCount":1,"MaxConcurrency":1, """, Run, "EXPRESS"), "{}");
        string run = await world.RunAsync();
        Assert.Equal("SUCCEEDED", Text(await world.EndAsync(), "status"));
        JsonMap described = await world.DescribeAsync(run);
        Assert.Equal("pending 0 running 0 succeeded 4 failed 3 timedOut 0 aborted 0 total 7 resultsWritten 4", Counts(described, "itemCounts"));
        Assert.Equal(Counts(described, "itemCounts"), Counts(described, "executionCounts"));
        Assert.Equal(["0", "4", "5", "6"], Lines("SUCCEEDED_0.jsonl"));
        Assert.Equal(3, Lines("FAILED_0.jsonl").Length);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Standard_children_that_fail_are_redriven_and_those_beside_them_stopped(string engine)
    {
        Put("in.json", """{"a":1,"b":2,"c":3}""");
        await using var world = new MapRunWorld(engine, _folder);
        bool isDown = true;
        world.Fails = item => isDown && item.Contains("\"a\"", StringComparison.Ordinal);
        const string Slow = """{"I":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","Next":"W"},"W":{"Type":"Wait","Seconds":10,"End":true}}""";
        await world.StartAsync(Map(Reader("JSON") + Export + """ "MaxConcurrency":2, """, Slow), "{}");
        string run = await world.RunAsync();
        Assert.Equal("States.ExceedToleratedFailureThreshold", Text(await world.EndAsync(), "error"));
        JsonMap described = await world.DescribeAsync(run);
        string counts = Counts(described, "itemCounts");
        Assert.Contains("succeeded 0 failed 1", counts, StringComparison.Ordinal);
        Assert.Contains("total 3 ", counts, StringComparison.Ordinal);

        isDown = false;
        await world.CallAsync("RedriveExecution", ("executionArn", ExecutionArn));
        Assert.Equal("SUCCEEDED", Text(await world.EndAsync(), "status"));
        described = await world.DescribeAsync(run);
        Assert.Equal("pending 0 running 0 succeeded 3 failed 0 timedOut 0 aborted 0 total 3 resultsWritten 3", Counts(described, "itemCounts"));
        Assert.Equal(3, (await world.ListAsync("ListExecutions", "executions", ("mapRunArn", run))).Length);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_file_that_is_missing_fails_the_run_and_a_redrive_reads_again(string engine)
    {
        await using var world = new MapRunWorld(engine, _folder);
        await world.StartAsync(Map(Reader("JSON"), Run, "EXPRESS"), "{}");
        Assert.Equal("States.ItemReaderFailed", Text(await world.EndAsync(), "error"));
        Assert.Equal(
            ["ExecutionStarted", "MapStateEntered", "MapStateStarted", "MapRunStarted", "MapRunFailed", "MapStateFailed", "ExecutionFailed"],
            (await world.ListAsync("GetExecutionHistory", "events", ("executionArn", ExecutionArn))).Select(static e => Text(e, "type")));
        Put("in.json", "[1]");
        await world.CallAsync("RedriveExecution", ("executionArn", ExecutionArn));
        Assert.Equal("[1]", Text(await world.EndAsync(), "output"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_stopped_run_goes_on_with_its_pieces(string engine)
    {
        Put("in.json", "[1,2,3]");
        await using var world = new MapRunWorld(engine, _folder);
        const string Slow = """{"W":{"Type":"Wait","Seconds":10,"Next":"I"},"I":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true}}""";
        await world.StartAsync(Map(Reader("JSON") + """ "MaxConcurrency":2, """, Slow), "{}");
        string run = await world.RunAsync();
        await world.CallAsync("StopExecution", ("executionArn", ExecutionArn));
        await world.SettleAsync();
        Assert.Equal("pending 1 running 0 succeeded 0 failed 0 timedOut 0 aborted 2 total 3 resultsWritten 0", Counts(await world.DescribeAsync(run), "itemCounts"));
        await world.CallAsync("RedriveExecution", ("executionArn", ExecutionArn));
        Assert.Equal("[1,2,3]", Text(await world.EndAsync(), "output"));
        Assert.Equal("pending 0 running 0 succeeded 3 failed 0 timedOut 0 aborted 0 total 3 resultsWritten 3", Counts(await world.DescribeAsync(run), "itemCounts"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Batches_and_data_of_the_state_go_through_files_too(string engine)
    {
        await using var world = new MapRunWorld(engine, _folder);
        await world.StartAsync(
            Map(""" "ItemsPath":"$.items","ItemBatcher":{"MaxItemsPerBatch":2,"BatchInput":{"n":1}},"ResultWriter":{"WriterConfig":{"Transformation":"FLATTEN"}}, """, """{"I":{"Type":"Pass","OutputPath":"$.Items","End":true}}"""),
            """{"items":[1,2,3]}""");
        string run = await world.RunAsync();
        Assert.Equal("[1,2,3]", Text(await world.EndAsync(), "output"));
        JsonMap described = await world.DescribeAsync(run);
        Assert.Contains("succeeded 3 ", Counts(described, "itemCounts"), StringComparison.Ordinal);
        Assert.Contains("succeeded 2 ", Counts(described, "executionCounts"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Results_that_are_not_transformed_have_what_is_known_of_the_children(string engine)
    {
        await using var world = new MapRunWorld(engine, _folder);
        world.Fails = static item => item == "2";
        await world.StartAsync(
            Map(""" "ToleratedFailureCount":1,"ResultWriter":{"WriterConfig":{"Transformation":"NONE","OutputType":"JSON"}}, """, Run),
            """[{"n":1},2]""");
        JsonMap ended = await world.EndAsync();
        JsonMap[] children = await world.ListAsync("ListExecutions", "executions", ("mapRunArn", await world.RunAsync()));
        JsonMap[] records = [.. ((JsonList)JsonAny.Parse(Text(ended, "output")!)).Cast<JsonMap>()];
        Assert.Equal(
            [
                "ExecutionArn Input InputDetails Name Output OutputDetails RedriveCount RedriveStatus RedriveStatusReason StartDate StateMachineArn Status StopDate",
                "Cause Error ExecutionArn Input InputDetails Name OutputDetails RedriveCount RedriveStatus StartDate StateMachineArn Status StopDate",
            ],
            records.Select(static record => string.Join(' ', record.Select(static member => member.Key))));
        Assert.Equal(["""{"n":1}""", "2"], records.Select(static record => Text(record, "Input")));
        Assert.Equal(["SUCCEEDED", "FAILED"], records.Select(static record => Text(record, "Status")));
        Assert.Equal("""{"n":1}""", Text(records[0], "Output"));
        Assert.Equal(
            children.Select(static child => Text(child, "executionArn")).Order(), records.Select(static record => Text(record, "ExecutionArn")).Order());
    }

    [Theory]
    [InlineData("FLATTEN", """\[1,2,\{"Cause":.*"Input":"\[9\]",.*"Status":"FAILED".*\}\]""")]
    [InlineData("COMPACT", """\[\[1,2\],\{"Status":"FAILED",.*\}\]""")]
    public async Task A_child_that_failed_stands_among_results(string transformation, string expected)
    {
        await using var world = new MapRunWorld("memory", _folder);
        world.Fails = static item => item == "[9]";
        await world.StartAsync(
            Map($$""" "ToleratedFailureCount":1,"ResultWriter":{"WriterConfig":{"Transformation":"{{transformation}}"} }, """, Run, "EXPRESS"), "[[1,2],[9]]");
        Assert.Matches($"^{expected}$", Text(await world.EndAsync(), "output"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Results_that_are_too_large_together_fail_the_run(string engine)
    {
        Put("in.json", $"[{string.Join(',', Enumerable.Repeat($"\"{new string('x', 100_000)}\"", 3))}]");
        await using var world = new MapRunWorld(engine, _folder);
        await world.StartAsync(Map(Reader("JSON"), """{"I":{"Type":"Pass","End":true}}""", "EXPRESS"), "{}");
        JsonMap ended = await world.EndAsync();
        Assert.Equal(
            ("States.DataLimitExceeded", "The state/task 'M' returned a result with a size exceeding the maximum number of bytes service limit."),
            (Text(ended, "error"), Text(ended, "cause")));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Large_results_of_a_piece_are_kept_in_parts(string engine)
    {
        const int Items = 60;
        Put("in.json", $"[{string.Join(',', Enumerable.Range(0, Items))}]");
        await using var world = new MapRunWorld(engine, _folder);
        bool isDown = true;
        world.Fails = item => isDown && int.Parse(item, CultureInfo.InvariantCulture) % 3 == 1;
        string large = new('x', 100_000);
        await world.StartAsync(
            Map(
                Reader("JSON") + Export,
                $$$"""{"I":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","Next":"L"},"L":{"Type":"Pass","Parameters":{"n.$":"$","text":"{{{large}}}"},"End":true}}""",
                "EXPRESS").Replace("\"Label\"", "\"ToleratedFailurePercentage\":10,\"Label\"", StringComparison.Ordinal),
            "{}");
        string run = await world.RunAsync();
        Assert.Equal("FAILED", Text(await world.EndAsync(), "status"));
        isDown = false;
        await world.CallAsync("RedriveExecution", ("executionArn", ExecutionArn));
        Assert.Equal("SUCCEEDED", Text(await world.EndAsync(), "status"));
        string[] lines =
        [
            .. Directory.GetFiles(Path.Combine(_folder, "b", "out"), "SUCCEEDED_*.jsonl", SearchOption.AllDirectories).SelectMany(File.ReadAllLines),
        ];
        Assert.Equal(
            Enumerable.Range(0, Items).Select(i => $$"""{"n":{{i}},"text":"{{large}}"}"""),
            lines.Distinct().OrderBy(static line => int.Parse(line[5..line.IndexOf(',', StringComparison.Ordinal)], CultureInfo.InvariantCulture)));
        Assert.Equal(
            "pending 0 running 0 succeeded 60 failed 0 timedOut 0 aborted 0 total 60 resultsWritten 60",
            Counts(await world.DescribeAsync(run), "itemCounts"));
        if (engine == "SQLite")
        {
            await world.DisposeAsync();
            using var data = new SqliteConnection($"Data Source={Path.Combine(_folder, "runs.db")};Pooling=False");
            data.Open();
            using SqliteCommand largest = data.CreateCommand();
            largest.CommandText = "SELECT max(length(data)) FROM run_files";
            Assert.InRange((long)largest.ExecuteScalar()!, 1_000_000, 2_300_000);
        }
    }

    private static string Reader(string type, string config = "") =>
        $$""" "ItemReader":{"Resource":"arn:aws:states:::s3:getObject","Parameters":{"Bucket":"b","Key":"in.{{type.ToLowerInvariant()}}"},"ReaderConfig":{"InputType":"{{type}}"{{config}} } }, """;

    private static string Map(string fields, string states, string type = "STANDARD") =>
        $$"""
        {"StartAt":"M","States":{"M":{"Type":"Map","Label":"L",{{fields}}"End":true,
          "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"{{type}}"},
            "StartAt":"{{(states.StartsWith("{\"W", StringComparison.Ordinal) ? "W" : "I")}}","States":{{states}} } } } }
        """;

    private void Put(string key, string text) => File.WriteAllText(Path.Combine(_folder, "b", key), text);

    /// <summary>The lines of a result file of the first run.</summary>
    private string[] Lines(string name) => File.ReadAllLines(Assert.Single(
        Directory.GetFiles(Path.Combine(_folder, "b", "out"), name, SearchOption.AllDirectories),
        static path => !path.Contains("Redrive", StringComparison.Ordinal)));
}
