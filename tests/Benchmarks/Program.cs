using FunctionsAsl.Benchmarks;

if (args is ["server", ..])
{
    return await ServerBenchmark.RunAsync(args[1..]);
}

Console.Error.WriteLine("Name one benchmark: server");
return 2;
