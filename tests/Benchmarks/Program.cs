using System.Globalization;
using FunctionsAsl.Benchmarks;

var benchmarks = new Dictionary<string, (string Options, Func<Task<int>> Run)>(StringComparer.Ordinal)
{
    ["machine"] = ("", () => Now(MachineBenchmark.Run)),
    ["growth"] = ("", () => Now(GrowthBenchmark.Run)),
    ["json"] = ("", () => Now(JsonBenchmark.Run)),
    ["jsonata"] = ("[case]", () => JsonataBenchmark.RunAsync(Option(1) ?? "")),
    ["server"] = ("[connections] [seconds] [asl]", () => ServerBenchmark.RunAsync(args[1..])),
    ["start"] = ("[asl]", () => StartBenchmark.RunAsync(Option(1))),
    ["hostile"] = ("[asl]", () => HostileBenchmark.RunAsync(Option(1))),
    ["waiting"] = ("[executions] [bytes] [asl]", () => WaitingBenchmark.RunAsync(Number(1, 1_000_000), Number(2, 100), Option(3))),
    ["crowd"] = ("[polls] [idle] [asl]", () => CrowdBenchmark.RunAsync(Number(1, 5000), Number(2, 4000), Option(3))),
    ["readers"] = ("[asl]", () => ReadersBenchmark.RunAsync(Option(1))),
    ["fuzz"] = ("[minutes] [asl]", () => FuzzBenchmark.RunAsync(
        double.Parse(Option(1) ?? "10", CultureInfo.InvariantCulture), Option(2))),
};

if (benchmarks.TryGetValue(Option(0) ?? "", out (string Options, Func<Task<int>> Run) benchmark))
{
    return await benchmark.Run();
}

Console.Error.WriteLine("Name one benchmark: " + string.Join(", ", benchmarks.Select(static b => $"{b.Key} {b.Value.Options}".TrimEnd())));
return 2;

string? Option(int at) => args.ElementAtOrDefault(at);

int Number(int at, int usual) => Option(at) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;

static Task<int> Now(Action run)
{
    run();
    return Task.FromResult(0);
}
