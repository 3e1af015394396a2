namespace FunctionsAsl;

/// <summary>An event of an execution's history.</summary>
/// <param name="Id">Counts up from 1.</param>
/// <param name="PreviousId">The event that led to this one; 0 at the beginning of a chain.</param>
/// <param name="Timestamp">When it happened, in milliseconds.</param>
/// <param name="Type">AWS's name of what happened, as <c>TaskStateEntered</c>.</param>
/// <param name="Details">
/// The members of the event's details as GetExecutionHistory shows them, such as <c>name</c>, and <c>input</c> as JSON text; empty where the type has none.
/// </param>
public sealed record ExecutionEvent(long Id, long PreviousId, DateTimeOffset Timestamp, string Type, JsonObject Details)
{
    private const string DetailsSuffix = "EventDetails";

    /// <summary>The state that was entered or left; <see langword="null"/> for other events.</summary>
    public string? StateName => Type.EndsWith("StateEntered", StringComparison.Ordinal) || Type.EndsWith("StateExited", StringComparison.Ordinal)
        ? (string?)Details["name"]
        : null;

    /// <param name="shown">An event as GetExecutionHistory shows it.</param>
    internal static ExecutionEvent Of(JsonObject shown) => new(
        shown["id"]!.GetValue<long>(),
        shown["previousEventId"]!.GetValue<long>(),
        ApiTime.Read(shown["timestamp"]!),
        (string)shown["type"]!,
        shown.FirstOrDefault(static member => member.Key.EndsWith(DetailsSuffix, StringComparison.Ordinal)).Value as JsonObject ?? []);
}
