using System.Diagnostics;
using FunctionsAsl.Json;

namespace FunctionsAsl.Benchmarks;

/// <summary>How long <c>asl serve</c> takes from the start of its process to its first answer, and what memory it then holds.</summary>
internal static class StartBenchmark
{
    private const int Runs = 7;

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    /// <param name="program">A published <c>asl</c>; <see langword="null"/> for the one that was built with the benchmarks.</param>
    public static async Task<int> RunAsync(string? program)
    {
        Console.WriteLine($"{program ?? "asl.dll"}: medians of {Runs}, idle for a second");
        Table.Row("", "first answer, ms", "resident, MiB");
        await MeasureAsync(program, "memory", static _ => ["--memory"]);
        await MeasureAsync(program, "new file", static directory => ["--data", Path.Combine(directory, "asl.db")]);
        return 0;
    }

    private static async Task MeasureAsync(string? program, string name, Func<string, string[]> options)
    {
        List<double> times = [];
        List<double> memory = [];
        for (int run = 0; run < Runs; run++)
        {
            DirectoryInfo directory = Directory.CreateTempSubdirectory("asl-benchmark-");
            long start = Stopwatch.GetTimestamp();
            using (Server server = await Server.StartAsync(program, "http://127.0.0.1:1", options(directory.FullName)))
            {
                using var client = new Client(server.Endpoint);
                await client.CallAsync("ListStateMachines", JsonMap.Empty);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                await Task.Delay(Rest);
                memory.Add(server.Memory / 1024.0 / 1024);
            }

            directory.Delete(recursive: true);
        }

        Table.Row(name, Median(times), Median(memory));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
