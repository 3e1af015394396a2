using System.Diagnostics;
using System.Globalization;
using FunctionsAsl.Cluster;
using FunctionsAsl.Integrations.Items;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Support.Programs;

namespace FunctionsAsl.Benchmarks.Azure;

/// <summary>
/// A Distributed Map over the rows of a file, in batches, on the real durable engine over Azurite: how long it takes, what an item costs in storage
/// operations, and that each has one result.
/// </summary>
internal static class MapOnAzure
{
    /// <param name="batch">Items of a child.</param>
    /// <returns>0 where every item has one result.</returns>
    public static async Task<int> RunAsync(int items, int batch)
    {
        if (Azurite.Problem is { } problem)
        {
            Console.Error.WriteLine(problem);
            return 1;
        }

        Table.Row("", "seconds", "operations", "operations an item", "items with a result");
        bool all = await RunAsync("EXPRESS", items, batch);
        all &= await RunAsync("STANDARD", items, batch);
        return all ? 0 : 1;
    }

    private static async Task<bool> RunAsync(string type, int items, int batch)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("asl-benchmark-");
        try
        {
            string bucket = directory.CreateSubdirectory("data").FullName;
            await File.WriteAllLinesAsync(Path.Combine(bucket, "items.jsonl"), Enumerable.Range(0, items).Select(static i => i.ToString(CultureInfo.InvariantCulture)));
            var log = new StorageLog();
            await using Azurite storage = await Azurite.StartAsync(log.Add);
            var ended = new TaskCompletionSource();
            var buckets = new FolderBuckets(directory.FullName);
            await using ClusterService service = await ClusterService.StartAsync(
                new TaskHub(StorageAccount.Parse(storage.ConnectionString), "maps", keepsSessions: true),
                new TaskRunnerOptions { ItemReader = new ItemReader(buckets), ResultWriter = new ResultWriter(buckets) },
                (arn, _) =>
                {
                    if (arn.EndsWith(":maps:e", StringComparison.Ordinal))
                    {
                        ended.TrySetResult();
                    }
                });
            service.Begin();
            JsonMap machine = await CallAsync(service, "CreateStateMachine", ("name", "maps"), ("definition", Definition(type, batch)), ("roleArn", "arn:aws:iam::123456789012:role/any"));
            log.Take();
            var watch = Stopwatch.StartNew();
            await CallAsync(service, "StartExecution", ("stateMachineArn", machine["stateMachineArn"]!), ("name", "e"));
            await ended.Task;
            int operations = log.Take();
            int written = Directory.EnumerateFiles(bucket, "SUCCEEDED_*.jsonl", SearchOption.AllDirectories).SelectMany(File.ReadLines).Distinct().Count();
            Table.Row($"{items} items, {batch} each {type} child", watch.Elapsed.TotalSeconds, operations, (double)operations / items, written);
            return written == items;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static string Definition(string type, int batch) =>
        $$$"""
        {"StartAt":"M","States":{"M":{"Type":"Map","End":true,
          "ItemReader":{"Resource":"arn:aws:states:::s3:getObject","Parameters":{"Bucket":"data","Key":"items.jsonl"},"ReaderConfig":{"InputType":"JSONL"} },
          "ItemBatcher":{"MaxItemsPerBatch":{{{batch}}} },
          "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"{{{type}}}"},"StartAt":"P","States":{
            "P":{"Type":"Pass","OutputPath":"$.Items","End":true} } },
          "ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"data","Prefix":"out"},
            "WriterConfig":{"Transformation":"FLATTEN","OutputType":"JSONL"} } } } }
        """;

    private static async Task<JsonMap> CallAsync(ClusterService service, string operation, params (string, JsonAny)[] members)
    {
        ApiResponse answer = await service.Service.InvokeAsync("AWSStepFunctions." + operation, JsonMap.Of(members).ToUtf8(), CancellationToken.None);
        var body = (JsonMap)JsonAny.Parse(answer.Body.Span);
        return answer.Status == 200 ? body : throw new InvalidOperationException(body.ToString());
    }
}
