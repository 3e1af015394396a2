using FunctionsAsl.Json;

namespace FunctionsAsl.Conformance;

/// <summary>Small wrong changes to a value.</summary>
public static class Mutation
{
    /// <summary>The value once for each scalar in it, with that one changed; an empty container counts as a scalar.</summary>
    /// <returns>The changed values, each with the name of the member that the change is in.</returns>
    public static IEnumerable<(string Member, JsonAny Changed)> OfEveryScalar(JsonAny value, string member = "")
    {
        switch (value)
        {
            case JsonList { Count: > 0 } array:
                for (int i = 0; i < array.Count; i++)
                {
                    int index = i;
                    foreach ((string inside, JsonAny changed) in OfEveryScalar(array[i], member))
                    {
                        yield return (inside, array.WithItem(index, changed));
                    }
                }

                break;
            case JsonMap { Count: > 0 } o:
                foreach ((string name, JsonAny old) in o)
                {
                    foreach ((string inside, JsonAny changed) in OfEveryScalar(old, name))
                    {
                        yield return (inside, o.With(name, changed));
                    }
                }

                break;
            default:
                yield return (member, Change(value));
                break;
        }
    }

    private static JsonAny Change(JsonAny scalar) => scalar switch
    {
        JsonNull => false,
        JsonBoolean b => !b.Value,
        JsonNumber n => n.AsDouble + 1,
        JsonString s => "?" + s.Value,
        _ => JsonAny.Null,
    };
}
