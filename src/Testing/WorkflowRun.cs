namespace FunctionsAsl.Testing;

/// <summary>A run of a workflow: what has come of it so far, and how it goes on.</summary>
public sealed partial class WorkflowRun
{
    private readonly Workflow _workflow;
    private readonly WorkflowSession _session;
    private readonly DateTimeOffset _started;
    private readonly HashSet<string> _outermost;
    private Execution _execution;
    private List<ExecutionEvent> _history = [];

    internal WorkflowRun(Workflow workflow, WorkflowSession session, Execution execution)
    {
        _workflow = workflow;
        _session = session;
        _execution = execution;
        _started = session.Now;
        _outermost = JsonNode.Parse(workflow.Definition)!["States"]!.AsObject().Select(static state => state.Key).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>In AWS's words: <c>RUNNING</c>, <c>SUCCEEDED</c>, <c>FAILED</c>, <c>TIMED_OUT</c>, <c>ABORTED</c>.</summary>
    public string Status => _execution.Status;

    /// <summary>What it failed with; <see langword="null"/> where it did not.</summary>
    public string? Error => _execution.Error;

    /// <summary>What is told of the error.</summary>
    public string? Cause => _execution.Cause;

    /// <summary>Its output as JSON text; <see langword="null"/> unless it has succeeded.</summary>
    public string? OutputJson => _execution.Output;

    /// <summary>How long it has taken, in its own time.</summary>
    public TimeSpan Elapsed => (_execution.StopDate ?? _session.Now) - _started;

    /// <summary>All that has happened, as GetExecutionHistory shows it.</summary>
    public IReadOnlyList<ExecutionEvent> History => _history;

    /// <summary>The states that were entered, one after the other, but for those within a Map or Parallel state.</summary>
    public IReadOnlyList<string> Path => [.. Entered.Where(_outermost.Contains)];

    /// <summary>All states that were entered, those within Map and Parallel states too.</summary>
    public IReadOnlyList<string> Entered =>
        [.. _history.Where(static e => e.Type.EndsWith("StateEntered", StringComparison.Ordinal)).Select(static e => e.StateName!)];

    /// <summary>Its output.</summary>
    /// <exception cref="WorkflowAssertionException">It has none: it runs, or did not succeed.</exception>
    public T Output<T>() => JsonSerializer.Deserialize<T>(OutputText, _workflow.Json)!;

    /// <summary>What the attempts at a Task state were given, in their order: the state's arguments.</summary>
    public IReadOnlyList<JsonNode?> CallsOf(string state) => [.. _session.Tasks.CallsOf(state).Select(Nodes.Of)];

    /// <summary>Goes on to the end.</summary>
    /// <exception cref="WorkflowTestException">A handler or a mock is missing, or the workflow waits for what nobody does.</exception>
    public async Task EndAsync()
    {
        await GoOnAsync(DateTimeOffset.MaxValue);
        if (_execution.IsRunning)
        {
            throw new WorkflowTestException(
                $"The workflow waits for something that does not come, in {string.Join(", ", Open().Select(static name => $"'{name}'"))}. "
                + "Start it with StartAsync, and end what it waits for with SucceedAsync or FailAsync.");
        }
    }

    /// <summary>Lets time pass, and happen what happens meanwhile.</summary>
    /// <param name="by">How long; zero for what happens at once.</param>
    public async Task<WorkflowRun> AdvanceAsync(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        await GoOnAsync(_session.Now + by);
        return this;
    }

    /// <summary>Ends the task that a state waits for (<c>.waitForTaskToken</c>) with a result.</summary>
    /// <param name="state">The state's name.</param>
    /// <param name="output">Anything that System.Text.Json writes; a text is JSON.</param>
    /// <exception cref="StepFunctionsException"><c>TaskTimedOut</c>: it does not wait any more.</exception>
    public Task<WorkflowRun> SucceedAsync(string state, object? output = null) =>
        TellAsync(state, "SendTaskSuccess", new() { ["output"] = _workflow.TextOf(output) });

    /// <summary>Ends the task that a state waits for (<c>.waitForTaskToken</c>) with an error.</summary>
    /// <inheritdoc cref="SucceedAsync"/>
    public Task<WorkflowRun> FailAsync(string state, string error, string? cause = null) =>
        TellAsync(state, "SendTaskFailure", new() { ["error"] = error, ["cause"] = cause ?? "" });

    /// <summary>Gives a sign of life of the task that a state waits for (<c>HeartbeatSeconds</c>).</summary>
    /// <inheritdoc cref="SucceedAsync"/>
    public Task<WorkflowRun> HeartbeatAsync(string state) => TellAsync(state, "SendTaskHeartbeat", []);

    /// <summary>Stops the execution.</summary>
    public async Task<WorkflowRun> StopAsync(string? error = null, string? cause = null)
    {
        await _session.DoAsync(async service =>
        {
            await service.StopAsync(_execution.Arn, error, cause);
            return true;
        });
        return await AdvanceAsync(TimeSpan.Zero);
    }

    private string OutputText => OutputJson ?? throw new WorkflowAssertionException($"The workflow has no output. {Outcome}");

    /// <summary>The states that were entered and not left.</summary>
    private List<string> Open()
    {
        List<string> open = [.. Entered];
        foreach (ExecutionEvent left in _history.Where(static e => e.Type.EndsWith("StateExited", StringComparison.Ordinal)))
        {
            open.Remove(left.StateName!);
        }

        return open;
    }

    private async Task<WorkflowRun> TellAsync(string state, string operation, JsonObject request)
    {
        request["taskToken"] = _session.Tasks.TokenOf(state)
            ?? throw new WorkflowTestException($"The state '{state}' has not asked for anything by a task token. {Outcome} Entered: {string.Join(", ", Entered)}.");
        await _session.DoAsync(service => service.CallAsync(operation, request));
        return await AdvanceAsync(TimeSpan.Zero);
    }

    private async Task GoOnAsync(DateTimeOffset limit)
    {
        await _session.GoOnAsync(_execution.Arn, limit);
        _execution = await _session.Service.DescribeAsync(_execution.Arn);
        _history = [];
        await foreach (ExecutionEvent e in _session.Service.ReadHistoryAsync(_execution.Arn))
        {
            _history.Add(e);
        }
    }
}
