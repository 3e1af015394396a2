using System.Net;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd.Cluster;

/// <summary>Two processes of <c>src/Cluster</c> over one storage account, on the real durable engine.</summary>
public sealed class ClusterTests : IAsyncLifetime
{
    private const int Orders = 50;

    private static readonly TimeSpan EndLimit = TimeSpan.FromMinutes(3);

    private Azurite? _storage;
    private Server[] _servers = [];

    public async Task InitializeAsync()
    {
        // A test that is skipped has no use for it.
        if (Azurite.Problem is null)
        {
            _storage = await Azurite.StartAsync();
            _servers = [Server.OfCluster(_storage), Server.OfCluster(_storage)];
            await Task.WhenAll(_servers.Select(static server => server.InitializeAsync()));
        }
    }

    public async Task DisposeAsync()
    {
        foreach (Server server in _servers)
        {
            await server.DisposeAsync();
        }

        if (_storage is not null)
        {
            await _storage.DisposeAsync();
        }
    }

    [AzuriteFact]
    public async Task What_one_process_starts_the_other_shows_as_one_machine_would()
    {
        using Api one = _servers[0].Connect();
        using Api other = _servers[1].Connect();
        var alone = new Server();
        await alone.InitializeAsync();
        try
        {
            using Api local = alone.Connect();
            foreach (string sample in (string[])["order", "file-validation", "etl"])
            {
                string[] expected = await RunSampleAsync(local, local, sample);
                Assert.Equal(expected, await RunSampleAsync(one, other, sample));
            }
        }
        finally
        {
            await alone.DisposeAsync();
        }

        foreach (string path in (string[])["/health", "/ready"])
        {
            using HttpResponseMessage answer = await other.Http.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [AzuriteFact]
    public async Task A_map_run_of_one_process_is_seen_from_the_other()
    {
        const int Items = 30;
        using Api one = _servers[0].Connect();
        using Api other = _servers[1].Connect();
        string machine = await one.CreateAsync("map", """
            {"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$","MaxConcurrency":10,"ResultSelector":{"doubles.$":"$[*].double"},"End":true,
              "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"D","States":{
                "D":{"Type":"Pass","Parameters":{"double.$":"States.MathAdd($, $)"},"Next":"T"},
                "T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","ResultPath":"$.sum","End":true,
                  "Parameters":{"FunctionName":"AddUpPrices","Payload":[]}}}}}}}
            """);
        string execution = await one.StartAsync(machine, "all", $"[{string.Join(',', Enumerable.Range(1, Items))}]");

        JsonObject ended = await other.WhenEndedAsync(execution);

        Assert.Equal(("SUCCEEDED", null), (ended.Text("status"), ended["cause"]));
        Assert.Equal($"[{string.Join(',', Enumerable.Range(1, Items).Select(static i => 2 * i))}]", JsonValue.Parse(ended.Text("output")).At("doubles").ToString());
        JsonValue run = Assert.Single((await other.CallAsync("ListMapRuns", ("executionArn", execution))).List("mapRuns"));
        JsonObject described = await other.CallAsync("DescribeMapRun", ("mapRunArn", run.Text("mapRunArn")));
        Assert.Equal((Items, Items), (described.At("itemCounts").Integer("total"), described.At("executionCounts").Integer("succeeded")));
    }

    [AzuriteFact]
    public async Task Every_order_ends_once_though_each_process_is_killed()
    {
        using Api one = _servers[0].Connect();
        string machine = await CreateOrderAsync(one);
        string undisturbed = await one.StartAsync(machine, "undisturbed", Sample("order.input.json"));
        Assert.Equal("SUCCEEDED", (await one.WhenEndedAsync(undisturbed)).Text("status"));
        string[] expected = await EventsAsync(one, undisturbed);

        // Some have ended, and some have not begun.
        Task<string[]> starting = StartOrdersAsync(machine);
        await WhenEndedAsync(machine, Orders / 10);
        await _servers[1].KillAsync();
        string[] unanswered = await starting;
        await _servers[1].InitializeAsync();
        await WhenEndedAsync(machine, Orders / 2);
        await _servers[0].KillAsync();
        await _servers[0].InitializeAsync();
        using Api again = _servers[0].Connect();
        foreach (string name in unanswered)
        {
            // Whoever got no answer asks again, and gets one execution.
            await again.SendAsync("StartExecution", JsonObject.Of(
                ("stateMachineArn", machine), ("name", name), ("input", Sample("order.input.json"))).ToUtf8());
        }

        await WhenEndedAsync(machine, Orders + 1);

        List<JsonObject> listed = await again.AllAsync("ListExecutions", "executions", ("stateMachineArn", machine));
        Assert.Equal(
            Enumerable.Range(0, Orders).Select(Name).Append("undisturbed").Order(), listed.Select(static e => e.Text("name")).Order());
        foreach (JsonObject execution in listed)
        {
            Assert.Equal("SUCCEEDED", execution.Text("status"));
            Assert.Equal(expected, await EventsAsync(again, execution.Text("executionArn")));
        }
    }

    [AzuriteFact]
    public async Task A_rolling_restart_loses_nothing()
    {
        using Api one = _servers[0].Connect();
        string machine = await one.CreateAsync("rolling", """
            {"StartAt":"W","States":{
              "W":{"Type":"Wait","Seconds":2,"Next":"T"},
              "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:AddUpPrices","Next":"V"},
              "V":{"Type":"Wait","Seconds":2,"End":true}}}
            """);
        string[] executions = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => one.StartAsync(machine, Name(i), "[]")));

        foreach (Server server in _servers)
        {
            Assert.Equal(0, await server.StopAsync());
            await server.InitializeAsync();
        }

        using Api again = _servers[0].Connect();
        foreach (string execution in executions)
        {
            Assert.Equal("SUCCEEDED", (await again.WhenEndedAsync(execution)).Text("status"));
        }

        Assert.All(_servers, static server => Assert.Equal("", server.Errors.Trim()));
    }

