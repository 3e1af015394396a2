using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary>What every durable host must do, and show as the local one does.</summary>
internal static class Scenarios
{
    /// <summary>The samples that ask nobody.</summary>
    public static readonly string[] Names = ["order", "file-validation", "etl"];

    public static string Text(string file) => File.ReadAllText(Path.Combine(Asl.Root, "src", "Samples", file));

    /// <summary>Runs a sample.</summary>
    /// <returns>The events that the host shows of it.</returns>
    public static async Task<string[]> RunAsync(Api start, Api show, string sample)
    {
        string machine = await start.CreateAsync(sample, Text($"{sample}.asl.json"));
        string execution = await start.StartAsync(machine, "sample", Text($"{sample}.input.json"));
        Assert.Equal("SUCCEEDED", (await show.WhenEndedAsync(execution)).Text("status"));
        return await EventsAsync(show, execution);
    }

    /// <summary>The events of a history that is whole, in no order: tasks of different branches end as they do.</summary>
    public static async Task<string[]> EventsAsync(Api api, string execution)
    {
        List<JsonMap> events = await api.AllAsync("GetExecutionHistory", "events", ("executionArn", execution));
        Assert.Equal(Enumerable.Range(1, events.Count).Select(static i => (long)i), events.Select(static e => e.Integer("id")));
        return [.. events.Select(static e => $"{e.Text("type")} {(e["stateEnteredEventDetails"] ?? e["stateExitedEventDetails"])?.Text("name")}").Order()];
    }

    /// <summary>Runs all samples on one host, and on the local one.</summary>
    public static async Task CompareAsync(Api start, Api show)
    {
        var alone = new Server();
        await alone.InitializeAsync();
        try
        {
            using Api local = alone.Connect();
            foreach (string sample in Names)
            {
                string[] expected = await RunAsync(local, local, sample);
                Assert.Equal(expected, await RunAsync(start, show, sample));
            }
        }
        finally
        {
            await alone.DisposeAsync();
        }
    }

    /// <summary>Has a Distributed Map double each of 30 numbers, in an execution each, of which ten run at once.</summary>
    public static async Task DoubleAsync(Api start, Api show)
    {
        const int Items = 30;
        string machine = await start.CreateAsync("map", """
            {"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$","MaxConcurrency":10,"ResultSelector":{"doubles.$":"$[*].double"},"End":true,
              "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"D","States":{
                "D":{"Type":"Pass","Parameters":{"double.$":"States.MathAdd($, $)"},"Next":"T"},
                "T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","ResultPath":"$.sum","End":true,
                  "Parameters":{"FunctionName":"AddUpPrices","Payload":[]}}}}}}}
            """);
        string execution = await start.StartAsync(machine, "all", $"[{string.Join(',', Enumerable.Range(1, Items))}]");

        JsonMap ended = await show.WhenEndedAsync(execution);

        Assert.Equal(("SUCCEEDED", null), (ended.Text("status"), ended["cause"]));
        Assert.Equal($"[{string.Join(',', Enumerable.Range(1, Items).Select(static i => 2 * i))}]", JsonAny.Parse(ended.Text("output")).At("doubles").ToString());
        JsonAny run = Assert.Single((await show.CallAsync("ListMapRuns", ("executionArn", execution))).List("mapRuns"));
        JsonMap described = await show.CallAsync("DescribeMapRun", ("mapRunArn", run.Text("mapRunArn")));
        Assert.Equal((Items, Items), (described.At("itemCounts").Integer("total"), described.At("executionCounts").Integer("succeeded")));
    }

    /// <summary>Stops an execution, as SDKs do: where it has not begun yet, the service says to ask again.</summary>
    private static async Task StopAsync(Api api, string execution)
    {
        while (true)
        {
            try
            {
                await api.CallAsync("StopExecution", ("executionArn", execution), ("error", "Stop"));
                return;
            }
            catch (ApiCallException e) when (e.Type.EndsWith("ThrottlingException", StringComparison.Ordinal))
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>Stops executions as soon as they are started: an engine drops what comes before an orchestration has begun.</summary>
    public static async Task StopAtOnceAsync(Api start, Api stop)
    {
        const int Executions = 20;
        string machine = await start.CreateAsync("long", """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":3600,"End":true}}}""");
        await Task.WhenAll(Enumerable.Range(0, Executions).Select(async i =>
        {
            string execution = await start.StartAsync(machine, $"stopped-{i}");
            await StopAsync(stop, execution);
            Assert.Equal("ABORTED", (await stop.WhenEndedAsync(execution)).Text("status"));
        }));
    }
}
