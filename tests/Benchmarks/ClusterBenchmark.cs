using System.Diagnostics;
using System.Net.Sockets;
using FunctionsAsl.Json;
using FunctionsAsl.Support.Programs;

namespace FunctionsAsl.Benchmarks;

/// <summary>
/// Orders through two processes of <c>src/Cluster</c> over one Azurite, which are killed in turn and started again: each order ends once,
/// with a whole history.
/// </summary>
internal static class ClusterBenchmark
{
    private const int Connections = 8;

    // More at once only wait for each other: Azurite takes longer for each request the more messages there are.
    private const int MostAtOnce = 100;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <returns>0 where every order ended once.</returns>
    public static async Task<int> RunAsync(int orders, int kills)
    {
        if (Azurite.Problem is { } problem)
        {
            Console.Error.WriteLine(problem);
            return 1;
        }

        await using Azurite storage = await Azurite.StartAsync();
        Server[] servers = [await Server.StartClusterAsync(storage), await Server.StartClusterAsync(storage)];
        try
        {
            string machine = await CreateAsync(servers[0]);
            var watch = Stopwatch.StartNew();
            var ended = new Ended();
            Task starting = Task.WhenAll(Enumerable.Range(0, Connections).Select(c => StartAsync(servers, machine, c, orders, ended)));
            for (int kill = 1; kill <= kills; kill++)
            {
                await WhenEndedAsync(servers, machine, orders * kill / (kills + 1), ended, starting);
                int killed = kill % servers.Length;
                servers[killed].Dispose();
                servers[killed] = await Server.StartClusterAsync(storage);
            }

            await WhenEndedAsync(servers, machine, orders, ended, starting);
            await starting;
            TimeSpan taken = watch.Elapsed;
            int whole = await CountWholeAsync(servers[0], machine);
            Table.Row("", "orders", "kills", "seconds", "orders/s", "whole histories");
            Table.Row("two processes, one Azurite", orders, kills, taken.TotalSeconds, orders / taken.TotalSeconds, whole);
            return whole == orders ? 0 : 1;
        }
        finally
        {
            foreach (Server server in servers)
            {
                server.Dispose();
            }
        }
    }

    private static async Task<string> CreateAsync(Server server)
    {
        using var client = new Client(server.Endpoint);
        JsonMap created = await client.CallAsync("CreateStateMachine", JsonMap.Of(
            ("name", "orders"), ("definition", Sample("order.asl.json")), ("roleArn", "arn:aws:iam::123456789012:role/any")));
        return ((JsonString)created["stateMachineArn"]!).Value;
    }

    private static string Sample(string file) => File.ReadAllText(Path.Combine("src", "Samples", file));

    /// <summary>Starts a part of the orders, each until somebody has answered for it: it is one execution, however often it is asked for.</summary>
    private static async Task StartAsync(Server[] servers, string machine, int connection, int orders, Ended ended)
    {
        string input = Sample("order.input.json");
        for (int order = connection; order < orders; order += Connections)
        {
            while (order - ended.Count >= MostAtOnce)
            {
                await Task.Delay(Look);
            }

            await AskAsync(servers, connection + order, "StartExecution", JsonMap.Of(
                ("stateMachineArn", machine), ("name", $"order-{order}"), ("input", input)));
        }
    }

    /// <summary>Asks one process after the other until one answers.</summary>
    private static async Task<JsonMap> AskAsync(Server[] servers, int first, string operation, JsonMap request)
    {
        for (int next = first; ; next++)
        {
            try
            {
                using var client = new Client(servers[next % servers.Length].Endpoint);
                return await client.CallAsync(operation, request);
            }
            // Who was killed does not answer, and another program at its port answers something else.
            catch (Exception e) when (e is SocketException or IOException or JsonSyntaxException)
            {
                if (e.Message.Contains("ExecutionAlreadyExists", StringComparison.Ordinal))
                {
                    return JsonMap.Empty;
                }

                await Task.Delay(Look);
            }
        }
    }

    /// <param name="starting">Where it fails, nothing more comes to wait for.</param>
    private static async Task WhenEndedAsync(Server[] servers, string machine, int count, Ended ended, Task starting)
    {
        while ((ended.Count = (await ListAsync(servers, machine)).Count) < count)
        {
            if (starting.IsFaulted)
            {
                await starting;
            }

            await Task.Delay(Look);
        }
    }

    /// <summary>How many executions have ended, as far as is known.</summary>
    private sealed class Ended
    {
        public volatile int Count;
    }

    /// <summary>The ARNs of the executions that have succeeded.</summary>
    private static async Task<List<string>> ListAsync(Server[] servers, string machine)
    {
        List<string> arns = [];
        JsonAny? next = null;
        do
        {
            JsonMap request = JsonMap.Of(("stateMachineArn", machine), ("statusFilter", "SUCCEEDED"), ("maxResults", 1000));
            JsonMap page = await AskAsync(servers, 0, "ListExecutions", next is null ? request : request.With("nextToken", next));
            arns.AddRange(((JsonList)page["executions"]!).Select(static e => ((JsonString)((JsonMap)e)["executionArn"]!).Value));
            next = page["nextToken"];
        }
        while (next is not null);
        return arns;
    }

    /// <summary>How many executions have a history whose events are numbered without a gap, with one end, as long as the others'.</summary>
    private static async Task<int> CountWholeAsync(Server server, string machine)
    {
        using var client = new Client(server.Endpoint);
        HashSet<string> whole = [];
        int? length = null;
        foreach (string arn in await ListAsync([server], machine))
        {
            JsonMap history = await client.CallAsync("GetExecutionHistory", JsonMap.Of(("executionArn", arn), ("maxResults", 1000)));
            JsonMap[] events = [.. ((JsonList)history["events"]!).Cast<JsonMap>()];
            length ??= events.Length;
            bool isNumbered = events.Select(static e => e["id"]!.ToString()).SequenceEqual(Enumerable.Range(1, length.Value).Select(static i => $"{i}"));
            if (isNumbered && events.Count(static e => ((JsonString)e["type"]!).Value == "ExecutionSucceeded") == 1)
            {
                whole.Add(arn);
            }
        }

        return whole.Count;
    }
}
