namespace FunctionsAsl.Core.Execution;

/// <summary>The table of values of a saved state and of the changes saved after it: each instance stands in it once.</summary>
/// <param name="large">The values that are stored elsewhere; <see langword="null"/> where all stand in the saved state itself.</param>
internal sealed class SavedValues(LargeValues? large = null)
{
    private readonly Dictionary<JsonValue, int> _index = new(ReferenceEqualityComparer.Instance);
    private readonly List<JsonValue> _values = [];

    public int Count => _values.Count;

    public JsonValue At(int index) => _values[index];

    /// <summary>The value's place in the table.</summary>
    public JsonValue Add(JsonValue value)
    {
        value = SharedIfEmpty(value);
        if (!_index.TryGetValue(value, out int at))
        {
            at = _values.Count;
            _index.Add(value, at);
            _values.Add(value);
        }

        return JsonNumber.Of(at);
    }

    public JsonValue? AddIfPresent(JsonValue? value) => value is null ? null : Add(value);

    /// <summary>Saves the values from a place on.</summary>
    public JsonObject.Builder Save(int from, JsonObject.Builder to) => large is null
        ? to.Set("sourceTexts", SourceTexts(from)).Set("values", JsonArray.Of(_values.Skip(from)))
        : to.Set("coded", JsonArray.Of(_values.Skip(from).Select(large.Encode)));

    /// <summary>Takes over what <see cref="Save"/> saved, at the places that it had.</summary>
    /// <exception cref="FormatException">It was not saved by that.</exception>
    public void Load(Saved saved)
    {
        IEnumerable<JsonValue> values = saved.JsonIfPresent("coded") is JsonArray coded
            ? coded.Select((large ?? throw Saved.Broken("coded")).Decode)
            : LoadWhole(saved);
        foreach (JsonValue value in values)
        {
            _index.TryAdd(SharedIfEmpty(value), _values.Count);
            _values.Add(value);
        }
    }

    private JsonValue[] LoadWhole(Saved saved)
    {
        JsonValue[] own = saved.Get<JsonArray>("values").Items.ToArray();
        foreach ((string place, JsonValue text) in saved.Get<JsonObject>("sourceTexts"))
        {
            int at = int.Parse(place, NumberFormatInfo.InvariantInfo) - _values.Count;
            own[at >= 0 && at < own.Length ? at : throw Saved.Broken("sourceTexts")] = JsonValue.ParseVerbatim(((JsonString)text).Value);
        }

        return own;
    }

    /// <summary>Place in the table to source text, for the values from a place on that have one.</summary>
    private JsonObject SourceTexts(int from)
    {
        var texts = new JsonObject.Builder();
        for (int i = from; i < _values.Count; i++)
        {
            if (_values[i].SourceText is { } text)
            {
                texts.Set(i.ToString(NumberFormatInfo.InvariantInfo), text);
            }
        }

        return texts.Build();
    }

    // Reading gives one instance for all empty texts, and likewise arrays and objects; without this, a loaded state would be saved
    // differently. Expressions and cuttings make other instances.
    private static JsonValue SharedIfEmpty(JsonValue value) => value switch
    {
        JsonString { Value.Length: 0 } => JsonString.Empty,
        JsonArray { Count: 0, SourceText: null } => JsonArray.Empty,
        JsonObject { Count: 0, SourceText: null } => JsonObject.Empty,
        _ => value,
    };
}
