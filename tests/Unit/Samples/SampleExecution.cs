using FunctionsAsl.Json;
using FunctionsAsl.Samples;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Unit.Tasks;
using Xunit;

namespace FunctionsAsl.Unit.Samples;

/// <summary>One execution of a sample with its own handlers, in memory, on a clock that the test moves.</summary>
internal sealed class SampleExecution : IAsyncDisposable
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly StringWriter _log = new();
    private readonly TaskFixture _fixture;
    private string _arn = "";
    private DateTimeOffset _started;

    private SampleExecution()
    {
        var handlers = new TaskHandlers();
        foreach ((string name, ITaskHandler handler) in SampleHandlers.Create(TextWriter.Synchronized(_log)))
        {
            handlers.Add(name, handler);
        }

        _fixture = new TaskFixture(options => options with { Handlers = handlers });
    }

    /// <summary>What the handlers told, by lines. To be read while nothing happens.</summary>
    public IReadOnlyList<string> Log =>
        [.. _log.ToString().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>How far the clock was moved since the start.</summary>
    public TimeSpan Elapsed => _fixture.Clock.GetUtcNow() - _started;

    public static async Task<SampleExecution> Start(string sample, JsonMap input)
    {
        var execution = new SampleExecution();
        await execution._fixture.Create(sample, Sample.Definition(sample));
        execution._started = execution._fixture.Clock.GetUtcNow();
        execution._arn = await execution._fixture.Start(sample, input.ToString());
        await execution.Settle();
        return execution;
    }

    /// <summary>Starts an execution and lets time pass by the second until it has ended.</summary>
    public static async Task<(SampleExecution Execution, JsonMap Described)> Run(string sample, JsonMap input)
    {
        SampleExecution execution = await Start(sample, input);
        JsonMap described = await execution.Describe();
        while (TaskFixture.Text(described, "status") == "RUNNING")
        {
            Assert.True(execution.Elapsed < TimeSpan.FromMinutes(1), "The execution does not end.");
            await execution.Advance(seconds: 1);
            described = await execution.Describe();
        }

        Assert.Empty(execution._fixture.Failures);
        return (execution, described);
    }

    public async Task Advance(int seconds)
    {
        _fixture.Clock.Advance(TimeSpan.FromSeconds(seconds));
        await Settle();
    }

    public Task<JsonMap> Describe() => _fixture.Describe(_arn);

    /// <summary>Reports on a task and waits until the execution has taken it in.</summary>
    public async Task Report(string operation, string token, params (string Name, JsonAny Value)[] members)
    {
        await _fixture.Call(operation, JsonMap.Of([("taskToken", token), .. members]));
        await Settle();
    }

    public async Task<IReadOnlyList<string>> StatesEntered() =>
    [
        .. (await _fixture.History(_arn))
            .Where(static e => TaskFixture.Text(e, "type")!.EndsWith("StateEntered", StringComparison.Ordinal))
            .Select(static e => TaskFixture.Text(e["stateEnteredEventDetails"], "name")!),
    ];

    public async ValueTask DisposeAsync()
    {
        await _fixture.DisposeAsync();
        await _log.DisposeAsync();
    }

    private async Task Settle()
    {
        using var limit = new CancellationTokenSource(Patience);
        InProcessEngine engine = _fixture.Engine;
        while (engine.RunningTasks > 0 || engine.ActiveSteps > 0 || engine.RunningTasks > 0)
        {
            await Task.Delay(Breath, limit.Token);
        }
    }
}
