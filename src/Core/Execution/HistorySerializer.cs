namespace FunctionsAsl.Core.Execution;

/// <summary>Saves and loads history events, several at a time, as a JSON array.</summary>
public static class HistorySerializer
{
    public static byte[] Save(IEnumerable<HistoryEvent> events) => ToJson(events).ToUtf8();

    public static JsonList ToJson(IEnumerable<HistoryEvent> events) => JsonList.Of(events.Select(static e => Save(e)));

    /// <param name="large">Gets its large values; without, they stand in what is saved.</param>
    public static JsonMap Save(HistoryEvent e, LargeValues? large = null)
    {
        JsonMap.Builder saved = new JsonMap.Builder()
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

    /// <summary>The saved events, for <see cref="Load(JsonAny, LargeValues?)"/> one by one: their large values may not fit into memory together.</summary>
    /// <exception cref="FormatException">These bytes are no array.</exception>
    public static JsonList Parse(ReadOnlySpan<byte> utf8) =>
        JsonReader.ReadSaved(utf8) as JsonList ?? throw new FormatException("Saved history is a JSON array.");

    public static IReadOnlyList<HistoryEvent> Load(JsonList saved, LargeValues? large = null)
    {
        var events = new HistoryEvent[saved.Count];
        for (int i = 0; i < events.Length; i++)
        {
            events[i] = Load(saved[i], large);
        }

        return events;
    }

    private static JsonMap SaveWhole(JsonMap details, JsonMap.Builder saved)
    {
        var texts = new JsonMap.Builder();
        foreach ((string name, JsonAny value) in details)
        {
            if (value.ContainsSourceText())
            {
                texts.Set(name, value.ToString());
                details = details.With(name, JsonAny.Null);
            }
        }

        return saved.Set("details", details).SetIfPresent("texts", texts.Count == 0 ? null : texts.Build()).Build();
    }

    public static HistoryEvent Load(JsonAny json, LargeValues? large)
    {
        var saved = new Saved(json as JsonMap ?? throw new FormatException("A saved history event is a JSON object."));
        JsonMap? details = saved.JsonIfPresent("coded") is JsonMap coded
            ? coded.ConvertAll((large ?? throw Saved.Broken("coded")).Decode)
            : LoadWhole(saved);
        return Enum.TryParse(saved.String("type"), out HistoryEventType type)
            ? new HistoryEvent(saved.Integer("id"), saved.Integer("previous"), saved.Time("time"), type, details)
            : throw new FormatException($"There is no history event '{saved.String("type")}'.");
    }

    private static JsonMap? LoadWhole(Saved saved)
    {
        var details = saved.JsonIfPresent("details") as JsonMap;
        foreach ((string name, JsonAny text) in saved.JsonIfPresent("texts") as JsonMap ?? JsonMap.Empty)
        {
            details = details!.With(name, JsonAny.ParseVerbatim(((JsonString)text).Value));
        }

        return details;
    }
}
