using FunctionsAsl.Json;

namespace FunctionsAsl.Jsonata;

/// <summary>Numbers as the language sees them: doubles; in Step Functions integers are exact while they fit 64 bits (measured).</summary>
internal static class Number
{
    /// <summary>Whether this is a number one can go on with.</summary>
    /// <exception cref="JsonataException">It is infinite.</exception>
    public static bool IsNumeric(JsonNumber number) =>
        number.Traits == JsonTraits.None
        || (double.IsInfinity(number.AsDouble) ? throw new JsonataException("D1001", value: new JsonString(Name(number.AsDouble))) : false);

    /// <summary>What takes the place of a number that is not finite in a result (measured).</summary>
    public static string Name(double value) => value switch
    {
        double.PositiveInfinity => "Infinity",
        double.NegativeInfinity => "-Infinity",
        _ => "NaN",
    };

    /// <summary>The number as text, as JavaScript writes it: integers in full, others with 15 digits at most.</summary>
    public static string Format(JsonNumber number)
    {
        if (number.TryGetInt64(out long integer))
        {
            return integer.ToString(System.Globalization.NumberFormatInfo.InvariantInfo);
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

        System.Globalization.NumberFormatInfo invariant = System.Globalization.NumberFormatInfo.InvariantInfo;
        return double.Parse(value.ToString("G15", invariant), invariant);
    }
}
