using FunctionsAsl.Service.Engine;

namespace FunctionsAsl.Service.InProcess;

/// <summary>
/// Where the <see cref="InProcessEngine"/> keeps what it must not lose. A write is durable when its task completes; the writes of many
/// callers may be made durable together. Reads see every completed write. Lists are in the order of <see cref="IEngine"/>.
/// </summary>
public interface IStore : IRecordStore, IAsyncDisposable
{
    /// <summary>Removes the machine with its executions, those of its Distributed Maps included, and all they have left.</summary>
    /// <returns>How many of them ran, but for Map Runs themselves.</returns>
    ValueTask<long> RemoveStateMachine(string arn, CancellationToken cancel);

    /// <summary>Where the large values of a new execution go; <see langword="null"/> where the store shares all values as they are.</summary>
    LargeValues? NewValues();

    ValueTask<ExecutionRecord?> FindExecution(string arn, CancellationToken cancel);

    /// <inheritdoc cref="IEngine.ListExecutions"/>
    ValueTask<Page<ExecutionSummary>> ListExecutions(
        ExecutionFilter filter, string? after, int count, CancellationToken cancel);

    /// <inheritdoc cref="IEngine.ReadHistory"/>
    ValueTask<IReadOnlyList<HistoryEvent>> ReadHistory(
        string executionArn, long? after, int count, long bytes, bool reverse, CancellationToken cancel);

    /// <summary>Stores a new execution with its first step, unless its ARN is taken.</summary>
    ValueTask<bool> TryAddExecution(ExecutionStep step);

    /// <summary>Stores one more step of an execution.</summary>
    /// <returns>Whether it is there: it may have been removed with its machine.</returns>
    ValueTask<bool> SaveExecution(ExecutionStep step);

    /// <summary>What was saved of an execution; <see langword="null"/> where there is none, or where it has ended and nothing is kept.</summary>
    ValueTask<SavedExecution?> LoadExecution(string arn);

    /// <summary>
    /// Notes that a running execution needs nothing before a time, or nothing at all by itself. It counts until its next step is stored.
    /// </summary>
    /// <param name="wakes">When something is due; <see cref="DateTimeOffset.MaxValue"/> where nothing is.</param>
    ValueTask Rest(string arn, DateTimeOffset wakes);

    /// <summary>Executions that rest, in the order in which they wake.</summary>
    /// <param name="after">Only those behind this one.</param>
    ValueTask<IReadOnlyList<RestingExecution>> ListResting(RestingExecution? after, int count);

    /// <summary>ARNs of all running executions that do not rest, the oldest first: before those that they have started.</summary>
    ValueTask<IReadOnlyList<string>> ListAwake();

    /// <summary>ARNs of the running executions of a machine, those of its Distributed Maps included, in any order.</summary>
    ValueTask<IReadOnlyList<string>> ListRunning(string stateMachineArn, int count);

    /// <summary>How many executions run, but for Map Runs themselves.</summary>
    ValueTask<long> CountOpen();

    /// <summary>Executions that ended by a time, in the order of their ends.</summary>
    /// <param name="after">Only those behind this one.</param>
    ValueTask<IReadOnlyList<EndedExecution>> ListEnded(EndedExecution? after, DateTimeOffset by, int count);

    /// <summary>
    /// When the execution ended behind that so many others ended; <see langword="null"/> where no more have. Map Runs and their children do not
    /// count.
    /// </summary>
    ValueTask<DateTimeOffset?> FindEndBehind(long newer);

    /// <summary>Removes an execution with all it has left, if it has ended by a time.</summary>
    ValueTask RemoveExecution(string arn, DateTimeOffset endedBy);

    /// <summary>Gives the room of what was removed back to the machine, a little at a time among the writes of others.</summary>
    ValueTask ReleaseSpace();
}

/// <summary>What one step of an execution adds to the store.</summary>
/// <param name="Record">The execution afterwards. When it has ended, what was saved before is dropped; a snapshot of this step is kept.</param>
/// <param name="History">Events to append; their ids go on from those stored.</param>
/// <param name="Snapshot">The whole state (<see cref="SavedState"/>), which makes the changes so far obsolete; or <see langword="null"/>.</param>
/// <param name="Change">What has changed since the last snapshot and the changes behind it, to append to these; or <see langword="null"/>.</param>
/// <param name="Values">The large values of the execution; those that are new are stored with the step.</param>
public sealed record ExecutionStep(
    ExecutionRecord Record, IReadOnlyList<HistoryEvent> History, byte[]? Snapshot, byte[]? Change, LargeValues? Values = null);

/// <summary>An execution that rests.</summary>
/// <param name="Wakes">When it has to go on.</param>
/// <param name="Number">Orders those that wake at one time.</param>
public sealed record RestingExecution(string Arn, DateTimeOffset Wakes, long Number);

/// <summary>An execution that has ended.</summary>
/// <param name="Number">Orders those that ended at one time.</param>
/// <param name="ParentTask">As <see cref="ExecutionRecord.ParentTask"/>.</param>
public sealed record EndedExecution(string Arn, DateTimeOffset StopDate, long Number, string? ParentTask);

/// <summary>An execution: the last snapshot of its state, the changes since in order, and the large values of these.</summary>
public sealed record SavedExecution(ExecutionRecord Record, byte[] Snapshot, IReadOnlyList<byte[]> Changes, LargeValues? Values = null);
