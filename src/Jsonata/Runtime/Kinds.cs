namespace FunctionsAsl.Jsonata.Runtime;

/// <summary>What kind of values there are.</summary>
internal static class Kinds
{
    public static bool AreStrings(ReadOnlySpan<JsonValue> values)
    {
        foreach (JsonValue value in values)
        {
            if (value is not JsonString)
            {
                return false;
            }
        }

        return true;
    }

    public static bool AreNumbers(ReadOnlySpan<JsonValue> values)
    {
        foreach (JsonValue value in values)
        {
            if (value is not JsonNumber number || !Numbers.IsNumeric(number))
            {
                return false;
            }
        }

        return true;
    }
}
