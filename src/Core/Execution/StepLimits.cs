namespace FunctionsAsl.Core.Execution;

/// <summary>
/// How much may be done in one step. Where history or work are used up, the step ends between two states with a
/// <see cref="Command.Continue"/>; a single state that needs more than <see cref="MaxWork"/> fails.
/// </summary>
public sealed record StepLimits
{
    /// <summary>What every step is held to.</summary>
    public static readonly StepLimits Standard = new();

    /// <summary>For a step that is to be over in some milliseconds, or to be taken again elsewhere.</summary>
    public static readonly StepLimits Brief = new() { Work = 50_000, MaxWork = 100_000, GivesUp = true };

    /// <summary>As release 8e0147c did: a step does all that there is to do.</summary>
    public static readonly StepLimits None = new() { HistoryBytes = long.MaxValue, Work = long.MaxValue };

    /// <summary>The same, with all that it decided otherwise.</summary>
    public static readonly StepLimits FirstRelease = None with
    {
        DecidesAsBefore = true,
        CatchesEmptyTexts = true,
        RedrivesAsBefore = true,
        LeavesOutAsBefore = true,
        KeepsOutputsAsBefore = true,
    };

    /// <summary>How many bytes the history of a step may weigh.</summary>
    public long HistoryBytes { get; init; } = 1024 * 1024;

    /// <summary>How many steps of evaluation may be taken before the next state has to wait.</summary>
    public long Work { get; init; } = 2_000_000;

    /// <summary>How many steps of evaluation there may be at all.</summary>
    public long MaxWork { get; init; } = StepBudget.MaxSteps;

    /// <summary>
    /// Whether using up <see cref="MaxWork"/> is no failure of the state: the step throws <see cref="StepBudgetException"/> then, and
    /// nothing has happened.
    /// </summary>
    public bool GivesUp { get; init; }

    /// <summary>
    /// As release 8e0147c did: a missing heartbeat has a name of its own, no catcher takes an expression that uses up its steps, a job has
    /// no token, and the history has an activity's task before it is known whether there is the activity (faults.md L5, L11, L15, L17).
    /// </summary>
    public bool DecidesAsBefore { get; init; }

    /// <summary>As releases up to 0.9 did: a catcher gets empty texts of a failure that was reported without an error.</summary>
    public bool CatchesEmptyTexts { get; init; }

    /// <summary>As releases up to 0.11 did: a redrive leaves a state for ever whose branches had all succeeded before it failed itself.</summary>
    public bool RedrivesAsBefore { get; init; }

    /// <summary>
    /// As releases up to 0.11 did: the children that a piece of a Map Run left out, since too much had failed, are not run where more is
    /// tolerated by the time that the piece ends.
    /// </summary>
    public bool LeavesOutAsBefore { get; init; }

    /// <summary>As releases up to 0.11 did: an inline Map keeps the outputs of all iterations, also those that are too large together.</summary>
    public bool KeepsOutputsAsBefore { get; init; }

    /// <summary>
    /// Whether the state says since when a worker has an activity's task, for hosts that tell how long tasks took and do not look into the
    /// history for it. An orchestration does, and what its state weighs must not change.
    /// </summary>
    public bool KeepsStartTimes { get; init; }

    /// <summary>Ends a step that nobody waits for any more, with <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Cancellation { get; init; }
}
