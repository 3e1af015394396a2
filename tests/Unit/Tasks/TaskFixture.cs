using System.Text;
using FunctionsAsl.Json;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;
using Xunit;

namespace FunctionsAsl.Unit.Tasks;

/// <summary>A whole service in memory on a clock that the test moves.</summary>
internal sealed class TaskFixture : IAsyncDisposable
{
    public const string Prefix = "arn:aws:states:us-east-1:123456789012:";
    public const string Role = "arn:aws:iam::123456789012:role/r";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly InProcessService _service;

    public TaskFixture(Func<TaskRunnerOptions, TaskRunnerOptions>? configure = null, IStore? store = null)
    {
        var options = new TaskRunnerOptions
        {
            Service = new ServiceOptions { Clock = Clock, ReportFailure = (what, e) => Failures.Add($"{what}: {e}") },
        };
        _service = InProcessService.Create(store ?? new MemoryStore(), configure?.Invoke(options) ?? options);
    }

    public VirtualClock Clock { get; } = new();

    public System.Collections.Concurrent.ConcurrentBag<string> Failures { get; } = [];

    public InProcessEngine Engine => _service.Engine;

    /// <summary>A definition of one Task state named T.</summary>
    public static string Machine(string resource, string parameters = "", string more = "") =>
        "{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\",\"Resource\":\"" + resource + "\","
        + (parameters.Length == 0 ? "" : $"\"Parameters\":{parameters},") + more + "\"End\":true}}}";

    public static string Function(string name) => "arn:aws:lambda:us-east-1:123456789012:function:" + name;

    public async Task<JsonMap> Call(string operation, JsonMap request)
    {
        ApiResponse response = await Invoke(operation, request);
        Assert.True(response.Status == 200, Encoding.UTF8.GetString(response.Body.Span));
        return (JsonMap)JsonAny.Parse(response.Body.Span);
    }

    public Task Create(string name, string definition) => Call(
        "CreateStateMachine", JsonMap.Of(("name", name), ("definition", definition), ("roleArn", Role)));

    /// <summary>Starts an execution named e.</summary>
    public async Task<string> Start(string machine, string input = "{}", string name = "e")
    {
        JsonMap started = await Call(
            "StartExecution", JsonMap.Of(("stateMachineArn", Prefix + "stateMachine:" + machine), ("name", name), ("input", input)));
        return Text(started, "executionArn")!;
    }

    /// <summary>Starts an execution that must be refused: exception name and text.</summary>
    public async Task<(string Type, string Message)> RefuseStart(string machine, string name = "e")
    {
        JsonMap request = JsonMap.Of(("stateMachineArn", Prefix + "stateMachine:" + machine), ("name", name));
        ApiResponse response = await Invoke("StartExecution", request);
        Assert.Equal(400, response.Status);
        return (response.ErrorType!, Text(JsonAny.Parse(response.Body.Span), "message")!);
    }

    public Task<JsonMap> Describe(string arn) => Call("DescribeExecution", JsonMap.Of(("executionArn", arn)));

    /// <summary>Waits for the end; time stands still.</summary>
    public Task<JsonMap> End(string arn) => Until(arn, static d => Text(d, "status") != "RUNNING");

    /// <summary>Waits for the end; time passes a second each time nothing happens.</summary>
    public async Task<JsonMap> EndInTime(string arn)
    {
        return await Until(arn, d =>
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            return Text(d, "status") != "RUNNING";
        });
    }

    public async Task<JsonMap> Until(string arn, Func<JsonMap, bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            JsonMap described = await Describe(arn);
            if (condition(described))
            {
                return described;
            }

            await Task.Delay(2, limit.Token);
        }
    }

    /// <summary>Creates the machine m, starts it and waits for its end.</summary>
    public async Task<JsonMap> Run(string definition, string input = "{}")
    {
        await Create("m", definition);
        return await End(await Start("m", input));
    }

    public async Task<JsonMap[]> History(string arn)
    {
        JsonMap answer = await Call("GetExecutionHistory", JsonMap.Of(("executionArn", arn)));
        return [.. ((JsonList)answer["events"]!).Cast<JsonMap>()];
    }

    /// <summary>Waits until the history has an event of this type.</summary>
    public async Task<JsonMap> UntilHistory(string arn, string type)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            if ((await History(arn)).FirstOrDefault(e => Text(e, "type") == type) is { } found)
            {
                return found;
            }

            await Task.Delay(2, limit.Token);
        }
    }

    public static string? Text(JsonAny? value, string name) => ((value as JsonMap)?[name] as JsonString)?.Value;

    public static JsonAny Output(JsonMap described) => JsonAny.Parse(
        Text(described, "output") ?? throw new Xunit.Sdk.XunitException($"no output: {described}"));

    private async Task<ApiResponse> Invoke(string operation, JsonMap request) =>
        await _service.Service.InvokeAsync("AWSStepFunctions." + operation, request.ToUtf8(), CancellationToken.None);

    public ValueTask DisposeAsync() => _service.DisposeAsync();
}
