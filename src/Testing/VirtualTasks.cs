namespace FunctionsAsl.Testing;

/// <summary>Stands before what runs tasks: each has its turn in the workflow's time, and is remembered.</summary>
internal sealed class VirtualTasks(ITaskRunner runner, WorkflowMocks mocks, TaskTurns turns, VirtualClock clock) : ITaskRunner
{
    private readonly Lock _lock = new();
    private readonly List<(string State, JsonAny Input)> _calls = [];
    private readonly List<string> _busy = [];
    private readonly Dictionary<string, string> _tokens = new(StringComparer.Ordinal);

    /// <summary>The states whose tasks run right now.</summary>
    public IReadOnlyList<string> Busy
    {
        get
        {
            lock (_lock)
            {
                return [.. _busy];
            }
        }
    }

    /// <summary>What the tasks of a state were given, in the order in which they ran.</summary>
    public IReadOnlyList<JsonAny> CallsOf(string state)
    {
        lock (_lock)
        {
            return [.. _calls.Where(call => call.State == state).Select(static call => call.Input)];
        }
    }

    /// <summary>The token of a state's last task; <see langword="null"/> where it had none.</summary>
    public string? TokenOf(string state)
    {
        lock (_lock)
        {
            return _tokens.GetValueOrDefault(state);
        }
    }

    public bool RunsActivity(TaskOrigin origin, Command.RunTask task) => runner.RunsActivity(origin, task);

    public async ValueTask<TaskOutcome> RunAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        if (task.Resource is TaskResource.MapItem or TaskResource.MapRun or TaskResource.MapWork or TaskResource.Integration { Service: "aws-sdk:sfn" })
        {
            return await runner.RunAsync(origin, task, cancel);
        }

        // Attempts are numbered in turn; one that takes its time has another turn then.
        DateTimeOffset now = clock.GetUtcNow();
        await turns.WaitAsync(now, origin.ExecutionArn, task.Id, cancel);
        lock (_lock)
        {
            _calls.Add((task.State, task.Input));
            if (task.Token is { } token)
            {
                _tokens[task.State] = token;
            }
        }

        if (mocks.DelayOf(origin, task) is var delay && delay != TimeSpan.Zero)
        {
            DateTimeOffset due = delay == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : now + delay;
            await turns.WaitAsync(due, origin.ExecutionArn, task.Id, cancel);
        }

        lock (_lock)
        {
            _busy.Add(task.State);
        }

        try
        {
            return await runner.RunAsync(origin, task, cancel);
        }
        finally
        {
            lock (_lock)
            {
                _busy.Remove(task.State);
            }
        }
    }

    public ValueTask StopAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel) => runner.StopAsync(origin, task, cancel);
}
