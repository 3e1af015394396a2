namespace FunctionsAsl.Core.Execution;

/// <summary>
/// What is saved of a running execution: a snapshot, and then what each step has changed. It holds what was decided, so that loading
/// it decides nothing, whatever the release. Used by one thread at a time.
/// </summary>
public sealed class SavedState
{
    private SavedValues _values;

    private SavedState(ExecutionState state, LargeValues? large, SavedValues values)
    {
        State = state;
        Values = large;
        _values = values;
    }

    /// <summary>The large values of the execution; <see langword="null"/> where they stand in what is saved.</summary>
    public LargeValues? Values { get; }

    /// <summary>The state as it was saved or loaded last.</summary>
    public ExecutionState State { get; private set; }

    /// <summary>Saves the first state of an execution.</summary>
    /// <param name="large">Gets the large values of this and all later states; without, they stand in what is saved.</param>
    public static SavedState Of(ExecutionState state, LargeValues? large, out byte[] snapshot)
    {
        var saved = new SavedState(state, large, new SavedValues());
        snapshot = saved.Snapshot(state);
        return saved;
    }

    /// <param name="snapshot">What <see cref="Of"/> or <see cref="Snapshot"/> gave.</param>
    /// <param name="large">The large values of the execution.</param>
    /// <exception cref="FormatException">These bytes are not a saved state.</exception>
    public static SavedState Load(ReadOnlySpan<byte> snapshot, LargeValues? large = null)
    {
        var values = new SavedValues(large);
        return new SavedState(StateSerializer.Load(Read(snapshot), values), large, values);
    }

    /// <summary>Goes on from a change.</summary>
    /// <param name="change">What <see cref="Change"/> gave.</param>
    /// <returns>Whether it is a change; release 8e0147c saved events in its place (<see cref="EventSerializer"/>).</returns>
    /// <exception cref="FormatException">These bytes are broken.</exception>
    public bool TryApply(ReadOnlySpan<byte> change)
    {
        JsonMap json = Read(change);
        if (!StateSerializer.IsChange(json))
        {
            return false;
        }

        State = StateSerializer.Apply(State, json, _values);
        return true;
    }

    /// <summary>Saves a state as a whole, which makes all that was saved before obsolete.</summary>
    public byte[] Snapshot(ExecutionState state)
    {
        _values = new SavedValues(Values);
        State = state;
        return StateSerializer.ToJson(state, _values).ToUtf8();
    }

    /// <summary>Saves what is new in a running state.</summary>
    /// <param name="branches">The branches that have changed since the last time (<see cref="Step.Changed"/>).</param>
    public byte[] Change(ExecutionState state, IEnumerable<string> branches)
    {
        byte[] change = StateSerializer.ToChange(State, state, branches, _values).ToUtf8();
        State = state;
        return change;
    }

    private static JsonMap Read(ReadOnlySpan<byte> utf8) =>
        JsonReader.ReadSaved(utf8) as JsonMap ?? throw new FormatException("A saved state is a JSON object.");
}
