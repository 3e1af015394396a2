namespace FunctionsAsl.Core.Execution;

/// <summary>Saves and loads history events, several at a time, as a JSON array.</summary>
public static class HistorySerializer
{
    public static byte[] Save(IEnumerable<HistoryEvent> events) => ToJson(events).ToUtf8();

    public static JsonArray ToJson(IEnumerable<HistoryEvent> events) => JsonArray.Of(events.Select(Save));

    /// <exception cref="FormatException">These bytes are not saved events.</exception>
    public static IReadOnlyList<HistoryEvent> Load(ReadOnlySpan<byte> utf8) =>
        Load(JsonReader.ReadSaved(utf8) as JsonArray ?? throw new FormatException("Saved history is a JSON array."));

    /// <exception cref="FormatException">These are not saved events.</exception>
    public static IReadOnlyList<HistoryEvent> Load(JsonArray saved)
    {
        var events = new HistoryEvent[saved.Count];
        for (int i = 0; i < events.Length; i++)
        {
            events[i] = Load(saved[i]);
        }

        return events;
    }

    private static JsonValue Save(HistoryEvent e)
    {
        var saved = new JsonObject.Builder()
            .Set("id", e.Id)
            .Set("previous", e.PreviousEventId)
            .Set("time", Saved.Time(e.Timestamp))
            .Set("type", e.Type.ToString());
        if (e.Details is { } details)
        {
            var texts = new JsonObject.Builder();
            foreach ((string name, JsonValue value) in e.Details)
            {
                if (value.ContainsSourceText())
                {
                    texts.Set(name, value.ToString());
                    details = details.With(name, JsonValue.Null);
                }
            }

            saved.Set("details", details).SetIfPresent("texts", texts.Count == 0 ? null : texts.Build());
        }

        return saved.Build();
    }

    private static HistoryEvent Load(JsonValue json)
    {
        var saved = new Saved(json as JsonObject ?? throw new FormatException("A saved history event is a JSON object."));
        var details = saved.JsonIfPresent("details") as JsonObject;
        foreach ((string name, JsonValue text) in saved.JsonIfPresent("texts") as JsonObject ?? JsonObject.Empty)
        {
            details = details!.With(name, JsonValue.ParseVerbatim(((JsonString)text).Value));
        }

        return Enum.TryParse(saved.String("type"), out HistoryEventType type)
            ? new HistoryEvent(saved.Integer("id"), saved.Integer("previous"), saved.Time("time"), type, details)
            : throw new FormatException($"There is no history event '{saved.String("type")}'.");
    }
}
