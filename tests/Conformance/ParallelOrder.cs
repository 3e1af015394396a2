using FunctionsAsl.Json;

namespace FunctionsAsl.Conformance;

/// <summary>
/// Six recordings have lost the order of events within a Parallel state: their ids are <c>[0]</c>, they were sorted, and
/// the event that ends the branches was overwritten. This does the same to an answer, mistakes included.
/// </summary>
public static class ParallelOrder
{
    private static readonly JsonAny LostId = JsonList.Of(JsonNumber.Of(0));

    private static readonly HashSet<string> Ends = new(StringComparer.Ordinal)
    {
        "ParallelStateSucceeded", "ParallelStateAborted", "ParallelStateExited", "ParallelStateFailed",
    };

    private static readonly Comparer<JsonAny> ByText =
        Comparer<JsonAny>.Create((a, b) => string.CompareOrdinal(Comparison.Canonical(a), Comparison.Canonical(b)));

    /// <summary>Whether the recording lost it.</summary>
    public static bool IsLost(JsonAny expected) => expected switch
    {
        JsonList array => array.Any(IsLost),
        JsonMap o => o["id"] is JsonList || o.Any(member => IsLost(member.Value)),
        _ => false,
    };

    /// <summary>Loses it in an answer.</summary>
    public static JsonAny Lose(JsonAny answers) =>
        new MemberPath("$..events").Change(answers, events => events is JsonList array ? Lose(array) : events);

    /// <summary>Sorts each stretch of events without ids, so that two answers compare whatever their order was.</summary>
    public static JsonAny Sort(JsonAny answers) =>
        new MemberPath("$..events").Change(answers, events => events is JsonList array ? Sort(array) : events);

    private static JsonList Lose(JsonList array)
    {
        List<JsonMap> events = [.. array.Cast<JsonMap>()];
        var stretch = new List<JsonMap>();
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

        return JsonList.Of(events);
    }

    private static JsonList Sort(JsonList array)
    {
        List<JsonAny> events = [.. array];
        for (int i = 0; i < events.Count; i++)
        {
            int end = i;
            while (end < events.Count && events[end] is JsonMap e && e["id"] is JsonList)
            {
                end++;
            }

            events.Sort(i, end - i, ByText);
            i = Math.Max(i, end - 1);
        }

        return JsonList.Of(events);
    }
}
