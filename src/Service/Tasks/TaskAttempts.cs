namespace FunctionsAsl.Service.Tasks;

/// <summary>Tells which attempt at which Task state the events of a history belong to, in their order: the chain of events leads there.</summary>
public sealed class TaskAttempts
{
    // A history has 25,000 events at most.
    private readonly Dictionary<long, (string State, int Number)> _ofEvent = [];
    private readonly Dictionary<string, int> _begun = new(StringComparer.Ordinal);

    /// <summary>The state and the attempt's number, from 0 in the order in which they were scheduled; <see langword="null"/> for another event.</summary>
    public (string State, int Number)? Of(HistoryEvent e)
    {
        (string State, int Number) attempt;
        if (e.Type == HistoryEventType.TaskStateEntered)
        {
            attempt = ((e.Details?["name"] as JsonString)?.Value ?? "", -1);
        }
        else if (IsEntry(e.Type) || !_ofEvent.TryGetValue(e.PreviousEventId, out attempt))
        {
            return null;
        }
        else if (IsBeginning(e.Type))
        {
            attempt = (attempt.State, _begun.GetValueOrDefault(attempt.State));
            _begun[attempt.State] = attempt.Number + 1;
        }

        _ofEvent.Add(e.Id, attempt);
        return attempt;
    }

    /// <summary>Whether an attempt has ended with this event.</summary>
    public static bool IsEnd(HistoryEventType type) => IsSuccess(type) || type is
        HistoryEventType.TaskFailed or HistoryEventType.TaskTimedOut
        or HistoryEventType.LambdaFunctionFailed or HistoryEventType.LambdaFunctionTimedOut
        or HistoryEventType.ActivityFailed or HistoryEventType.ActivityTimedOut;

    public static bool IsSuccess(HistoryEventType type) =>
        type is HistoryEventType.TaskSucceeded or HistoryEventType.LambdaFunctionSucceeded or HistoryEventType.ActivitySucceeded;

    /// <summary>Whether an attempt begins with this event.</summary>
    public static bool IsBeginning(HistoryEventType type) =>
        type is HistoryEventType.TaskScheduled or HistoryEventType.LambdaFunctionScheduled or HistoryEventType.ActivityScheduled;

    private static bool IsEntry(HistoryEventType type) => type.ToString().EndsWith("StateEntered", StringComparison.Ordinal);
}
