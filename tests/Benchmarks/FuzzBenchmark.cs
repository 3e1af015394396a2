using System.Diagnostics;
using System.Globalization;
using FunctionsAsl.Support.Fuzz;

namespace FunctionsAsl.Benchmarks;

/// <summary>
/// A server with a new file under hostile requests (<see cref="FuzzRequests"/>): it fails at a 500, at an answer that is missing or not what
/// it must be, where ListStateMachines is not answered in ten seconds, and where memory goes on growing in the last third of the time.
/// </summary>
internal static class FuzzBenchmark
{
    private const int Clients = 8;

    // What the mean of the last third may be above that of the third before it: less than what a full collection gives back.
    private const long MostGrowth = 16 * 1024 * 1024;

    private static readonly TimeSpan SampleTime = TimeSpan.FromSeconds(10);

    /// <param name="minutes">How long.</param>
    /// <param name="program">A published <c>asl</c>, or <see langword="null"/>.</param>
    /// <param name="seed">The same makes the same requests, in the same order on each of the connections; <see langword="null"/> for any.</param>
    /// <returns>The exit code: 1 where the server failed.</returns>
    public static async Task<int> RunAsync(double minutes, string? program, int? seed)
    {
        int first = seed ?? Random.Shared.Next(1_000_000);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {first}"));
        DirectoryInfo directory = Directory.CreateTempSubdirectory("asl-fuzz-");
        string? failure;
        using (Server server = await Server.StartAsync(
            program, "http://127.0.0.1:1", "--quiet", "--data", Path.Combine(directory.FullName, "asl.db")))
        {
            long start = Stopwatch.GetTimestamp();
            using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(minutes));
            Task<List<long>> sampling = SampleAsync(server, stop.Token);
            (long sent, failure) = await SendAsync(server, first, stop);
            List<long> samples = await sampling;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{sent} connections in {Stopwatch.GetElapsedTime(start).TotalMinutes:F1} minutes; resident, MiB, each {SampleTime.TotalSeconds:F0} s: {string.Join(' ', samples.Select(static bytes => bytes >> 20))}"));
            failure ??= Growth(samples);
        }

        directory.Delete(recursive: true);
        if (failure is not null)
        {
            Console.Error.WriteLine(failure);
        }

        return failure is null ? 0 : 1;
    }

    private static async Task<(long Sent, string? Failure)> SendAsync(Server server, int seed, CancellationTokenSource stop)
    {
        FuzzRun[] runs = [.. Enumerable.Range(0, Clients).Select(i => new FuzzRun(server.Endpoint.Port, seed + i))];
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

    /// <summary>The server's memory in bytes, from time to time until it is told to stop.</summary>
    private static async Task<List<long>> SampleAsync(Server server, CancellationToken stop)
    {
        List<long> samples = [];
        using var timer = new PeriodicTimer(SampleTime);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                samples.Add(server.Memory);
            }
        }
        catch (OperationCanceledException)
        {
            // It is time.
        }

        return samples;
    }

    /// <summary>What is wrong where the last third of the samples does not level off against the middle one.</summary>
    private static string? Growth(List<long> samples)
    {
        int third = samples.Count / 3;
        if (third == 0)
        {
            return null;
        }

        double middle = samples.GetRange(samples.Count - (2 * third), third).Average();
        double last = samples.GetRange(samples.Count - third, third).Average();
        return last - middle <= MostGrowth
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"Memory grows: {middle / (1 << 20):F0} MiB in the middle third, {last / (1 << 20):F0} MiB in the last.");
    }
}
