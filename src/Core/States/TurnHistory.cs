namespace FunctionsAsl.Core.States;

/// <summary>What a turn adds to the history of its execution.</summary>
/// <param name="time">When what it writes happened.</param>
/// <param name="isKept">Whether anybody is shown it.</param>
internal sealed class TurnHistory(long lastEventId, DateTimeOffset time, bool isKept)
{
    // About what an event weighs besides its details.
    private const int EventBytes = 128;

    private static readonly JsonShape Entering = new("name", "input");
    private static readonly JsonShape Exiting = new("name", "output");
    private static readonly JsonShape ExitingAssigned = new("name", "output", "assignedVariables", "assignedVariablesDetails");
    private static readonly JsonMap NotTruncated = JsonMap.Of(("truncated", JsonAny.False));

    private readonly ImmutableArray<HistoryEvent>.Builder _events = ImmutableArray.CreateBuilder<HistoryEvent>();

    public long LastEventId => lastEventId + _events.Count;

    /// <summary>About what it weighs.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether there may be another event before the one that ends the execution (ST variable_limits).</summary>
    public bool HasRoom => LastEventId + 1 < Limits.HistoryEvents;

    public static JsonMap Entered(Branch branch) => JsonMap.Adopt(Entering, [branch.StateName, branch.Input]);

    public static JsonMap Exited(Branch branch, JsonAny output, JsonMap? assigned) => assigned is { Count: > 0 }
        ? JsonMap.Adopt(
            ExitingAssigned, [branch.StateName, output, assigned.ConvertAll(static value => value.ToString()), NotTruncated])
        : JsonMap.Adopt(Exiting, [branch.StateName, output]);

    public static JsonMap Error(string? error, string? cause) => (error, cause) switch
    {
        (null, null) => JsonMap.Empty,
        (null, _) => JsonMap.Of(("cause", cause)),
        (_, null) => JsonMap.Of(("error", error)),
        _ => JsonMap.Of(("error", error), ("cause", cause)),
    };

    /// <param name="bytes">About how many the details have, where that is known without measuring them.</param>
    public void Append(long previousEventId, HistoryEventType type, JsonMap? details, long? bytes = null)
    {
        Bytes += EventBytes + (bytes ?? details?.Utf8Length ?? 0);
        _events.Add(new HistoryEvent(LastEventId + 1, previousEventId, time, type, details));
    }

    /// <summary>An event of this turn; <see langword="null"/> where an earlier one wrote it.</summary>
    public HistoryEvent? Find(long eventId) => eventId > lastEventId ? _events[(int)(eventId - lastEventId) - 1] : null;

    /// <summary>Its events that are to be shown; it is used up afterwards.</summary>
    public ImmutableArray<HistoryEvent> Take() => isKept ? _events.DrainToImmutable() : [];
}
