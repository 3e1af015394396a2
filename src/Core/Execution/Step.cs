namespace FunctionsAsl.Core.Execution;

/// <summary>What applying an event came to.</summary>
/// <param name="State">The execution afterwards; the same instance where the event changed nothing.</param>
/// <param name="Commands">What the host must do now, in this order.</param>
/// <param name="History">The events to add to the history.</param>
/// <param name="Changed">Ids of the branches that have changed, or come, or gone.</param>
public readonly record struct Step(
    ExecutionState State, ImmutableArray<Command> Commands, ImmutableArray<HistoryEvent> History, IReadOnlyCollection<string> Changed)
{
    /// <summary>About what the history weighs.</summary>
    public long HistoryBytes { get; init; }

    /// <summary>Steps of evaluation that were taken.</summary>
    public long Work { get; init; }
}
