using FunctionsAsl.Core.Json;

namespace FunctionsAsl.Core.Execution;

/// <summary>Saves and loads history events, several at a time, as a JSON array.</summary>
public static class HistorySerializer
{
    public static byte[] Save(IEnumerable<HistoryEvent> events) => JsonArray.Of(events.Select(Save)).ToUtf8();

    /// <exception cref="FormatException">These bytes are not saved events.</exception>
    public static IReadOnlyList<HistoryEvent> Load(ReadOnlySpan<byte> utf8)
    {
        var saved = JsonReader.ReadSaved(utf8) as JsonArray ?? throw new FormatException("Saved history is a JSON array.");
        var events = new HistoryEvent[saved.Count];
        for (int i = 0; i < events.Length; i++)
        {
            events[i] = Load(saved[i]);
        }

        return events;
    }

    private static JsonValue Save(HistoryEvent e) => new JsonObject.Builder()
        .Set("id", e.Id)
        .Set("previous", e.PreviousEventId)
        .Set("time", Saved.Time(e.Timestamp))
        .Set("type", e.Type.ToString())
        .SetIfPresent("details", e.Details)
        .Build();

    private static HistoryEvent Load(JsonValue json)
    {
        var saved = new Saved(json as JsonObject ?? throw new FormatException("A saved history event is a JSON object."));
        return Enum.TryParse(saved.String("type"), out HistoryEventType type)
            ? new HistoryEvent(
                saved.Integer("id"), saved.Integer("previous"), saved.Time("time"), type, saved.JsonIfPresent("details") as JsonObject)
            : throw new FormatException($"There is no history event '{saved.String("type")}'.");
    }
}
