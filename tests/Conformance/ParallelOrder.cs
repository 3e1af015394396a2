using FunctionsAsl.Json;

namespace FunctionsAsl.Conformance;

/// <summary>
/// Six recordings have lost the order of events within a Parallel state: their ids are <c>[0]</c>, they were sorted, and
/// the event that ends the branches was overwritten. This does the same to an answer, mistakes included.
/// </summary>
public static class ParallelOrder
{
    private static readonly JsonValue LostId = JsonArray.Of(JsonNumber.Of(0));

    private static readonly HashSet<string> Ends = new(StringComparer.Ordinal)
    {
        "ParallelStateSucceeded", "ParallelStateAborted", "ParallelStateExited", "ParallelStateFailed",
    };

    private static readonly Comparer<JsonValue> ByText =
        Comparer<JsonValue>.Create((a, b) => string.CompareOrdinal(Comparison.Canonical(a), Comparison.Canonical(b)));

    /// <summary>Whether the recording lost it.</summary>
    public static bool IsLost(JsonValue expected) => expected switch
    {
        JsonArray array => array.Any(IsLost),
        JsonObject o => o["id"] is JsonArray || o.Any(member => IsLost(member.Value)),
        _ => false,
    };

    /// <summary>Loses it in an answer.</summary>
    public static JsonValue Lose(JsonValue answers) =>
        new MemberPath("$..events").Change(answers, events => events is JsonArray array ? Lose(array) : events);

    /// <summary>Sorts each stretch of events without ids, so that two answers compare whatever their order was.</summary>
    public static JsonValue Sort(JsonValue answers) =>
        new MemberPath("$..events").Change(answers, events => events is JsonArray array ? Sort(array) : events);

    private static JsonArray Lose(JsonArray array)
    {
        List<JsonObject> events = [.. array.Cast<JsonObject>()];
        var stretch = new List<JsonObject>();
        int? start = null;
        bool inside = false;
        for (int i = 0; i < events.Count; i++)
        {
            string? type = Case.Text(events[i], "type");
            if (type is not null && Ends.Contains(type))
            {
                events.RemoveRange(start ?? 0, i - (start ?? 0));
                events.InsertRange(start ?? 0, stretch);
                inside = false;
            }
            else if (string.Equals(type, "ParallelStateStarted", StringComparison.Ordinal))
            {
                inside = true;
                stretch = [];
                start = i + 1;
            }
            else if (inside)
            {
                events[i] = events[i].With("id", LostId).With("previousEventId", 0);
                stretch.Add(events[i]);
            }
        }

        return JsonArray.Of(events);
    }

    private static JsonArray Sort(JsonArray array)
    {
        List<JsonValue> events = [.. array];
        for (int i = 0; i < events.Count; i++)
        {
            int end = i;
            while (end < events.Count && events[end] is JsonObject e && e["id"] is JsonArray)
            {
                end++;
            }

            events.Sort(i, end - i, ByText);
            i = Math.Max(i, end - 1);
        }

        return JsonArray.Of(events);
    }
}
