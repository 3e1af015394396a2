using FunctionsAsl.Core.Execution;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Records;

namespace FunctionsAsl.Unit.InProcess;

/// <summary>A store whose next write of a step can be made to fail, and others to wait.</summary>
internal sealed class FailingStore : IStore
{
    private readonly MemoryStore _inner = new();

    public bool FailNext { get; set; }

    /// <summary>Whether to fail when an activity is looked for.</summary>
    public bool FailActivities { get; set; }

    /// <summary>Runs before an execution is added.</summary>
    public Func<Task> Adding { get; set; } = static () => Task.CompletedTask;

    /// <summary>Runs before a step is saved.</summary>
    public Func<Task> Saving { get; set; } = static () => Task.CompletedTask;

    /// <summary>Runs before an execution is loaded.</summary>
    public Func<Task> Loading { get; set; } = static () => Task.CompletedTask;

    /// <summary>Runs before an execution of an ARN is removed.</summary>
    public Func<string, Task> Removing { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Runs before a machine is removed.</summary>
    public Func<Task> RemovingMachine { get; set; } = static () => Task.CompletedTask;

    /// <summary>An execution whose state cannot be read.</summary>
    public string? Broken { get; set; }

    public IRevisions Revisions => _inner.Revisions;

    public IRunFiles RunFiles => _inner.RunFiles;

    public IRecords<T> Records<T>()
        where T : class, IRecord<T> => FailActivities && typeof(T) == typeof(ActivityRecord)
            ? throw new IOException("The disk is gone.")
            : _inner.Records<T>();

    public async ValueTask<long> RemoveStateMachine(string arn, CancellationToken cancel)
    {
        await RemovingMachine();
        return await _inner.RemoveStateMachine(arn, cancel);
    }

    public ValueTask<ExecutionRecord?> FindExecution(string arn, CancellationToken cancel) => _inner.FindExecution(arn, cancel);

    public ValueTask<Page<ExecutionSummary>> ListExecutions(
        ExecutionFilter filter, string? after, int count, CancellationToken cancel) =>
        _inner.ListExecutions(filter, after, count, cancel);

    public ValueTask<IReadOnlyList<HistoryEvent>> ReadHistory(
        string executionArn, long? after, int count, long bytes, bool reverse, CancellationToken cancel) =>
        _inner.ReadHistory(executionArn, after, count, bytes, reverse, cancel);

    public LargeValues? NewValues() => _inner.NewValues();

    public async ValueTask<bool> TryAddExecution(ExecutionStep step)
    {
        await Adding();
        return await _inner.TryAddExecution(step);
    }

    public async ValueTask<bool> SaveExecution(ExecutionStep step)
    {
        await Saving();
        if (!FailNext)
        {
            return await _inner.SaveExecution(step);
        }

        FailNext = false;
        throw new IOException("The disk is full.");
    }

    public async ValueTask<SavedExecution?> LoadExecution(string arn)
    {
        await Loading();
        if (arn == Broken)
        {
            throw new FormatException("It is no state.");
        }

        return await _inner.LoadExecution(arn);
    }

    public ValueTask Rest(string arn, DateTimeOffset wakes) => _inner.Rest(arn, wakes);

    public ValueTask<IReadOnlyList<RestingExecution>> ListResting(RestingExecution? after, int count) => _inner.ListResting(after, count);

    public ValueTask<IReadOnlyList<string>> ListAwake() => _inner.ListAwake();

    public ValueTask<long> CountOpen() => _inner.CountOpen();

    public ValueTask<IReadOnlyList<string>> ListRunning(string stateMachineArn, int count) => _inner.ListRunning(stateMachineArn, count);

    public ValueTask<DateTimeOffset?> FindEndBehind(long newer) => _inner.FindEndBehind(newer);

    public ValueTask ReleaseSpace() => _inner.ReleaseSpace();

    public ValueTask<IReadOnlyList<EndedExecution>> ListEnded(EndedExecution? after, DateTimeOffset by, int count) =>
        _inner.ListEnded(after, by, count);

    public async ValueTask RemoveExecution(string arn, DateTimeOffset endedBy)
    {
        await Removing(arn);
        await _inner.RemoveExecution(arn, endedBy);
    }

    public ValueTask DisposeAsync() => _inner.DisposeAsync();
}
