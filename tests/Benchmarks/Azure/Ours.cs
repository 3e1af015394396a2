using FunctionsAsl.Cluster;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using FunctionsAsl.Samples;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Benchmarks.Azure;

/// <summary>One process of <c>src/Cluster</c>, without its port.</summary>
internal sealed class Ours : IEngine
{
    private readonly ClusterService _service;
    private string _order = "";
    private string _oneTask = "";

    private Ours(ClusterService service) => _service = service;

    public string Name => "FunctionsAsl";

    public static async Task<Ours> StartAsync(TaskHub hub, Ends ends)
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
        ours._order = await ours.CreateAsync("order", File.ReadAllText(Path.Combine("src", "Samples", "order.asl.json")));
        ours._oneTask = await ours.CreateAsync("one-task", """
            {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:AddUpPrices","End":true}}}
            """);
        return ours;
    }

    public Task StartOrderAsync(string name, string input) => StartAsync(_order, name, input);

    public Task StartTaskAsync(string name) => StartAsync(_oneTask, name, "[]");

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    private Task<JsonObject> StartAsync(string machine, string name, string input) =>
        CallAsync("StartExecution", JsonObject.Of(("stateMachineArn", machine), ("name", name), ("input", input)));

    private async Task<string> CreateAsync(string name, string definition)
    {
        JsonObject created = await CallAsync("CreateStateMachine", JsonObject.Of(
            ("name", name), ("definition", definition), ("roleArn", "arn:aws:iam::123456789012:role/any")));
        return ((JsonString)created["stateMachineArn"]!).Value;
    }

    private async Task<JsonObject> CallAsync(string operation, JsonObject request)
    {
        ApiResponse answer = await _service.Service.InvokeAsync("AWSStepFunctions." + operation, request.ToUtf8(), CancellationToken.None);
        var body = (JsonObject)JsonValue.Parse(answer.Body.Span);
        return answer.Status == 200 ? body : throw new InvalidOperationException(body.ToString());
    }
}
