namespace FunctionsAsl.Core.Execution;

/// <summary>The table of values of a saved state and of the changes saved after it: each instance stands in it once.</summary>
/// <param name="large">The values that are stored elsewhere; <see langword="null"/> where all stand in the saved state itself.</param>
internal sealed class SavedValues(LargeValues? large = null)
{
    private readonly Dictionary<JsonAny, int> _index = new(ReferenceEqualityComparer.Instance);
    private readonly List<JsonAny> _values = [];

    public int Count => _values.Count;

    public JsonAny At(int index) => _values[index];

    /// <summary>The value's place in the table.</summary>
    public JsonAny Add(JsonAny value)
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

    public JsonAny? AddIfPresent(JsonAny? value) => value is null ? null : Add(value);

    /// <summary>Saves the values from a place on.</summary>
    public JsonMap.Builder Save(int from, JsonMap.Builder to) => large is null
        ? to.Set("sourceTexts", SourceTexts(from)).Set("values", JsonList.Of(_values.Skip(from)))
        : to.Set("coded", JsonList.Of(_values.Skip(from).Select(large.Encode)));

    /// <summary>Takes over what <see cref="Save"/> saved, at the places that it had.</summary>
    /// <exception cref="FormatException">It was not saved by that.</exception>
    public void Load(Saved saved)
    {
        IEnumerable<JsonAny> values = saved.JsonIfPresent("coded") is JsonList coded
            ? coded.Select((large ?? throw Saved.Broken("coded")).Decode)
            : LoadWhole(saved);
        foreach (JsonAny value in values)
        {
            _index.TryAdd(SharedIfEmpty(value), _values.Count);
            _values.Add(value);
        }
    }

    private JsonAny[] LoadWhole(Saved saved)
    {
        JsonAny[] own = saved.Get<JsonList>("values").Items.ToArray();
        foreach ((string place, JsonAny text) in saved.Get<JsonMap>("sourceTexts"))
        {
            int at = int.Parse(place, NumberFormatInfo.InvariantInfo) - _values.Count;
            own[at >= 0 && at < own.Length ? at : throw Saved.Broken("sourceTexts")] = JsonAny.ParseVerbatim(((JsonString)text).Value);
        }

        return own;
    }

    /// <summary>Place in the table to source text, for the values from a place on that have one.</summary>
    private JsonMap SourceTexts(int from)
    {
        var texts = new JsonMap.Builder();
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
    private static JsonAny SharedIfEmpty(JsonAny value) => value switch
    {
        JsonString { Value.Length: 0 } => JsonString.Empty,
        JsonList { Count: 0, SourceText: null } => JsonList.Empty,
        JsonMap { Count: 0, SourceText: null } => JsonMap.Empty,
        _ => value,
    };
}
