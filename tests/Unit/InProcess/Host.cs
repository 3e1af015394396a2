using System.Text;
using FunctionsAsl.Json;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;
using Xunit;

namespace FunctionsAsl.Unit.InProcess;

/// <summary>A service on a clock that moves only when told to; it can be thrown away and started again on the same store.</summary>
internal sealed class Host : IAsyncDisposable
{
    private readonly IStore _store;
    private readonly TaskHandlers _handlers;
    private readonly TimeSpan? _retention;
    private readonly long? _retentionCount;
    private readonly int? _openExecutions;
    private InProcessService _service;

    /// <param name="retention">As <see cref="ServiceOptions.Retention"/>.</param>
    /// <param name="retentionCount">As <see cref="ServiceOptions.RetentionCount"/>.</param>
    /// <param name="openExecutions">As <see cref="Quotas.OpenExecutions"/>.</param>
    public Host(IStore? store = null, Action<TaskHandlers>? handlers = null, TimeSpan? retention = null, int? openExecutions = null, long? retentionCount = null)
    {
        _store = store ?? new MemoryStore();
        _retention = retention;
        _retentionCount = retentionCount;
        _openExecutions = openExecutions;
        _handlers = new TaskHandlers();
        handlers?.Invoke(_handlers);
        _service = Start();
    }

    public VirtualClock Clock { get; } = new();

    public List<string> Failures { get; } = [];

    public IStore Store => _store;

    /// <summary>What state machines have logged.</summary>
    public List<LogRecord> Logged { get; } = [];

    /// <summary>What the executions that ended have come to: status and output.</summary>
    public List<(string Status, string? Output)> Ends { get; } = [];

    /// <summary>Forgets everything that is not in the store, as a crash does, and recovers.</summary>
    public async Task RestartAsync()
    {
        await ForgetAsync();
        await RecoverAsync();
    }

    /// <summary>Forgets everything that is not in the store.</summary>
    public async Task ForgetAsync()
    {
        await _service.DisposeAsync();
        _service = Start();
    }

    public Task RecoverAsync() => _service.Engine.RecoverAsync();

    /// <summary>Calls an operation that is expected to succeed.</summary>
    public async Task<JsonMap> CallAsync(string operation, string request)
    {
        (int status, JsonMap body) = await TryCallAsync(operation, request);
        Assert.True(status == 200, $"{operation}: {body}");
        return body;
    }

    public async Task<(int Status, JsonMap Body)> TryCallAsync(string operation, string request, CancellationToken cancel = default)
    {
        ApiResponse answer = await _service.Service.InvokeAsync(
            "AWSStepFunctions." + operation, Encoding.UTF8.GetBytes(request), cancel);
        return (answer.Status, answer.Body.Length == 0 ? JsonMap.Empty : (JsonMap)JsonAny.Parse(answer.Body.Span));
    }

    /// <summary>Creates a machine <c>m</c> and starts an execution of it.</summary>
    /// <returns>The execution's ARN.</returns>
    public async Task<string> RunAsync(string definition, string input = "{}", string name = "e")
    {
        await CallAsync("CreateStateMachine", JsonMap.Of(
            ("name", "m"), ("definition", definition), ("roleArn", "arn:aws:iam::123456789012:role/r")).ToString());
        JsonMap started = await CallAsync("StartExecution", JsonMap.Of(
            ("stateMachineArn", "arn:aws:states:us-east-1:123456789012:stateMachine:m"), ("name", name), ("input", input)).ToString());
        await SettleAsync();
        return Text(started, "executionArn");
    }

    public async Task<JsonMap> DescribeAsync(string arn) =>
        await CallAsync("DescribeExecution", JsonMap.Of(("executionArn", arn)).ToString());

    public async Task<string> StatusAsync(string arn) => Text(await DescribeAsync(arn), "status");

    public async Task<IReadOnlyList<string>> HistoryAsync(string arn) =>
        [.. ((JsonList)(await CallAsync("GetExecutionHistory", JsonMap.Of(("executionArn", arn)).ToString()))["events"]!)
            .Select(e => Text((JsonMap)e, "type"))];

    /// <summary>Waits until nothing more happens by itself at this time.</summary>
    public async Task SettleAsync()
    {
        while (_service.Engine.ActiveSteps > 0 || _service.Engine.RunningTasks > 0)
        {
            await Task.Delay(1);
        }
    }

    /// <summary>Moves to the next timer and lets it have its effect.</summary>
    public async Task MoveToNextAsync()
    {
        Assert.True(Clock.MoveToNext(), "there is no timer");
        await SettleAsync();
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    public static string Text(JsonMap json, string name) => ((JsonString)json[name]!).Value;

    private InProcessService Start() => InProcessService.Create(
        _store,
        new TaskRunnerOptions
        {
            Handlers = _handlers,
            Service = new ServiceOptions
            {
                Clock = Clock,
                Retention = _retention,
                RetentionCount = _retentionCount,
                Quotas = new Quotas { OpenExecutions = _openExecutions },
                Log = record =>
                {
                    lock (Logged)
                    {
                        Logged.Add(record);
                    }
                },
                ReportEnd = record =>
                {
                    lock (Ends)
                    {
                        Ends.Add((record.Status.ToString().ToUpperInvariant(), record.Output?.ToString()));
                    }
                },
                ReportFailure = (what, e) =>
                {
                    lock (Failures)
                    {
                        Failures.Add($"{what}: {e.Message}");
                    }
                },
            },
        });
}
