using System.Globalization;
using FunctionsAsl.Benchmarks;

var benchmarks = new Dictionary<string, Action>(StringComparer.Ordinal)
{
    ["machine"] = MachineBenchmark.Run,
    ["growth"] = GrowthBenchmark.Run,
    ["json"] = JsonBenchmark.Run,
};

if (args is ["jsonata", ..])
{
    return await JsonataBenchmark.RunAsync(args.ElementAtOrDefault(1) ?? "");
}

if (args is ["server", ..])
{
    return await ServerBenchmark.RunAsync(args[1..]);
}

if (args is ["start", ..])
{
    return await StartBenchmark.RunAsync(args.ElementAtOrDefault(1));
}

if (args is ["hostile", ..])
{
    return await HostileBenchmark.RunAsync(args.ElementAtOrDefault(1));
}

if (args is ["waiting", ..])
{
    return await WaitingBenchmark.RunAsync(
        int.Parse(args.ElementAtOrDefault(1) ?? "1000000", CultureInfo.InvariantCulture),
        int.Parse(args.ElementAtOrDefault(2) ?? "100", CultureInfo.InvariantCulture),
        args.ElementAtOrDefault(3));
}

if (args is ["fuzz", ..])
{
    return await FuzzBenchmark.RunAsync(
        double.Parse(args.ElementAtOrDefault(1) ?? "10", CultureInfo.InvariantCulture), args.ElementAtOrDefault(2));
}

if (args is [{ } name] && benchmarks.TryGetValue(name, out Action? run))
{
    run();
    return 0;
}

Console.Error.WriteLine($"Name one benchmark: {string.Join(", ", benchmarks.Keys)}, jsonata [case], server [connections] [seconds] [asl], start [asl], hostile [asl], waiting [executions] [bytes] [asl], fuzz [minutes] [asl]");
return 2;
