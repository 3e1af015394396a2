using System.Text.RegularExpressions;
using FunctionsAsl.Cluster;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using FunctionsAsl.Samples;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Benchmarks.Azure;

/// <summary>One process of <c>src/Cluster</c>, without its port.</summary>
internal sealed partial class Ours : IEngine
{
    private readonly ClusterService _service;
    private readonly Dictionary<Workflow, string> _machines = [];

    private Ours(ClusterService service) => _service = service;

    public static async Task<IEngine> StartAsync(TaskHub hub, Ends ends)
    {
        var handlers = new TaskHandlers();
        foreach ((string name, ITaskHandler handler) in SampleHandlers.Create(TextWriter.Null))
        {
            handlers.Add(name, handler);
        }

        var ours = new Ours(await ClusterService.StartAsync(
            hub,
            new TaskRunnerOptions { Handlers = handlers },
            (arn, status) => ends.Add(arn.Split(':')[^1], status == ExecutionStatus.Succeeded)));
        ours._service.Begin();
        foreach (Workflow workflow in Enum.GetValues<Workflow>())
        {
            ours._machines[workflow] = await ours.CreateAsync(workflow.ToString(), Definition(workflow));
        }

        return ours;
    }

    public Task StartAsync(Workflow workflow, string name, string input) =>
        CallAsync("StartExecution", JsonMap.Of(("stateMachineArn", _machines[workflow]), ("name", name), ("input", input)));

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    private static string Definition(Workflow workflow) => workflow switch
    {
        Workflow.HundredStates => HundredStates(),
        Workflow.OneTask => """
            {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:AddUpPrices","End":true}}}
            """,
        Workflow.OneWait => """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"End":true}}}""",
        Workflow.Order => TimeOut().Replace(Sample(), ""),
        _ => Sample(),
    };

    private static string Sample() => File.ReadAllText(Path.Combine("src", "Samples", "order.asl.json"));

    [GeneratedRegex(@"""TimeoutSeconds"": \d+,", RegexOptions.NonBacktracking)]
    private static partial Regex TimeOut();

    private static string HundredStates() => $"{{\"StartAt\":\"S1\",\"States\":{{{string.Join(',', Enumerable.Range(1, 100).Select(static i =>
        $"\"S{i}\":{{\"Type\":\"Pass\",{(i == 100 ? "\"End\":true" : $"\"Next\":\"S{i + 1}\"")}}}"))}}}}}";

    private async Task<string> CreateAsync(string name, string definition)
    {
        JsonMap created = await CallAsync("CreateStateMachine", JsonMap.Of(
            ("name", name), ("definition", definition), ("roleArn", "arn:aws:iam::123456789012:role/any")));
        return ((JsonString)created["stateMachineArn"]!).Value;
    }

    private async Task<JsonMap> CallAsync(string operation, JsonMap request)
    {
        ApiResponse answer = await _service.Service.InvokeAsync("AWSStepFunctions." + operation, request.ToUtf8(), CancellationToken.None);
        var body = (JsonMap)JsonAny.Parse(answer.Body.Span);
        return answer.Status == 200 ? body : throw new InvalidOperationException(body.ToString());
    }
}
