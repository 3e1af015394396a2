namespace FunctionsAsl.Core.Execution;

public enum ExecutionStatus
{
    Running,
    Succeeded,
    Failed,
    TimedOut,
    Aborted,
}

/// <summary>
/// Everything that is to be known of an execution to go on with it: data only, immutable, and independent of the size of its
/// history. <see cref="StateSerializer"/> saves and loads it.
/// </summary>
public sealed class ExecutionState
{
    internal ExecutionState(ExecutionInput execution, DateTimeOffset startTime)
    {
        Execution = execution;
        StartTime = startTime;
    }

    public ExecutionInput Execution { get; }

    public DateTimeOffset StartTime { get; }

    public ExecutionStatus Status { get; internal init; }

    /// <summary>The result, where the status is Succeeded.</summary>
    public JsonAny? Output { get; internal init; }

    /// <summary>The error name, where the execution failed or was aborted with one.</summary>
    public string? Error { get; internal init; }

    public string? Cause { get; internal init; }

    /// <summary>How often it was redriven.</summary>
    public long RedriveCount { get; internal init; }

    /// <summary>When it was redriven last.</summary>
    public DateTimeOffset? RedriveTime { get; internal init; }

    /// <summary>Why it cannot go on from where it ended; <see langword="null"/> where it can.</summary>
    public string? RedriveObstacle { get; internal init; }

    /// <summary>Whether it has ended without success, and can go on from there.</summary>
    public bool IsRedrivable => Status != ExecutionStatus.Running && RedriveObstacle is null && !Branches.IsEmpty;

    /// <summary>How the Map Run stands, or has ended, that this is the execution of; <see langword="null"/> where it is of none.</summary>
    public MapRunFigures? MapRun => EndedMapRun ?? MapRunFigures.Of(Branches.GetValueOrDefault(""), Status);

    /// <summary>Events written so far.</summary>
    public long LastEventId { get; internal init; }

    /// <summary>When the whole execution times out.</summary>
    public DateTimeOffset? TimeoutDue { get; internal init; }

    /// <summary>How the Map Run has ended. Only the step that ends it says so: it is saved with what came of the execution.</summary>
    internal MapRunFigures? EndedMapRun { get; init; }

    /// <summary>Whether the state machine was deleted under this execution.</summary>
    public bool MachineDeleted { get; internal init; }

    /// <summary>Bytes of all variables of all branches.</summary>
    internal long VariableBytes { get; init; }

    /// <summary>Branches that could go on at once, in this order; none where the last step did all that there was to do.</summary>
    internal ImmutableArray<string> Ready { get; init; } = [];

    /// <summary>How often a step ended before all was done.</summary>
    internal long Pauses { get; init; }

    /// <summary>The command to go on, where there is something <see cref="Ready"/>.</summary>
    internal Command.Continue? Continuation => Ready.IsEmpty ? null : new Command.Continue($"continue:{Pauses}");

    /// <summary>
    /// The open branches, and those that wait for their siblings, by id. Of an execution that ended without success, those of that
    /// moment, without what they waited for: a redrive goes on with them.
    /// </summary>
    internal ImmutableDictionary<string, Branch> Branches { get; init; } = ImmutableDictionary<string, Branch>.Empty;

    /// <summary>The execution as it runs once more.</summary>
    internal ExecutionState Redrive(DateTimeOffset time) => new(Execution, StartTime)
    {
        RedriveCount = RedriveCount + 1,
        RedriveTime = time,
        LastEventId = LastEventId,
        VariableBytes = VariableBytes,
        Pauses = Pauses,
        Branches = Branches,
    };

    /// <summary>The branch that still stands at this position.</summary>
    internal Branch? At(Position position) =>
        Branches.GetValueOrDefault(position.Branch) is { } branch && branch.Position == position ? branch : null;
}
