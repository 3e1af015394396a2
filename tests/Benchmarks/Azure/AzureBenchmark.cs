using System.Diagnostics;
using FunctionsAsl.Cluster;
using FunctionsAsl.Support.Programs;

namespace FunctionsAsl.Benchmarks.Azure;

/// <summary>
/// The order sample beside the same workflow written by hand, both on the real durable engine over one Azurite, one after the other: what
/// an execution costs in storage operations, how long it takes alone, and how many end in a second when many are started at once.
/// </summary>
internal static class AzureBenchmark
{
    private const int Alone = 11;
    private const int Rounds = 2;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    // What is still written when an end is told.
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <returns>0 where every order succeeded.</returns>
    public static async Task<int> RunAsync(int orders, int bursts)
    {
        if (Azurite.Problem is { } problem)
        {
            Console.Error.WriteLine(problem);
            return 1;
        }

        var log = new StorageLog();
        await using Azurite storage = await Azurite.StartAsync(log.Add);
        bool all = true;
        Table.Row("", "operations", "looks", "one task, ms", "orders/s", "succeeded");
        for (int round = 0; round < Rounds; round++)
        {
            // Each has a hub of its own.
            TaskHub Hub(string name) => new(StorageAccount.Parse(storage.ConnectionString), $"{name}{round}");
            all &= await RunAsync(ends => ByHand.StartAsync(Hub("ByHand"), keepsSessions: false, ends), log, orders, bursts);
            all &= await RunAsync(ends => ByHand.StartAsync(Hub("ByHandKept"), keepsSessions: true, ends), log, orders, bursts);
            all &= await RunAsync(ends => Ours.StartAsync(Hub("Ours"), ends), log, orders, bursts);
        }

        return all ? 0 : 1;
    }

    private static async Task<bool> RunAsync<T>(Func<Ends, Task<T>> start, StorageLog log, int orders, int bursts)
        where T : IEngine
    {
        var ends = new Ends();
        await using T engine = await start(ends);
        string input = await File.ReadAllTextAsync(Path.Combine("src", "Samples", "order.input.json"));
        async Task<bool> Order(string name)
        {
            await engine.StartOrderAsync(name, input);
            return await ends.When(name).WaitAsync(Limit);
        }

        // Whatever happens once has happened.
        bool all = await Order("first");
        await Task.Delay(Idle);

        // Alone: what it costs, and how long a single task takes.
        log.Take();
        var watch = Stopwatch.StartNew();
        all &= await Order("alone");
        await Task.Delay(Settle);
        IReadOnlyDictionary<string, int> one = log.Take();
        TimeSpan looked = watch.Elapsed;
        List<double> tasks = [];
        for (int task = 0; task < Alone; task++)
        {
            watch.Restart();
            await engine.StartTaskAsync($"task-{task}");
            all &= await ends.When($"task-{task}").WaitAsync(Limit);
            tasks.Add(watch.Elapsed.TotalMilliseconds);
        }

        tasks.Sort();
        Table.Row($"{engine.Name}, one order", Operations(one), one.GetValueOrDefault(StorageLog.Look), tasks[Alone / 2], 1 / looked.TotalSeconds, all ? 1 : 0);
        foreach ((string kind, int count) in one)
        {
            Console.WriteLine($"  {count,6} {kind}");
        }

        for (int burst = 0; burst < bursts; burst++)
        {
            log.Take();
            watch.Restart();
            bool[] succeeded = await Task.WhenAll(Enumerable.Range(0, orders).Select(order => Order($"burst-{burst}-{order}")));
            TimeSpan taken = watch.Elapsed;
            await Task.Delay(Settle);
            IReadOnlyDictionary<string, int> many = log.Take();
            int count = succeeded.Count(static s => s);
            all &= count == orders;
            Table.Row(
                $"{engine.Name}, burst {burst + 1} of {orders}",
                (double)Operations(many) / orders,
                (double)many.GetValueOrDefault(StorageLog.Look) / orders,
                "",
                orders / taken.TotalSeconds,
                count);
        }

        return all;
    }

    private static int Operations(IReadOnlyDictionary<string, int> kinds) => kinds.Where(static k => k.Key != StorageLog.Look).Sum(static k => k.Value);
}
