using System.Diagnostics;
using FunctionsAsl.Json;

namespace FunctionsAsl.Benchmarks;

/// <summary>
/// Executions that ask for too much, and how long others wait meanwhile: the worst answer to ListStateMachines, to StartSyncExecution of
/// one Pass, and the longest time from StartExecution of one Pass to its end; the most memory; the size of the data file.
/// </summary>
internal static class HostileBenchmark
{
    private const string Role = "arn:aws:iam::123456789012:role/r";
    private const string Pass = """{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}""";

    private static readonly Load[] Loads =
    [
        new("6,000 times round with 200 KB", 1, JsonMap.Of(("i", 0), ("p", new string('x', 200_000))),
            """
            {"StartAt":"I","States":{
              "I":{"Type":"Pass","Parameters":{"i.$":"States.MathAdd($.i,1)","p.$":"$.p"},"Next":"C"},
              "C":{"Type":"Choice","Choices":[{"Variable":"$.i","NumericLessThan":6000,"Next":"I"}],"Default":"Z"},
              "Z":{"Type":"Succeed"}}}
            """),
        new("20,000 Pass states with 230 KB, 4 times", 4, JsonMap.Of(("p", new string('x', 230_000))),
            """
            {"StartAt":"S0","States":{STATES"S20000":{"Type":"Succeed"}}}
            """
            .Replace("STATES", Many(20_000, static i => $"\"S{i}\":{{\"Type\":\"Pass\",\"Next\":\"S{i + 1}\"}},"), StringComparison.Ordinal)),
        new("300 times 4,000 variables", 1, JsonMap.Empty,
            """
            {"QueryLanguage":"JSONata","StartAt":"I","States":{
              "I":{"Type":"Pass","Assign":{"i":0},"Next":"A"},
              "A":{"Type":"Pass","Assign":{VARIABLES"i":"{% $i + 1 %}"},"Next":"C"},
              "C":{"Type":"Choice","Choices":[{"Condition":"{% $i < 300 %}","Next":"A"}],"Default":"Z"},
              "Z":{"Type":"Succeed"}}}
            """
            .Replace("VARIABLES", Many(4_000, static i => $"\"v{i}\":\"{{% $i * {i} %}}\","), StringComparison.Ordinal)),
        new("$match of a hostile pattern, 200 times", 200, JsonMap.Empty,
            """
            {"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass",
              "Output":"{% $match($join($map([1..4000], function($x){'a'})), /^(a*)*\\1b$/) %}","End":true}}}
            """),
        new("$count of 9,000,000 values, 8 times", 8, JsonMap.Empty,
            """
            {"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass",
              "Output":"{% $count([1..3000].($x:=$;[1..3000].($x*$))) %}","End":true}}}
            """),
    ];

    /// <param name="program">A published <c>asl</c>; <see langword="null"/> for the one that was built with the benchmarks.</param>
    public static async Task<int> RunAsync(string? program)
    {
        Table.Row("", "all ended, s", "list, s", "sync, s", "start to end, s", "resident, MiB", "file, MiB");
        foreach (Load load in Loads)
        {
            await MeasureAsync(program, load);
        }

        return 0;
    }

    private static async Task MeasureAsync(string? program, Load load)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("asl-benchmark-");
        using (Server server = await Server.StartAsync(program, "http://127.0.0.1:1", "--data", Path.Combine(directory.FullName, "asl.db")))
        {
            using var client = new Client(server.Endpoint);
            string machine = await CreateAsync(client, "hostile", load.Definition, "STANDARD");
            string standard = await CreateAsync(client, "standard", Pass, "STANDARD");
            string express = await CreateAsync(client, "express", Pass, "EXPRESS");
            using var done = new CancellationTokenSource();
            Task<double[]> others = ProbeAsync(server, standard, express, done.Token);
            long start = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, load.Starts).Select(_ => RunToEndAsync(server, machine, load.Input)));
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            await done.CancelAsync();
            double[] worst = await others;
            double file = directory.EnumerateFiles().Sum(static f => f.Length) / 1024.0 / 1024;
            Table.Row(load.Name, seconds, worst[0], worst[1], worst[2], worst[3], file);
        }

        directory.Delete(recursive: true);
    }

    /// <summary>What others see until the load is over.</summary>
    private static async Task<double[]> ProbeAsync(Server server, string standard, string express, CancellationToken done)
    {
        double[] worst = new double[4];
        using var client = new Client(server.Endpoint);
        while (!done.IsCancellationRequested)
        {
            long start = Stopwatch.GetTimestamp();
            await client.CallAsync("ListStateMachines", JsonMap.Empty);
            Worst(0, Stopwatch.GetElapsedTime(start).TotalSeconds);
            start = Stopwatch.GetTimestamp();
            await client.CallAsync("StartSyncExecution", JsonMap.Of(("stateMachineArn", express)));
            Worst(1, Stopwatch.GetElapsedTime(start).TotalSeconds);
            start = Stopwatch.GetTimestamp();
            await RunToEndAsync(client, standard, JsonMap.Empty);
            Worst(2, Stopwatch.GetElapsedTime(start).TotalSeconds);
            Worst(3, server.Memory / 1024.0 / 1024);
            await Task.Delay(20, CancellationToken.None);
        }

        return worst;

        void Worst(int at, double value) => worst[at] = Math.Max(worst[at], value);
    }

    private static async Task RunToEndAsync(Server server, string machine, JsonMap input)
    {
        using var client = new Client(server.Endpoint);
        await RunToEndAsync(client, machine, input);
    }

    private static async Task RunToEndAsync(Client client, string machine, JsonMap input)
    {
        JsonMap started = await client.CallAsync(
            "StartExecution", JsonMap.Of(("stateMachineArn", machine), ("input", input.ToString())));
        JsonMap execution = JsonMap.Of(("executionArn", started["executionArn"]!));
        while ((await client.CallAsync("DescribeExecution", execution))["status"] is JsonString { Value: "RUNNING" })
        {
            await Task.Delay(20);
        }
    }

    private static string Many(int count, Func<int, string> text) => string.Concat(Enumerable.Range(0, count).Select(text));

    private static async Task<string> CreateAsync(Client client, string name, string definition, string type)
    {
        JsonMap machine = await client.CallAsync("CreateStateMachine", JsonMap.Of(
            ("name", name), ("definition", definition), ("roleArn", Role), ("type", type)));
        return ((JsonString)machine["stateMachineArn"]!).Value;
    }

    /// <param name="Name">What it is.</param>
    /// <param name="Starts">How often at once.</param>
    /// <param name="Input">Of each execution.</param>
    /// <param name="Definition">The state machine.</param>
    private sealed record Load(string Name, int Starts, JsonMap Input, string Definition);
}
