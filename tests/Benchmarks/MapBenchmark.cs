using System.Diagnostics;
using System.Globalization;
using FunctionsAsl.Json;

namespace FunctionsAsl.Benchmarks;

/// <summary>
/// A Distributed Map over the rows of a CSV file, each with an Express child of one Pass state, whose results are written to a file: how long it
/// takes, in how much memory, and that each row has one result, also where the server is killed in the midst of it.
/// </summary>
internal static class MapBenchmark
{
    private const string Definition =
        """
        {"StartAt":"M","States":{"M":{"Type":"Map","End":true,
          "ItemReader":{"Resource":"arn:aws:states:::s3:getObject","Parameters":{"Bucket":"data","Key":"rows.csv"},
            "ReaderConfig":{"InputType":"CSV","CSVHeaderLocation":"FIRST_ROW"}},
          "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},
          "ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"data","Prefix":"out"},
            "WriterConfig":{"Transformation":"NONE","OutputType":"JSONL"}}}}}
        """;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <param name="kills">How often the server is killed and started again, evenly over the run.</param>
    /// <param name="program">A published <c>asl</c>; <see langword="null"/> for the one that was built with the benchmarks.</param>
    /// <returns>0 where every row has one result, and the counters say so.</returns>
    public static async Task<int> RunAsync(int rows, int kills, string? program)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("asl-benchmark-");
        string bucket = directory.CreateSubdirectory("buckets").CreateSubdirectory("data").FullName;
        Environment.SetEnvironmentVariable("ASL_BUCKETS", Path.GetDirectoryName(bucket));
        Task<Server> Start() => Server.StartAsync(program, "http://127.0.0.1:1", "--quiet", "--data", Path.Combine(directory.FullName, "asl.db"));
        Server server = await Start();
        try
        {
            Write(Path.Combine(bucket, "rows.csv"), rows);
            JsonMap machine = await CallAsync(server, "CreateStateMachine", ("name", "m"), ("definition", Definition), ("roleArn", "arn:aws:iam::123456789012:role/r"));
            var watch = Stopwatch.StartNew();
            JsonMap execution = await CallAsync(server, "StartExecution", ("stateMachineArn", machine["stateMachineArn"]!));
            (long most, int killed) = (0, 0);
            while (Text(await CallAsync(server, "DescribeExecution", ("executionArn", execution["executionArn"]!)), "status") == "RUNNING")
            {
                await Task.Delay(Look);
                most = Math.Max(most, server.Memory);
                if (killed < kills && await SucceededAsync(server, execution) > (long)rows * (killed + 1) / (kills + 1))
                {
                    server.Dispose();
                    server = await Start();
                    killed++;
                }
            }

            TimeSpan taken = watch.Elapsed;
            long counted = await SucceededAsync(server, execution);
            int written = Directory.EnumerateFiles(Path.Combine(bucket, "out"), "SUCCEEDED_*.jsonl", SearchOption.AllDirectories)
                .SelectMany(File.ReadLines).Select(RowOf).Distinct().Count();
            double file = directory.EnumerateFiles().Sum(static f => f.Length) / 1024.0 / 1024;
            Table.Row("", "seconds", "most resident, MiB", "killed", "counted", "rows with a result", "data file, MiB");
            Table.Row($"{rows} rows", taken.TotalSeconds, most / 1024.0 / 1024, killed, counted, written, file);
            return counted == rows && written == rows ? 0 : 1;
        }
        finally
        {
            server.Dispose();
            directory.Delete(recursive: true);
        }
    }

    private static void Write(string path, int rows)
    {
        using StreamWriter file = File.CreateText(path);
        file.WriteLine("id,name,amount,city");
        for (int row = 0; row < rows; row++)
        {
            file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row},customer {row},{row % 997}.50,Paris"));
        }
    }

    /// <summary>The row in a line that has <c>\"id\":\"7\"</c> as a text within its JSON.</summary>
    private static int RowOf(string line)
    {
        const string Before = "\\\"id\\\":\\\"";
        int at = line.IndexOf(Before, StringComparison.Ordinal) + Before.Length;
        return int.Parse(line.AsSpan(at, line.IndexOf('\\', at) - at), CultureInfo.InvariantCulture);
    }

    /// <summary>How many items of the execution's Map Run have succeeded; 0 before there is one.</summary>
    private static async Task<long> SucceededAsync(Server server, JsonMap execution)
    {
        JsonMap listed = await CallAsync(server, "ListMapRuns", ("executionArn", execution["executionArn"]!));
        return listed["mapRuns"] is JsonList { Count: > 0 } runs
            ? (long)((JsonNumber)((JsonMap)(await CallAsync(server, "DescribeMapRun", ("mapRunArn", ((JsonMap)runs[0])["mapRunArn"]!)))["itemCounts"]!)["succeeded"]!).AsDouble
            : 0;
    }

    private static async Task<JsonMap> CallAsync(Server server, string operation, params (string, JsonAny)[] members)
    {
        using var client = new Client(server.Endpoint);
        return await client.CallAsync(operation, JsonMap.Of(members));
    }

    private static string Text(JsonMap json, string name) => ((JsonString)json[name]!).Value;
}
