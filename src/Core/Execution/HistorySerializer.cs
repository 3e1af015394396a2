namespace FunctionsAsl.Core.Execution;

/// <summary>Saves and loads history events, several at a time, as a JSON array.</summary>
public static class HistorySerializer
{
    public static byte[] Save(IEnumerable<HistoryEvent> events) => ToJson(events).ToUtf8();

    public static JsonArray ToJson(IEnumerable<HistoryEvent> events) => JsonArray.Of(events.Select(static e => Save(e)));

    /// <param name="large">Gets its large values; without, they stand in what is saved.</param>
    public static JsonObject Save(HistoryEvent e, LargeValues? large = null)
    {
        JsonObject.Builder saved = new JsonObject.Builder()
            .Set("id", e.Id)
            .Set("previous", e.PreviousEventId)
            .Set("time", Saved.Time(e.Timestamp))
            .Set("type", e.Type.ToString());
        if (e.Details is not { } details)
        {
            return saved.Build();
        }

        return large is null ? SaveWhole(details, saved) : saved.Set("coded", details.ConvertAll(large.Encode)).Build();
    }

    /// <param name="utf8">What <see cref="Save(IEnumerable{HistoryEvent})"/> gave.</param>
    /// <param name="large">The large values of the execution.</param>
    /// <exception cref="FormatException">These bytes are not saved events.</exception>
    public static IReadOnlyList<HistoryEvent> Load(ReadOnlySpan<byte> utf8, LargeValues? large = null) => Load(Parse(utf8), large);

    /// <summary>The saved events, for <see cref="Load(JsonValue, LargeValues?)"/> one by one: their large values may not fit into memory together.</summary>
    /// <exception cref="FormatException">These bytes are no array.</exception>
    public static JsonArray Parse(ReadOnlySpan<byte> utf8) =>
        JsonReader.ReadSaved(utf8) as JsonArray ?? throw new FormatException("Saved history is a JSON array.");

    public static IReadOnlyList<HistoryEvent> Load(JsonArray saved, LargeValues? large = null)
    {
        var events = new HistoryEvent[saved.Count];
        for (int i = 0; i < events.Length; i++)
        {
            events[i] = Load(saved[i], large);
        }

        return events;
    }

    private static JsonObject SaveWhole(JsonObject details, JsonObject.Builder saved)
    {
        var texts = new JsonObject.Builder();
        foreach ((string name, JsonValue value) in details)
        {
            if (value.ContainsSourceText())
            {
                texts.Set(name, value.ToString());
                details = details.With(name, JsonValue.Null);
            }
        }

        return saved.Set("details", details).SetIfPresent("texts", texts.Count == 0 ? null : texts.Build()).Build();
    }

    public static HistoryEvent Load(JsonValue json, LargeValues? large)
    {
        var saved = new Saved(json as JsonObject ?? throw new FormatException("A saved history event is a JSON object."));
        JsonObject? details = saved.JsonIfPresent("coded") is JsonObject coded
            ? coded.ConvertAll((large ?? throw Saved.Broken("coded")).Decode)
            : LoadWhole(saved);
        return Enum.TryParse(saved.String("type"), out HistoryEventType type)
            ? new HistoryEvent(saved.Integer("id"), saved.Integer("previous"), saved.Time("time"), type, details)
            : throw new FormatException($"There is no history event '{saved.String("type")}'.");
    }

    private static JsonObject? LoadWhole(Saved saved)
    {
        var details = saved.JsonIfPresent("details") as JsonObject;
        foreach ((string name, JsonValue text) in saved.JsonIfPresent("texts") as JsonObject ?? JsonObject.Empty)
        {
            details = details!.With(name, JsonValue.ParseVerbatim(((JsonString)text).Value));
        }

        return details;
    }
}
