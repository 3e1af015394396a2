namespace FunctionsAsl.Jsonata.Runtime;

/// <summary>What of a value the operators of the language look at.</summary>
internal static class Truth
{
    /// <summary>Whether the value counts as true (<c>$boolean</c>); nothing does not.</summary>
    public static bool Of(JsonAny? value, Evaluation run) => value switch
    {
        JsonBoolean b => b.Value,
        JsonString s => s.Value.Length > 0,
        JsonNumber n => Numbers.IsNumeric(n) && n.AsDouble != 0,
        JsonMap o => o.Count > 0,
        JsonList array => OfAny(array, run),
        _ => false,
    };

    private static bool OfAny(JsonList array, Evaluation run)
    {
        Recursion.EnsureRoom();
        run.Spend(array.Count);
        foreach (JsonAny item in array.Items)
        {
            if (Of(item, run))
            {
                return true;
            }
        }

        return false;
    }
}
