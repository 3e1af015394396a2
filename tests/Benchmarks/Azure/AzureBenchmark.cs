using System.Diagnostics;
using FunctionsAsl.Cluster;
using FunctionsAsl.Support.Programs;

namespace FunctionsAsl.Benchmarks.Azure;

/// <summary>
/// Workflows beside the same ones written by hand, all on the real durable engine over one Azurite, one after the other: what an execution
/// costs in storage operations, how long it takes alone, and how many end in a second when many are started at once. Both with
/// orchestrations that are kept in memory while more comes, as <c>src/Cluster</c> has them, and with those that are not, as on the Functions host.
/// </summary>
internal static class AzureBenchmark
{
    private const int Alone = 11;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    // What is still written when an end is told.
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <returns>0 where every execution succeeded.</returns>
    /// <param name="settings"><c>functions</c> or <c>cluster</c>: with the settings of that host; <see langword="null"/>: with either.</param>
    public static async Task<int> RunAsync(int orders, int bursts, string? settings)
    {
        if (Azurite.Problem is { } problem)
        {
            Console.Error.WriteLine(problem);
            return 1;
        }

        var log = new StorageLog();
        await using Azurite storage = await Azurite.StartAsync(log.Add);
        bool all = true;
        Table.Row("", "operations", "seconds", "executions/s", "succeeded");
        foreach (bool keepsSessions in settings switch { null => (bool[])[false, true], "cluster" => [true], _ => [false] })
        {
            foreach ((string name, Func<TaskHub, Ends, Task<IEngine>> start) in ((string, Func<TaskHub, Ends, Task<IEngine>>)[])
                [("by hand", ByHand.StartAsync), ("FunctionsAsl", Ours.StartAsync)])
            {
                // Each has a hub of its own.
                var hub = new TaskHub(StorageAccount.Parse(storage.ConnectionString), $"{name.Replace(" ", "", StringComparison.Ordinal)}{keepsSessions}", keepsSessions);
                var ends = new Ends();
                await using IEngine engine = await start(hub, ends);
                all &= await RunAsync(keepsSessions ? $"{name}, kept in memory" : name, engine, ends, log, orders, bursts);
            }
        }

        return all ? 0 : 1;
    }

    private static async Task<bool> RunAsync(string name, IEngine engine, Ends ends, StorageLog log, int orders, int bursts)
    {
        string order = await File.ReadAllTextAsync(Path.Combine("src", "Samples", "order.input.json"));
        async Task<bool> Run(Workflow workflow, string execution)
        {
            await engine.StartAsync(workflow, execution, workflow >= Workflow.Order ? order : "[]");
            return await ends.When(execution).WaitAsync(Limit);
        }

        // Whatever happens once has happened.
        bool all = await Run(Workflow.Order, "first");
        await Task.Delay(Idle);
        foreach (Workflow workflow in Enum.GetValues<Workflow>())
        {
            log.Take();
            List<TimeSpan> times = [];
            int succeeded = 0;
            int count = workflow >= Workflow.Order ? 1 : Alone;
            for (int execution = 0; execution < count; execution++)
            {
                var watch = Stopwatch.StartNew();
                succeeded += await Run(workflow, $"{workflow}-{execution}") ? 1 : 0;
                times.Add(watch.Elapsed);
            }

            await Task.Delay(Settle);
            times.Sort();
            all &= succeeded == count;
            Table.Row($"{name}, {workflow}", Operations(log, count), times[count / 2].TotalSeconds, "", succeeded);
        }

        foreach (Workflow workflow in (Workflow[])[Workflow.Order, Workflow.OrderInTime])
        {
            for (int burst = 1; burst <= bursts; burst++)
            {
                log.Take();
                var watch = Stopwatch.StartNew();
                bool[] succeeded = await Task.WhenAll(Enumerable.Range(0, orders).Select(i => Run(workflow, $"{workflow}-{burst}-of-{i}")));
                TimeSpan taken = watch.Elapsed;
                await Task.Delay(Settle);
                int count = succeeded.Count(static s => s);
                all &= count == orders;
                Table.Row($"{name}, burst {burst} of {orders} {workflow}", Operations(log, orders), taken.TotalSeconds, orders / taken.TotalSeconds, count);
            }
        }

        return all;
    }

    private static double Operations(StorageLog log, int executions) => (double)log.Take() / executions;
}
