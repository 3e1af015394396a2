using System.Collections.Frozen;

namespace FunctionsAsl.Service.Operations;

/// <summary>History events as GetExecutionHistory shows them.</summary>
internal static class HistoryView
{
    private static readonly FrozenDictionary<HistoryEventType, string> Members = BuildMembers();

    private static readonly JsonMap Whole = JsonMap.Of(("truncated", false));

    /// <param name="includeData">
    /// Whether to show what went in and out; everything else, errors too, is shown anyway (ST dataflow_execution).
    /// </param>
    public static JsonMap Show(HistoryEvent e, bool includeData)
    {
        List<KeyValuePair<string, JsonAny>> members =
        [
            new("id", e.Id),
            new("previousEventId", e.PreviousEventId),
            new("timestamp", Timestamp.Of(e.Timestamp)),
            new("type", e.Type.ToString()),
        ];
        if (Members.TryGetValue(e.Type, out string? name))
        {
            members.Add(new(name, Details(e, includeData)));
        }

        return Alphabetical.Of(members);
    }

    /// <summary>The members of an event's details; none where its type has none.</summary>
    /// <inheritdoc cref="Show"/>
    public static JsonMap Details(HistoryEvent e, bool includeData)
    {
        JsonMap details = e.Details ?? JsonMap.Empty;
        List<KeyValuePair<string, JsonAny>> shown = new(details.Count + 2);
        foreach ((string name, JsonAny value) in details.Members)
        {
            bool isData = name is "input" or "output" or "parameters" or "assignedVariables";
            if (!isData)
            {
                shown.Add(new(name, value));
            }
            else if (includeData)
            {
                shown.Add(new(name, name == "assignedVariables" ? value : value.ToString()));
                if (name != "parameters" && !details.Contains(name + "Details"))
                {
                    shown.Add(new(name + "Details", Whole));
                }
            }
        }

        if (!includeData)
        {
            shown.RemoveAll(static member => member.Key is "inputDetails" or "outputDetails" or "assignedVariablesDetails");
        }

        return Alphabetical.Of(shown);
    }

    /// <summary>The member that holds a type's details; some types have none (MODEL HistoryEvent).</summary>
    private static FrozenDictionary<HistoryEventType, string> BuildMembers() =>
        Enum.GetValues<HistoryEventType>()
            .Where(static type => type is not (HistoryEventType.LambdaFunctionStarted
                or HistoryEventType.MapStateAborted or HistoryEventType.MapStateFailed or HistoryEventType.MapStateSucceeded
                or HistoryEventType.ParallelStateAborted or HistoryEventType.ParallelStateFailed
                or HistoryEventType.ParallelStateStarted or HistoryEventType.ParallelStateSucceeded
                or HistoryEventType.TaskStateAborted or HistoryEventType.WaitStateAborted
                or HistoryEventType.MapRunAborted or HistoryEventType.MapRunSucceeded))
            .ToFrozenDictionary(static type => type, static type => Member(type.ToString()));

    private static string Member(string type)
    {
        if (type.EndsWith("StateEntered", StringComparison.Ordinal))
        {
            return "stateEnteredEventDetails";
        }

        return type.EndsWith("StateExited", StringComparison.Ordinal)
            ? "stateExitedEventDetails"
            : ApiNames.Decapitalize(type) + "EventDetails";
    }
}
