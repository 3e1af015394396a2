using FunctionsAsl.Core.Json;

namespace FunctionsAsl.Conformance;

/// <summary>Small wrong changes to a value.</summary>
public static class Mutation
{
    /// <summary>The value once for each scalar in it, with that one changed; an empty container counts as a scalar.</summary>
    public static IEnumerable<JsonValue> OfEveryScalar(JsonValue value)
    {
        switch (value)
        {
            case JsonArray { Count: > 0 } array:
                for (int i = 0; i < array.Count; i++)
                {
                    int index = i;
                    foreach (JsonValue changed in OfEveryScalar(array[i]))
                    {
                        yield return array.WithItem(index, changed);
                    }
                }

                break;
            case JsonObject { Count: > 0 } o:
                foreach ((string name, JsonValue member) in o)
                {
                    foreach (JsonValue changed in OfEveryScalar(member))
                    {
                        yield return o.With(name, changed);
                    }
                }

                break;
            default:
                yield return Change(value);
                break;
        }
    }

    private static JsonValue Change(JsonValue scalar) => scalar switch
    {
        JsonNull => false,
        JsonBoolean b => !b.Value,
        JsonNumber n => n.AsDouble + 1,
        JsonString s => s.Value + " ",
        _ => JsonValue.Null,
    };
}
