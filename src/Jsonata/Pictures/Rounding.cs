namespace FunctionsAsl.Jsonata.Pictures;

/// <summary>Rounds a number as it is written in decimal: 1.005 lies in the middle, though the nearest double lies below.</summary>
internal static class Rounding
{
    /// <summary>The nearest number with so many digits after the decimal point; of two, the one whose last digit is even.</summary>
    /// <param name="value">A finite number.</param>
    /// <param name="digits">Digits after the point; negative ones stand before it.</param>
    public static double HalfToEven(double value, int digits)
    {
        double shifted = Shift(value, digits);
        if (!double.IsFinite(shifted))
        {
            // So large a number has no digits there to round.
            return value;
        }

        double rounded = Shift(Math.Round(shifted, MidpointRounding.ToEven), -digits);
        return rounded == 0 ? 0 : rounded;
    }

    /// <summary>The value times a power of ten, of its decimal text: a product of doubles would be off by a bit.</summary>
    private static double Shift(double value, int digits)
    {
        if (digits == 0)
        {
            return value;
        }

        string text = value.ToString("R", NumberFormatInfo.InvariantInfo);
        int e = text.IndexOf('E', StringComparison.Ordinal);
        int exponent = digits + (e < 0 ? 0 : int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, NumberFormatInfo.InvariantInfo));
        return double.Parse(
            string.Create(NumberFormatInfo.InvariantInfo, $"{text.AsSpan(0, e < 0 ? text.Length : e)}E{exponent}"),
            NumberStyles.Float,
            NumberFormatInfo.InvariantInfo);
    }
}
