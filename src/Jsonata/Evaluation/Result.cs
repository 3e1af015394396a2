using FunctionsAsl.Json;

namespace FunctionsAsl.Jsonata;

/// <summary>Makes JSON of what an expression came to. What occurs in several places does so afterwards: walking them all could take forever.</summary>
/// <param name="forFunctions">What stands for functions; <see langword="null"/> where there must be none.</param>
internal readonly struct Result(JsonValue? forFunctions)
{
    private readonly Dictionary<JsonValue, JsonValue> _done = new(ReferenceEqualityComparer.Instance);

    /// <exception cref="JsonataException">The value contains a function.</exception>
    public static JsonValue Of(JsonValue value) => value switch
    {
        _ when value.Traits == JsonTraits.None => value,
        JsonArray array when !array.Has(JsonTraits.Tainted) => array.WithTraits(JsonTraits.None),
        _ => new Result(null).Clean(value),
    };

    /// <summary>The value as an error shows it.</summary>
    public static JsonValue ToShow(JsonValue value) => value.Traits == JsonTraits.None ? value : new Result(JsonString.Empty).Clean(value);

    private JsonValue Clean(JsonValue value)
    {
        if (value.Traits == JsonTraits.None)
        {
            return value;
        }

        if (_done.TryGetValue(value, out JsonValue? known))
        {
            return known;
        }

        Recursion.EnsureRoom();
        JsonValue result = value switch
        {
            JsonNumber number => Number.Name(number.AsDouble),
            JsonArray array when !array.Has(JsonTraits.Tainted) => array.WithTraits(JsonTraits.None),
            JsonArray array => JsonArray.Adopt([.. array.Select(Clean)]),
            JsonObject o => o.ConvertAll(Clean),
            _ => forFunctions ?? throw new JsonataException(JsonataException.UnsupportedResult),
        };
        _done.Add(value, result);
        return result;
    }
}
