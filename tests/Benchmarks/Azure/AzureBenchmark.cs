using System.Diagnostics;
using FunctionsAsl.Cluster;
using FunctionsAsl.Support.Programs;

namespace FunctionsAsl.Benchmarks.Azure;

/// <summary>
/// Workflows beside the same ones written by hand, all on the real durable engine over Azurite, one after the other: what an execution
/// costs in storage operations, how long it takes alone, and how many end in a second when many are started at once. Both with
/// orchestrations that are kept in memory while more comes, as <c>src/Cluster</c> has them, and with those that are not, as on the Functions host.
/// Each begins with an empty Azurite: one grows slower with every message that waits and every row, whoever left it there.
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

        bool all = true;
        Table.Row("", "operations", "seconds", "executions/s", "succeeded");
        foreach (bool keepsSessions in settings switch { null => (bool[])[false, true], "cluster" => [true], _ => [false] })
        {
            foreach ((string name, Func<TaskHub, Ends, Task<IEngine>> start) in ((string, Func<TaskHub, Ends, Task<IEngine>>)[])
                [("by hand", ByHand.StartAsync), ("FunctionsAsl", Ours.StartAsync)])
            {
                string title = keepsSessions ? $"{name}, kept in memory" : name;
                all &= await OnEmptyStorageAsync(keepsSessions, start, run => AloneAsync(title, run));
                foreach (Workflow workflow in (Workflow[])[Workflow.Order, Workflow.OrderInTime])
                {
                    all &= await OnEmptyStorageAsync(keepsSessions, start, run => BurstsAsync(title, run, workflow, orders, bursts));
                }
            }
        }

        return all ? 0 : 1;
    }

    private static async Task<bool> OnEmptyStorageAsync(bool keepsSessions, Func<TaskHub, Ends, Task<IEngine>> start, Func<Run, Task<bool>> act)
    {
        var log = new StorageLog();
        await using Azurite storage = await Azurite.StartAsync(log.Add);
        var hub = new TaskHub(StorageAccount.Parse(storage.ConnectionString), $"Benchmark{keepsSessions}", keepsSessions);
        var ends = new Ends();
        await using IEngine engine = await start(hub, ends);
        var run = new Run(engine, ends, log, await File.ReadAllTextAsync(Path.Combine("src", "Samples", "order.input.json")));
        // Whatever happens once has happened.
        bool first = await run.ExecuteAsync(Workflow.Order, "first");
        await Task.Delay(Idle);
        log.Take();
        return first & await act(run);
    }

    private static async Task<bool> AloneAsync(string name, Run run)
    {
        bool all = true;
        foreach (Workflow workflow in Enum.GetValues<Workflow>())
        {
            List<TimeSpan> times = [];
            int succeeded = 0;
            int count = workflow >= Workflow.Order ? 1 : Alone;
            for (int execution = 0; execution < count; execution++)
            {
                var watch = Stopwatch.StartNew();
                succeeded += await run.ExecuteAsync(workflow, $"{workflow}-{execution}") ? 1 : 0;
                times.Add(watch.Elapsed);
            }

            times.Sort();
            all &= succeeded == count;
            Table.Row($"{name}, {workflow}", await run.TakeOperationsAsync(count), times[count / 2].TotalSeconds, "", succeeded);
        }

        return all;
    }

    private static async Task<bool> BurstsAsync(string name, Run run, Workflow workflow, int orders, int bursts)
    {
        bool all = true;
        for (int burst = 1; burst <= bursts; burst++)
        {
            var watch = Stopwatch.StartNew();
            bool[] succeeded = await Task.WhenAll(Enumerable.Range(0, orders).Select(i => run.ExecuteAsync(workflow, $"{workflow}-{burst}-of-{i}")));
            TimeSpan taken = watch.Elapsed;
            int count = succeeded.Count(static s => s);
            all &= count == orders;
            Table.Row(
                $"{name}, burst {burst} of {orders} {workflow}", await run.TakeOperationsAsync(orders), taken.TotalSeconds, orders / taken.TotalSeconds, count);
        }

        return all;
    }

    private sealed record Run(IEngine Engine, Ends Ends, StorageLog Log, string Order)
    {
        /// <summary>Whether the execution succeeds.</summary>
        public async Task<bool> ExecuteAsync(Workflow workflow, string execution)
        {
            await Engine.StartAsync(workflow, execution, workflow >= Workflow.Order ? Order : "[]");
            return await Ends.When(execution).WaitAsync(Limit);
        }

        /// <summary>Those of each of so many executions, since they were last asked for.</summary>
        public async Task<double> TakeOperationsAsync(int executions)
        {
            await Task.Delay(Settle);
            return (double)Log.Take() / executions;
        }
    }
}
