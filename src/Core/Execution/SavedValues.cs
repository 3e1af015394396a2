using System.Globalization;

namespace FunctionsAsl.Core.Execution;

/// <summary>The table of values of a saved state and of the changes saved after it: each instance stands in it once.</summary>
internal sealed class SavedValues
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

    /// <summary>Takes over values that were saved, at the places that they had.</summary>
    public void AddLoaded(IEnumerable<JsonValue> values)
    {
        foreach (JsonValue value in values)
        {
            _index.TryAdd(SharedIfEmpty(value), _values.Count);
            _values.Add(value);
        }
    }

    /// <summary>The values from a place on.</summary>
    public JsonArray ToJson(int from) => JsonArray.Of(_values.Skip(from));

    /// <summary>Place in the table to source text, for the values from a place on that have one.</summary>
    public JsonObject SourceTexts(int from)
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
