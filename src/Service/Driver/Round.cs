using FunctionsAsl.Core;

namespace FunctionsAsl.Service.Driver;

/// <summary>
/// Events that are applied one after the other, and what they come to all together. Nothing else changes: a round that is not saved
/// has not happened, and may be taken again.
/// </summary>
/// <param name="limits">How much each step may do.</param>
/// <param name="inspection">Where a state is tested by itself, what looks at it.</param>
public sealed class Round(StateMachine definition, ExecutionState state, StepLimits limits, Inspection? inspection = null)
{
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private readonly List<Command> _commands = [];
    private readonly List<HistoryEvent> _history = [];
    private readonly ExecutionState _before = state;
    private long _work;
    private long _historyBytes;

    /// <summary>The execution after the events so far.</summary>
    public ExecutionState State { get; private set; } = state;

    /// <summary>The time of the last event that changed anything.</summary>
    public DateTimeOffset Time { get; private set; }

    /// <summary>What is to be done, once the state is saved.</summary>
    public IReadOnlyList<Command> Commands => _commands;

    public IReadOnlyList<HistoryEvent> History => _history;

    /// <summary>Ids of the branches that have changed.</summary>
    public IReadOnlyCollection<string> Changed => _changed;

    /// <summary>Whether any event has changed the execution.</summary>
    public bool HasChanged => !ReferenceEquals(State, _before);

    /// <summary>Whether it is time to save: as much has been done as is to be done at once.</summary>
    public bool IsFull => _work > limits.Work || _historyBytes > limits.HistoryBytes;

    /// <summary>Applies an event; one that the core cannot apply throws, and changes nothing.</summary>
    /// <returns>Whether it changed the execution.</returns>
    /// <exception cref="FormatException">It carries an id that no command ever had.</exception>
    public bool Apply(Event @event)
    {
        Step step = Machine.Apply(definition, State, @event, limits, inspection);
        _work += step.Work;
        _commands.AddRange(step.Commands);
        if (ReferenceEquals(step.State, State))
        {
            return false;
        }

        State = step.State;
        Time = @event.Time;
        _changed.UnionWith(step.Changed);
        _history.AddRange(step.History);
        _historyBytes += step.HistoryBytes;
        return true;
    }
}
