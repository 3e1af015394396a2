namespace FunctionsAsl.Jsonata.Runtime;

/// <summary>Numbers as the language sees them: doubles; in Step Functions integers are exact while they fit 64 bits (measured).</summary>
internal static class Numbers
{
    /// <summary>Whether this is a number one can go on with.</summary>
    /// <exception cref="JsonataException">It is infinite.</exception>
    public static bool IsNumeric(JsonNumber number) =>
        number.Marks == JsonMarks.None
        || (double.IsInfinity(number.AsDouble) ? throw new JsonataException("D1001", value: number.AsDouble.ToString(NumberFormatInfo.InvariantInfo)) : false);

    /// <summary>The number as text, as JavaScript writes it: integers in full, others with 15 digits at most.</summary>
    public static string Format(JsonNumber number)
    {
        if (number.TryGetInt64(out long integer))
        {
            return integer.ToString(NumberFormatInfo.InvariantInfo);
        }

        return JsonNumber.FormatDouble(Rounded(number.AsDouble));
    }

    /// <summary>The number with the digits that it has as text.</summary>
    public static JsonNumber Rounded(JsonNumber number) =>
        number.IsInteger || Rounded(number.AsDouble).Equals(number.AsDouble) ? number : JsonNumber.Computed(Rounded(number.AsDouble));

    private static double Rounded(double value)
    {
        if (value == Math.Floor(value) || JsonNumber.IsShort(value, out _))
        {
            return value;
        }

        NumberFormatInfo invariant = NumberFormatInfo.InvariantInfo;
        return double.Parse(value.ToString("G15", invariant), invariant);
    }
}
