namespace FunctionsAsl.Core.Execution;

/// <summary>One event of an execution's history, as <c>GetExecutionHistory</c> shows it.</summary>
/// <param name="id">Counts up from 1.</param>
/// <param name="previousEventId">The event that caused this one; 0 at the start of a chain (ST dataflow_execution).</param>
/// <param name="timestamp">When the event that caused it arrived at the core.</param>
/// <param name="details">
/// The members of the type's details, in the API's spelling, or <see langword="null"/> where the type has none. The members
/// <c>input</c>, <c>output</c> and <c>parameters</c> hold values here; the API shows them as JSON text.
/// </param>
public sealed class HistoryEvent(
    long id, long previousEventId, DateTimeOffset timestamp, HistoryEventType type, JsonMap? details)
{
    public long Id { get; } = id;

    public long PreviousEventId { get; } = previousEventId;

    public DateTimeOffset Timestamp { get; } = timestamp;

    public HistoryEventType Type { get; } = type;

    public JsonMap? Details { get; } = details;

    /// <summary>Bytes that it takes as JSON, about.</summary>
    public long Weight => 200 + (Details?.Utf8Length ?? 0);
}
