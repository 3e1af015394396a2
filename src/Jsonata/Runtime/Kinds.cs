namespace FunctionsAsl.Jsonata.Runtime;

/// <summary>What kind of values there are.</summary>
internal static class Kinds
{
    public static bool AreStrings(ReadOnlySpan<JsonAny> values)
    {
        foreach (JsonAny value in values)
        {
            if (value is not JsonString)
            {
                return false;
            }
        }

        return true;
    }

    public static bool AreNumbers(ReadOnlySpan<JsonAny> values)
    {
        foreach (JsonAny value in values)
        {
            if (value is not JsonNumber number || !Numbers.IsNumeric(number))
            {
                return false;
            }
        }

        return true;
    }
}
