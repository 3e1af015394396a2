using System.Globalization;
using System.Net;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd.Cluster;

/// <summary>Two processes of <c>src/Cluster</c> over one storage account, on the real durable engine.</summary>
[Collection(Lane.Cluster)]
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
        await Scenarios.CompareAsync(one, other);

        foreach (string path in (string[])["/health", "/ready"])
        {
            using HttpResponseMessage answer = await other.Http.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [AzuriteFact]
    public async Task A_map_run_of_one_process_is_seen_from_the_other()
    {
        using Api one = _servers[0].Connect();
        using Api other = _servers[1].Connect();
        await Scenarios.DoubleAsync(one, other);
    }

    [AzuriteFact]
    public async Task What_one_process_has_just_started_the_other_stops()
    {
        using Api one = _servers[0].Connect();
        using Api other = _servers[1].Connect();
        await Scenarios.StopAtOnceAsync(one, other);
    }

    [AzuriteFact]
    public async Task Every_order_ends_once_though_each_process_is_killed()
    {
        using Api one = _servers[0].Connect();
        string machine = await CreateOrderAsync(one);
        string undisturbed = await one.StartAsync(machine, "undisturbed", Scenarios.Text("order.input.json"));
        Assert.Equal("SUCCEEDED", (await one.WhenEndedAsync(undisturbed)).Text("status"));
        string[] expected = await Scenarios.EventsAsync(one, undisturbed);

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
            await again.SendAsync("StartExecution", JsonMap.Of(
                ("stateMachineArn", machine), ("name", name), ("input", Scenarios.Text("order.input.json"))).ToUtf8());
        }

        await WhenEndedAsync(machine, Orders + 1);

        List<JsonMap> listed = await again.AllAsync("ListExecutions", "executions", ("stateMachineArn", machine));
        Assert.Equal(
            Enumerable.Range(0, Orders).Select(Name).Append("undisturbed").Order(), listed.Select(static e => e.Text("name")).Order());
        foreach (JsonMap execution in listed)
        {
            Assert.Equal("SUCCEEDED", execution.Text("status"));
            Assert.Equal(expected, await Scenarios.EventsAsync(again, execution.Text("executionArn")));
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

    [AzuriteFact]
    public async Task Each_time_of_a_schedule_starts_once_though_a_process_is_killed()
    {
        const string Rules =
            """{"Rules":[{"Name":"tick","StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m","ScheduleExpression":"rate(1 minute)"}]}""";
        using Api one = _servers[0].Connect();
        string machine = await one.CreateAsync("m", """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""");
        Server[] timed = [.. Enumerable.Range(0, 2).Select(_ => Server.OfCluster(_storage!, starts: Rules))];
        await Task.WhenAll(timed.Select(static server => server.InitializeAsync()));
        try
        {
            await WhenEndedAsync(machine, 1);
            await timed[0].KillAsync();
            await WhenEndedAsync(machine, 2);
            string[] names = [.. (await one.AllAsync("ListExecutions", "executions", ("stateMachineArn", machine))).Select(static e => e.Text("name"))];
            DateTime[] times = [.. names.Select(static n => DateTime.ParseExact(n, "'tick-'yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)).Order()];
            Assert.Equal(TimeSpan.FromMinutes(1), times[1] - times[0]);
            Assert.Equal(2, times.Length);
        }
        finally
        {
            await Task.WhenAll(timed.Select(static server => server.DisposeAsync()));
        }
    }

    private static string Name(int order) => $"order-{order}";

    private static Task<string> CreateOrderAsync(Api api) => api.CreateAsync("orders", Scenarios.Text("order.asl.json"));

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
                    await api.StartAsync(machine, Name(order), Scenarios.Text("order.input.json"));
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
