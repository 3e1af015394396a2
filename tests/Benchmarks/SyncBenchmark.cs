using System.Diagnostics;
using System.Globalization;
using System.Text;
using FunctionsAsl.Json;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Benchmarks;

/// <summary>
/// StartSyncExecution of three states: in this process on one thread, and over HTTP beside <c>GET /health</c>, with the load generator
/// on the same machine.
/// </summary>
internal static class SyncBenchmark
{
    private const string Definition =
        """
        {"StartAt":"Check","States":{
        "Check":{"Type":"Choice","Choices":[{"Variable":"$.total","NumericGreaterThan":100,"Next":"Large"}],"Default":"Small"},
        "Large":{"Type":"Pass","Result":{"discount":10},"ResultPath":"$.offer","Next":"Done"},
        "Small":{"Type":"Pass","Next":"Done"},
        "Done":{"Type":"Pass","End":true}}}
        """;

    private const string Input = """{"orderId":"o-4711","customer":"Ada","total":120}""";

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);

    internal static readonly JsonMap Machine = JsonMap.Of(
        ("name", "sync"), ("definition", Definition), ("roleArn", "arn:aws:iam::123456789012:role/r"), ("type", "EXPRESS"));

    /// <param name="connections">To the server, each with one request at a time.</param>
    /// <param name="rounds">How often both requests are measured, in turns.</param>
    /// <param name="program">A published <c>asl</c>; <see langword="null"/> for the one that was built with the benchmarks.</param>
    public static async Task<int> RunAsync(int connections, int rounds, string? program)
    {
        await InProcessAsync(rounds);
        await OverHttpAsync(connections, rounds, program);
        return 0;
    }

    private static async Task InProcessAsync(int rounds)
    {
        await using var service = InProcessService.Create(new MemoryStore(), new TaskRunnerOptions());
        byte[] body = Start(Read(await service.Service.InvokeAsync("AWSStepFunctions.CreateStateMachine", Machine.ToUtf8(), default)));
        Table.Row("in process, one thread", "executions/s", "1/s of CPU time", "us of CPU each", "bytes each");
        for (int round = 0; round < rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            long bytes = GC.GetAllocatedBytesForCurrentThread();
            long count = 0;
            for (; watch.Elapsed < Duration; count++)
            {
                Call();
            }

            TimeSpan used = Environment.CpuUsage.TotalTime - cpu;
            Table.Row(
                "",
                count / watch.Elapsed.TotalSeconds,
                count / used.TotalSeconds,
                used.TotalMicroseconds / count,
                (GC.GetAllocatedBytesForCurrentThread() - bytes) / (double)count);
        }

        void Call()
        {
            ValueTask<ApiResponse> answer = service.Service.InvokeAsync("AWSStepFunctions.StartSyncExecution", body, default);
            // Nothing of it runs elsewhere.
            if (!answer.IsCompleted || answer.Result.Status != 200)
            {
                throw new InvalidOperationException("It did not end on this thread with an answer.");
            }
        }
    }

    private static async Task OverHttpAsync(int connections, int rounds, string? program)
    {
        using Server server = await Server.StartAsync(program, "http://127.0.0.1:1", "--memory", "--quiet");
        using var client = new Client(server.Endpoint);
        byte[] health = Encoding.ASCII.GetBytes($"GET /health HTTP/1.1\r\nHost: {server.Endpoint.Authority}\r\n\r\n");
        byte[] start = client.Request("StartSyncExecution", Start(await client.CallAsync("CreateStateMachine", Machine)));
        Table.Row(
            string.Create(CultureInfo.InvariantCulture, $"over HTTP, {connections} connections"),
            "GET /health, 1/s",
            "StartSyncExecution",
            "ratio",
            "us of server's CPU",
            "us for /health");
        for (int round = 0; round <= rounds; round++)
        {
            (double healthy, double healthCpu) = await MeasureAsync(server, health, connections);
            (double rate, double cpu) = await MeasureAsync(server, start, connections);
            Table.Row(round == 0 ? "warm-up" : "", healthy, rate, rate / healthy, cpu, healthCpu);
        }
    }

    /// <returns>Answers a second, and microseconds of the server's processors for each.</returns>
    private static async Task<(double Rate, double Cpu)> MeasureAsync(Server server, byte[] request, int connections)
    {
        TimeSpan before = server.CpuTime;
        var watch = Stopwatch.StartNew();
        Task<int>[] threads =
        [
            .. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Factory.StartNew(
                () => Load(server.Endpoint, request, connections / Environment.ProcessorCount, watch), TaskCreationOptions.LongRunning)),
        ];
        int answers = (await Task.WhenAll(threads)).Sum();
        return (answers / watch.Elapsed.TotalSeconds, (server.CpuTime - before).TotalMicroseconds / answers);
    }

    /// <summary>Sends a request on each connection, then waits for the answers: the least that a client can cost.</summary>
    /// <returns>How many were answered.</returns>
    private static int Load(Uri endpoint, byte[] request, int connections, Stopwatch watch)
    {
        Client[] clients = [.. Enumerable.Range(0, connections).Select(_ => new Client(endpoint))];
        int count = 0;
        for (; watch.Elapsed < Duration; count += connections)
        {
            foreach (Client client in clients)
            {
                client.Send(request);
            }

            foreach (Client client in clients)
            {
                client.Receive();
            }
        }

        foreach (Client client in clients)
        {
            client.Dispose();
        }

        return count;
    }

    internal static byte[] Start(JsonMap created) =>
        JsonMap.Of(("stateMachineArn", created["stateMachineArn"]!), ("input", Input)).ToUtf8();

    internal static JsonMap Read(ApiResponse answer) => (JsonMap)JsonAny.Parse(answer.Body.Span);
}