    [AzuriteFact]
    public async Task An_Express_execution_that_nobody_waits_for_runs()
    {
        using Api one = _servers[0].Connect();
        string seen = await one.CreateAsync("seen", """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""");
        string express = (await one.CallAsync(
            "CreateStateMachine",
            ("name", "express"),
            ("type", "EXPRESS"),
            ("roleArn", Api.Role),
            ("definition", """
                {"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution","End":true,"Parameters":{
                  "StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:seen","Name.$":"$.name"}}}}
                """))).Text("stateMachineArn");

        await one.StartAsync(express, "e", """{"name":"by-express"}""");

        await WhenEndedAsync(seen, 1);
    }

    private static string Name(int order) => $"order-{order}";

    private static string Sample(string file) => File.ReadAllText(Path.Combine(Asl.Root, "src", "Samples", file));

    private static Task<string> CreateOrderAsync(Api api) => api.CreateAsync("orders", Sample("order.asl.json"));

    private static async Task<string[]> RunSampleAsync(Api start, Api show, string sample)
    {
        string machine = await start.CreateAsync(sample, Sample($"{sample}.asl.json"));
        string execution = await start.StartAsync(machine, "sample", Sample($"{sample}.input.json"));
        Assert.Equal("SUCCEEDED", (await show.WhenEndedAsync(execution)).Text("status"));
        return await EventsAsync(show, execution);
    }

    /// <summary>The events of a history that is whole, in no order: tasks of different branches end as they do.</summary>
    private static async Task<string[]> EventsAsync(Api api, string execution)
    {
        List<JsonObject> events = await api.AllAsync("GetExecutionHistory", "events", ("executionArn", execution));
        Assert.Equal(Enumerable.Range(1, events.Count).Select(static i => (long)i), events.Select(static e => e.Integer("id")));
        return [.. events.Select(static e => $"{e.Text("type")} {(e["stateEnteredEventDetails"] ?? e["stateExitedEventDetails"])?.Text("name")}").Order()];
    }

    /// <summary>Starts orders through both processes at once.</summary>
    /// <returns>Those that were not answered for.</returns>
    private async Task<string[]> StartOrdersAsync(string machine)
    {
        Task<string[]>[] clients = [.. _servers.Select((server, client) => StartAsync(server, client))];
        return [.. (await Task.WhenAll(clients)).SelectMany(static names => names)];

        async Task<string[]> StartAsync(Server server, int client)
        {
            using Api api = server.Connect();
            List<string> unanswered = [];
            for (int order = client; order < Orders; order += _servers.Length)
            {
                try
                {
                    await api.StartAsync(machine, Name(order), Sample("order.input.json"));
                }
                catch (HttpRequestException)
                {
                    unanswered.Add(Name(order));
                }
            }

            return [.. unanswered];
        }
    }

    /// <summary>Waits until so many executions of a machine are over; the first process is asked.</summary>
    private async Task WhenEndedAsync(string machine, int count)
    {
        using Api api = _servers[0].Connect();
        using var limit = new CancellationTokenSource(EndLimit);
        while ((await api.AllAsync("ListExecutions", "executions", ("stateMachineArn", machine), ("statusFilter", "SUCCEEDED"))).Count < count)
        {
            await Task.Delay(200, limit.Token);
        }
    }
}
