using System.Diagnostics;
using FunctionsAsl.Json;

namespace FunctionsAsl.Benchmarks;

/// <summary>What executions that wait cost: memory while they wait, and time until the first answer after their server was killed.</summary>
internal static class WaitingBenchmark
{
    private const int Connections = 64;
    private const string Definition =
        """{"StartAt":"W","States":{"W":{"Type":"Wait","SecondsPath":"$.seconds","End":true}}}""";

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    /// <param name="count">How many executions wait for an hour.</param>
    /// <param name="bytes">Of the input of each.</param>
    /// <param name="program">A published <c>asl</c>; <see langword="null"/> for the one that was built with the benchmarks.</param>
    public static async Task<int> RunAsync(int count, int bytes, string? program)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("asl-benchmark-");
        string[] options = ["--quiet", "--data", Path.Combine(directory.FullName, "asl.db")];
        try
        {
            Console.WriteLine($"{count} executions with inputs of {bytes} bytes, each waiting for an hour");
            Table.Row("", "seconds", "resident, MiB");
            using (Server server = await Server.StartAsync(program, "http://127.0.0.1:1", options))
            {
                using var client = new Client(server.Endpoint);
                JsonMap created = await client.CallAsync("CreateStateMachine", JsonMap.Of(
                    ("name", "waits"), ("definition", Definition), ("roleArn", "arn:aws:iam::123456789012:role/r")));
                JsonMap start = JsonMap.Of(
                    ("stateMachineArn", created["stateMachineArn"]!),
                    ("input", $$"""{"seconds":3600,"text":"{{new string('x', bytes)}}"}"""));
                long begin = Stopwatch.GetTimestamp();
                await Task.WhenAll(Enumerable.Range(0, Connections).Select(i => Task.Run(() =>
                    StartAsync(server.Endpoint, start, (count / Connections) + (i < count % Connections ? 1 : 0)))));
                Tell("started", server, begin);
                await Task.Delay(Rest);
                Tell("some seconds later", server, begin);
            }

            long killed = Stopwatch.GetTimestamp();
            using (Server server = await Server.StartAsync(program, "http://127.0.0.1:1", options))
            {
                using var client = new Client(server.Endpoint);
                await client.CallAsync("ListStateMachines", JsonMap.Empty);
                Tell("killed, and the first answer", server, killed);
                await Task.Delay(Rest);
                Tell("some seconds later", server, killed);
            }

            double file = directory.EnumerateFiles().Sum(static f => f.Length) / 1024.0 / 1024;
            Console.WriteLine($"files: {file:F0} MiB");
            return 0;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task StartAsync(Uri endpoint, JsonMap start, int count)
    {
        using var client = new Client(endpoint);
        for (int i = 0; i < count; i++)
        {
            await client.CallAsync("StartExecution", start);
        }
    }

    private static void Tell(string what, Server server, long begin) =>
        Table.Row(what, Stopwatch.GetElapsedTime(begin).TotalSeconds, server.Memory / 1024.0 / 1024);
}
