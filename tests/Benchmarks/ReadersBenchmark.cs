using System.Diagnostics;
using FunctionsAsl.Json;

namespace FunctionsAsl.Benchmarks;

/// <summary>Readers of a long history with large values, all at once: the most memory, and how many pages each needs.</summary>
internal static class ReadersBenchmark
{
    private const int Readers = 8;
    private const int States = 499;

    /// <param name="program">A published <c>asl</c>; <see langword="null"/> for the one that was built with the benchmarks.</param>
    public static async Task<int> RunAsync(string? program)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("asl-benchmark-");
        try
        {
            using Server server = await Server.StartAsync(
                program, "http://127.0.0.1:1", "--quiet", "--data", Path.Combine(directory.FullName, "asl.db"));
            JsonMap execution = await RunOneAsync(server.Endpoint);
            Console.WriteLine($"{Readers} readers of {(2 * States) + 2} events of 200 KB");
            Table.Row("", "seconds", "most resident, MiB", "events each", "pages each");
            Table.Row("before", 0, server.Memory / 1024.0 / 1024, 0, 0);
            long begin = Stopwatch.GetTimestamp();
            Task<(int Events, int Pages)[]> reading = Task.WhenAll(
                Enumerable.Range(0, Readers).Select(_ => Task.Run(() => ReadAsync(server.Endpoint, execution))));
            long most = 0;
            while (!reading.IsCompleted)
            {
                most = Math.Max(most, server.Memory);
                await Task.WhenAny(reading, Task.Delay(20));
            }

            (int events, int pages) = (await reading)[0];
            Table.Row("read", Stopwatch.GetElapsedTime(begin).TotalSeconds, most / 1024.0 / 1024, events, pages);
            return 0;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<JsonMap> RunOneAsync(Uri endpoint)
    {
        string states = string.Concat(Enumerable.Range(0, States).Select(static i => $$"""
            "S{{i}}":{"Type":"Pass",{{(i == States - 1 ? "\"End\":true" : $"\"Next\":\"S{i + 1}\"")}}}{{(i == States - 1 ? "" : ",")}}
            """));
        using var client = new Client(endpoint);
        JsonMap machine = await client.CallAsync("CreateStateMachine", JsonMap.Of(
            ("name", "long"), ("definition", "{\"StartAt\":\"S0\",\"States\":{" + states + "}}"), ("roleArn", "arn:aws:iam::123456789012:role/r")));
        JsonMap started = await client.CallAsync("StartExecution", JsonMap.Of(
            ("stateMachineArn", machine["stateMachineArn"]!), ("input", JsonMap.Of(("text", new string('x', 200_000))).ToString())));
        JsonMap execution = JsonMap.Of(("executionArn", started["executionArn"]!));
        while ((await client.CallAsync("DescribeExecution", execution))["status"] is JsonString { Value: "RUNNING" })
        {
            await Task.Delay(20);
        }

        return execution;
    }

    private static async Task<(int Events, int Pages)> ReadAsync(Uri endpoint, JsonMap execution)
    {
        using var client = new Client(endpoint);
        int events = 0;
        int pages = 0;
        JsonMap request = JsonMap.Of(("executionArn", execution["executionArn"]!), ("maxResults", 1000));
        while (true)
        {
            JsonMap page = await client.CallAsync("GetExecutionHistory", request);
            events += ((JsonList)page["events"]!).Count;
            pages++;
            if (page["nextToken"] is not { } next)
            {
                return (events, pages);
            }

            request = JsonMap.Of(("executionArn", execution["executionArn"]!), ("maxResults", 1000), ("nextToken", next));
        }
    }
}
