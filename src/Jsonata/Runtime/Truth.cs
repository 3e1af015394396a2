namespace FunctionsAsl.Jsonata.Runtime;

/// <summary>What of a value the operators of the language look at.</summary>
internal static class Truth
{
    /// <summary>Whether the value counts as true (<c>$boolean</c>); nothing does not.</summary>
    public static bool Of(JsonValue? value, Evaluation run) => value switch
    {
        JsonBoolean b => b.Value,
        JsonString s => s.Value.Length > 0,
        JsonNumber n => Numbers.IsNumeric(n) && n.AsDouble != 0,
        JsonObject o => o.Count > 0,
        JsonArray array => OfAny(array, run),
        _ => false,
    };

    private static bool OfAny(JsonArray array, Evaluation run)
    {
        Recursion.EnsureRoom();
        run.Spend(array.Count);
        foreach (JsonValue item in array.Items)
        {
            if (Of(item, run))
            {
                return true;
            }
        }

        return false;
    }
}
