using System.Numerics;
using FunctionsAsl.Jsonata.Pictures;

namespace FunctionsAsl.Jsonata.Functions;

/// <summary>The functions of numbers. Nothing comes of nothing.</summary>
internal static class NumberFunctions
{
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    public static JsonAny? Sum(JsonAny?[] arguments, Evaluation run) => Accumulate(new Total(run), arguments);

    public static JsonAny? Average(JsonAny?[] arguments, Evaluation run) => Accumulate(new Total(run, isAverage: true), arguments);

    public static JsonAny? Max(JsonAny?[] arguments, Evaluation run) => Accumulate(new Extreme(1), arguments);

    public static JsonAny? Min(JsonAny?[] arguments, Evaluation run) => Accumulate(new Extreme(-1), arguments);

    public static JsonAny? Number(JsonAny?[] arguments, Evaluation run)
    {
        run.Spend(((arguments[0] as JsonString)?.Value.Length ?? 0) / 4);
        return arguments[0] switch
        {
            null => null,
            JsonNumber number => number,
            JsonBoolean b => JsonNumber.Of(b.Value ? 1 : 0),
            JsonString text when Parse(text.Value) is { } number => number,
            { } other => throw new JsonataException("D3030", value: other) { Index = 1 },
        };
    }

    public static JsonAny? Floor(JsonAny?[] arguments, Evaluation run) => Whole(arguments[0], Math.Floor);

    public static JsonAny? Ceil(JsonAny?[] arguments, Evaluation run) => Whole(arguments[0], Math.Ceiling);

    public static JsonAny? Abs(JsonAny?[] arguments, Evaluation run) => arguments[0] switch
    {
        JsonNumber number when number.TryGetInt64(out long integer) && integer != long.MinValue => JsonNumber.Of(Math.Abs(integer)),
        JsonNumber number => JsonNumber.Computed(Math.Abs(number.AsDouble)),
        _ => null,
    };

    public static JsonAny? Round(JsonAny?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonNumber number)
        {
            return null;
        }

        int digits = (int)Math.Clamp(StringFunctions.NumberOf(arguments[1]) ?? 0, -400, 400);
        return number.IsInteger && digits >= 0 ? number : JsonNumber.Computed(Rounding.HalfToEven(number.AsDouble, digits));
    }

    public static JsonAny? Sqrt(JsonAny?[] arguments, Evaluation run) => arguments[0] switch
    {
        JsonNumber { AsDouble: < 0 } number => throw new JsonataException("D3060", value: number) { Index = 1 },
        JsonNumber number => JsonNumber.Computed(Math.Sqrt(number.AsDouble)),
        _ => null,
    };

    public static JsonAny? Power(JsonAny?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonNumber number)
        {
            return null;
        }

        double exponent = StringFunctions.NumberOf(arguments[1]) ?? double.NaN;

        // Of one to any power .NET makes one, JavaScript only where the power is a number.
        double result = Math.Abs(number.AsDouble) == 1 && !double.IsFinite(exponent) ? double.NaN : Math.Pow(number.AsDouble, exponent);
        return double.IsFinite(result)
            ? JsonNumber.Computed(result)
            : throw new JsonataException("D3061", value: number) { Index = 1, Other = arguments[1] };
    }

    public static JsonAny? Random(JsonAny?[] arguments, Evaluation run) => JsonNumber.Computed(run.Scope.Entropy.NextDouble());

    public static JsonAny? FormatBase(JsonAny?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonNumber number)
        {
            return null;
        }

        double radix = arguments[1] is JsonNumber given ? Rounding.HalfToEven(given.AsDouble, 0) : 10;
        if (radix is not (>= 2 and <= 36))
        {
            throw new JsonataException("D3100", value: JsonNumber.Computed(radix));
        }

        double value = Rounding.HalfToEven(number.AsDouble, 0);
        if (!double.IsFinite(value))
        {
            return new JsonString(value.ToString(NumberFormatInfo.InvariantInfo));
        }

        var digits = new Stack<char>();
        for (var rest = BigInteger.Abs(new BigInteger(value)); rest > 0 || digits.Count == 0; rest /= (int)radix)
        {
            // A division of a thousand bits.
            run.Spend(10);
            digits.Push(Digits[(int)(rest % (int)radix)]);
        }

        return run.Text((value < 0 ? "-" : "") + string.Concat(digits));
    }

    private static JsonAny? Accumulate(Accumulator accumulator, JsonAny?[] arguments) =>
        arguments[0] is JsonList numbers && accumulator.Add(numbers.Items) ? accumulator.Result : null;

    private static JsonNumber? Whole(JsonAny? value, Func<double, double> round) =>
        value is not JsonNumber number ? null : number.IsInteger ? number : JsonNumber.Computed(round(number.AsDouble));

    private static JsonNumber? Parse(string text)
    {
        if (text.Length > 2 && text[0] == '0' && char.ToLowerInvariant(text[1]) is 'x' or 'o' or 'b')
        {
            return ParseBase(text.AsSpan(2), char.ToLowerInvariant(text[1]) switch { 'x' => 16, 'o' => 8, _ => 2 });
        }

        // JavaScript's regular expression for this is stricter than .NET: no blanks, no plus sign, digits on both sides of the point.
        ReadOnlySpan<char> unsigned = text.StartsWith('-') ? text.AsSpan(1) : text;
        int point = unsigned.IndexOf('.');
        if (unsigned.IsEmpty || !char.IsAsciiDigit(unsigned[0]) || (point >= 0 && (point + 1 == unsigned.Length || !char.IsAsciiDigit(unsigned[point + 1]))))
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, NumberFormatInfo.InvariantInfo, out long integer))
        {
            return JsonNumber.Of(integer);
        }

        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, Styles, NumberFormatInfo.InvariantInfo, out double value) && double.IsFinite(value)
            ? JsonNumber.Computed(value)
            : null;
    }

    private static JsonNumber? ParseBase(ReadOnlySpan<char> digits, int radix)
    {
        double value = 0;
        foreach (char c in digits)
        {
            int digit = Digits.IndexOf(char.ToLowerInvariant(c), StringComparison.Ordinal);
            if (digit < 0 || digit >= radix)
            {
                return null;
            }

            value = (value * radix) + digit;
        }

        return double.IsFinite(value) ? JsonNumber.Computed(value) : null;
    }
}
