using System.Diagnostics;
using System.Globalization;
using FunctionsAsl.Support.Fuzz;

namespace FunctionsAsl.Benchmarks;

/// <summary>
/// A server with a new file under hostile requests (<see cref="FuzzRequests"/>): it fails at a 500, where ListStateMachines is not answered
/// in ten seconds, and where memory has grown from the first tenth to the end by more than the bound.
/// </summary>
internal static class FuzzBenchmark
{
    private const int Clients = 8;
    private const long MostGrowth = 100 * 1024 * 1024;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    /// <returns>The exit code: 1 where the server failed.</returns>
    public static async Task<int> RunAsync(double minutes, string? program)
    {
        int seed = Environment.TickCount;
        DirectoryInfo directory = Directory.CreateTempSubdirectory("asl-fuzz-");
        string? failure;
        using (Server server = await Server.StartAsync(
            program, "http://127.0.0.1:1", "--quiet", "--data", Path.Combine(directory.FullName, "asl.db")))
        {
            long start = Stopwatch.GetTimestamp();
            var length = TimeSpan.FromMinutes(minutes);
            (long warmSent, failure) = await SendAsync(server, seed, length / 10);
            await Task.Delay(Quiet);
            long before = server.Memory;
            long sent = 0;
            if (failure is null)
            {
                (sent, failure) = await SendAsync(server, seed + Clients, length - (length / 10));
                await Task.Delay(Quiet);
            }

            long growth = server.Memory - before;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"seed {seed}, {warmSent + sent} requests in {Stopwatch.GetElapsedTime(start).TotalMinutes:F1} minutes, resident {before >> 20} MiB, then {server.Memory >> 20} MiB"));
            failure ??= growth > MostGrowth ? $"Memory has grown by {growth >> 20} MiB from seed {seed} on." : null;
        }

        directory.Delete(recursive: true);
        if (failure is not null)
        {
            Console.Error.WriteLine(failure);
        }

        return failure is null ? 0 : 1;
    }

    private static async Task<(long Sent, string? Failure)> SendAsync(Server server, int seed, TimeSpan length)
    {
        FuzzRun[] runs = [.. Enumerable.Range(0, Clients).Select(i => new FuzzRun(server.Endpoint.Port, seed + i))];
        using var stop = new CancellationTokenSource(length);
        string?[] failures = await Task.WhenAll(runs.Select(async run =>
        {
            while (!stop.IsCancellationRequested)
            {
                if ((await run.StepAsync() ?? (run.Sent % 100 == 0 ? await run.ProbeAsync() : null)) is { } failure)
                {
                    await stop.CancelAsync();
                    return failure;
                }
            }

            return await run.ProbeAsync();
        }));
        return (runs.Sum(static run => run.Sent), Array.Find(failures, static f => f is not null));
    }
}
