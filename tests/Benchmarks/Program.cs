using System.Globalization;
using FunctionsAsl.Benchmarks;
using FunctionsAsl.Benchmarks.Azure;

var benchmarks = new Dictionary<string, (string Options, Func<Task<int>> Run)>(StringComparer.Ordinal)
{
    ["machine"] = ("", () => Now(MachineBenchmark.Run)),
    ["growth"] = ("", () => Now(GrowthBenchmark.Run)),
    ["json"] = ("", () => Now(JsonBenchmark.Run)),
    ["jsonata"] = ("[case]", () => JsonataBenchmark.RunAsync(Option(1) ?? "")),
    ["server"] = ("[connections] [seconds] [asl]", () => ServerBenchmark.RunAsync(args[1..])),
    ["sync"] = ("[connections] [rounds] [asl]", () => SyncBenchmark.RunAsync(Number(1, 64), Number(2, 5), Option(3))),
    ["telemetry"] = ("", TelemetryBenchmark.RunAsync),
    ["start"] = ("[asl]", () => StartBenchmark.RunAsync(Option(1))),
    ["hostile"] = ("[asl]", () => HostileBenchmark.RunAsync(Option(1))),
    ["waiting"] = ("[executions] [bytes] [asl]", () => WaitingBenchmark.RunAsync(Number(1, 1_000_000), Number(2, 100), Option(3))),
    ["crowd"] = ("[polls] [idle] [asl]", () => CrowdBenchmark.RunAsync(Number(1, 5000), Number(2, 4000), Option(3))),
    ["readers"] = ("[asl]", () => ReadersBenchmark.RunAsync(Option(1))),
    ["map"] = ("[rows] [kills] [asl]", () => MapBenchmark.RunAsync(Number(1, 1_000_000), Number(2, 0), Option(3))),
    ["cluster"] = ("[orders] [kills]", () => ClusterBenchmark.RunAsync(Number(1, 1000), Number(2, 10))),
    ["azure"] = ("[orders] [bursts] [functions|cluster]", () => AzureBenchmark.RunAsync(Number(1, 200), Number(2, 3), Option(3))),
    ["azure-map"] = ("[items] [batch]", () => MapOnAzure.RunAsync(Number(1, 100_000), Number(2, 100))),
    ["fuzz"] = ("[minutes] [asl] [--seed N]", Fuzz),
};

if (benchmarks.TryGetValue(Option(0) ?? "", out (string Options, Func<Task<int>> Run) benchmark))
{
    return await benchmark.Run();
}

Console.Error.WriteLine("Name one benchmark: " + string.Join(", ", benchmarks.Select(static b => $"{b.Key} {b.Value.Options}".TrimEnd())));
return 2;

string? Option(int at) => args.ElementAtOrDefault(at);

int Number(int at, int usual) => Option(at) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;

Task<int> Fuzz()
{
    // The seed stands at the end, whatever stands before it.
    int? seed = args is [.., "--seed", { } number] ? int.Parse(number, CultureInfo.InvariantCulture) : null;
    string[] rest = seed is null ? args : args[..^2];
    return FuzzBenchmark.RunAsync(
        double.Parse(rest.ElementAtOrDefault(1) ?? "10", CultureInfo.InvariantCulture), rest.ElementAtOrDefault(2), seed);
}

static Task<int> Now(Action run)
{
    run();
    return Task.FromResult(0);
}
