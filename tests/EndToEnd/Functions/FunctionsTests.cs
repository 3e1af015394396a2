using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd.Functions;

/// <summary>The triggers and adapters of <c>src/Functions</c> on the engine that Durable Functions runs on.</summary>
[Collection(Lane.Waiting)]
public sealed class FunctionsTests : IAsyncLifetime
{
    private readonly DirectoryInfo _buckets = Directory.CreateTempSubdirectory("asl-buckets");
    private Azurite? _storage;
    private FunctionsApp? _app;

    public async Task InitializeAsync()
    {
        // A test that is skipped has no use for it.
        if (Azurite.Problem is null)
        {
            _storage = await Azurite.StartAsync();
            _app = await FunctionsApp.StartAsync(_storage, _buckets.FullName);
        }
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        if (_storage is not null)
        {
            await _storage.DisposeAsync();
        }

        _buckets.Delete(recursive: true);
    }

    [AzuriteFact]
    public async Task The_samples_run_as_on_one_machine()
    {
        using Api api = _app!.Connect();
        await Scenarios.CompareAsync(api, api);
    }

    [AzuriteFact]
    public async Task A_map_run_counts_its_items()
    {
        using Api api = _app!.Connect();
        await Scenarios.DoubleAsync(api, api);
    }

    [AzuriteFact]
    public async Task What_was_just_started_is_stopped()
    {
        using Api api = _app!.Connect();
        await Scenarios.StopAtOnceAsync(api, api);
    }

    [AzuriteFact]
    public async Task What_a_host_leaves_when_it_ends_the_next_one_finishes()
    {
        const int Orders = 8;
        string[] executions;
        using (Api before = _app!.Connect())
        {
            string machine = await before.CreateAsync("orders", Scenarios.Text("order.asl.json"));
            string input = Scenarios.Text("order.input.json");
            executions = await Task.WhenAll(Enumerable.Range(0, Orders).Select(i => before.StartAsync(machine, $"order-{i}", input)));
            while ((await before.AllAsync("GetExecutionHistory", "events", ("executionArn", executions[0]))).Count < 10)
            {
                await Task.Delay(50);
            }

            await _app.DisposeAsync();
            _app = await FunctionsApp.StartAsync(_storage!, _buckets.FullName);
        }

        using Api after = _app.Connect();
        List<string[]> events = [];
        foreach (string execution in executions)
        {
            Assert.Equal("SUCCEEDED", (await after.WhenEndedAsync(execution)).Text("status"));
            events.Add(await Scenarios.EventsAsync(after, execution));
        }

        Assert.All(events, one => Assert.Equal(events[0], one));
    }

    [AzuriteFact]
    public async Task A_map_over_a_file_has_one_result_for_each_item_also_when_its_host_ends()
    {
        const int Items = 2000;
        string bucket = _buckets.CreateSubdirectory("data").FullName;
        await File.WriteAllTextAsync(Path.Combine(bucket, "items.json"), $"[{string.Join(',', Enumerable.Range(0, Items))}]");
        string execution;
        using (Api before = _app!.Connect())
        {
            string machine = await before.CreateAsync("files", """
                {"StartAt":"M","States":{"M":{"Type":"Map","End":true,
                  "ItemReader":{"Resource":"arn:aws:states:::s3:getObject","Parameters":{"Bucket":"data","Key":"items.json"},"ReaderConfig":{"InputType":"JSON"}},
                  "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},"StartAt":"W","States":{
                    "W":{"Type":"Wait","Seconds":1,"End":true}}},
                  "MaxConcurrency":200,
                  "ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"data","Prefix":"out"},
                    "WriterConfig":{"Transformation":"COMPACT","OutputType":"JSONL"}}}}}
                """);
            execution = await before.StartAsync(machine, "e", "{}");
            while (Succeeded(await RunAsync(before)) is not > 0)
            {
                await Task.Delay(50);
            }

            await _app.DisposeAsync();
            _app = await FunctionsApp.StartAsync(_storage!, _buckets.FullName);
        }

        using Api after = _app.Connect();
        Assert.Equal("SUCCEEDED", (await after.WhenEndedAsync(execution)).Text("status"));
        Assert.Equal(Items, Succeeded(await RunAsync(after)));
        string results = Directory.GetFiles(bucket, "SUCCEEDED_0.jsonl", SearchOption.AllDirectories).Single();
        Assert.Equal(Enumerable.Range(0, Items).Select(static i => $"{i}"), await File.ReadAllLinesAsync(results));

        async Task<JsonMap?> RunAsync(Api api) =>
            (await api.AllAsync("ListMapRuns", "mapRuns", ("executionArn", execution))).FirstOrDefault() is { } run
                ? await api.CallAsync("DescribeMapRun", ("mapRunArn", run.Text("mapRunArn")))
                : null;

        static long? Succeeded(JsonMap? run) => run is null ? null : (long)((JsonNumber)((JsonMap)run["itemCounts"]!)["succeeded"]!).AsDouble;
    }

    [AzuriteFact]
    public async Task Workers_report_for_tasks_and_what_failed_is_redriven()
    {
        using Api api = _app!.Connect();
        string activity = (await api.CallAsync("CreateActivity", ("name", "work"))).Text("activityArn");
        string machine = await api.CreateAsync("worked", $$$$"""
            {"StartAt":"A","States":{
              "A":{"Type":"Task","Resource":"{{{{activity}}}}","HeartbeatSeconds":300,"Next":"B"},
              "B":{"Type":"Task","Resource":"{{{{activity}}}}","End":true}}}
            """);
        string execution = await api.StartAsync(machine, "e", "1");

        string token = await TakeAsync("1");
        await api.CallAsync("SendTaskHeartbeat", ("taskToken", token));
        await api.CallAsync("SendTaskSuccess", ("taskToken", token), ("output", "2"));
        await api.CallAsync("SendTaskFailure", ("taskToken", await TakeAsync("2")), ("error", "Broken"));
        Assert.Equal("Broken", (await api.WhenEndedAsync(execution)).Text("error"));

        await api.CallAsync("RedriveExecution", ("executionArn", execution));
        await api.CallAsync("SendTaskSuccess", ("taskToken", await TakeAsync("2")), ("output", "3"));
        JsonMap ended = await api.WhenEndedAsync(execution);

        Assert.Equal(("SUCCEEDED", "3"), (ended.Text("status"), ended.Text("output")));
        string[] events = [.. (await api.AllAsync("GetExecutionHistory", "events", ("executionArn", execution))).Select(static e => e.Text("type"))];
        Assert.Equal(
            [
                "ExecutionStarted",
                "TaskStateEntered", "ActivityScheduled", "ActivityStarted", "ActivitySucceeded", "TaskStateExited",
                "TaskStateEntered", "ActivityScheduled", "ActivityStarted", "ActivityFailed", "ExecutionFailed",
                "ExecutionRedriven", "ActivityScheduled", "ActivityStarted", "ActivitySucceeded", "TaskStateExited", "ExecutionSucceeded",
            ],
            events);

        async Task<string> TakeAsync(string input)
        {
            JsonMap task = await api.CallAsync("GetActivityTask", ("activityArn", activity), ("workerName", "w"));
            Assert.Equal(input, task.Text("input"));
            return task.Text("taskToken");
        }
    }
}
