using System.Buffers;

namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>How the filters of Jayway 2.0.0 compare two values. The sides differ: a text on the right is read as what stands on the left.</summary>
internal static class FilterOrder
{
    private static readonly SearchValues<char> OfNumbers = SearchValues.Create("+-.eE0123456789");

    /// <summary>Compares the right side with the left.</summary>
    /// <param name="expected">The right side; <see langword="null"/> is Java's null.</param>
    /// <param name="number">The right side as a number, where it is a literal that is one.</param>
    /// <param name="value">The left side.</param>
    /// <param name="evaluation">Counts the steps, and is told where a text that must be a number is none.</param>
    /// <returns>Negative where the right side is less; <see langword="null"/> where the two cannot be compared.</returns>
    public static int? Compare(JsonAny? expected, JsonNumber? number, JsonAny? value, PathEvaluation evaluation)
    {
        if (number is not null && value is JsonNumber known)
        {
            return Comparable(known) is { } comparable ? JsonNumber.Compare(number, comparable) : null;
        }

        bool isNull = IsNull(expected);
        if (isNull || IsNull(value))
        {
            return IsNull(value).CompareTo(isNull);
        }

        switch (expected, value)
        {
            case (JsonString a, JsonString b):
                evaluation.Spend(a.Value.Length / 16);
                string text = a.Value.Contains('\'') ? a.Value.Replace(@"\'", "'", StringComparison.Ordinal) : a.Value;
                return string.CompareOrdinal(text, b.Value);
            case (JsonString a, JsonNumber b):
                evaluation.Spend(a.Value.Length / 16);
                if (Comparable(b) is { } other && ParseNumber(a.Value) is { } parsed)
                {
                    return JsonNumber.Compare(parsed, other);
                }

                if (Comparable(b) is not null)
                {
                    evaluation.Fail(new PathProblem(PathMiss.Failed, ExplainNumber(a.Value)));
                }

                return null;
            case (JsonString a, JsonBoolean b):
                return a.Value.Equals("true", StringComparison.OrdinalIgnoreCase).CompareTo(b.Value);
            case (JsonBoolean a, JsonBoolean b):
                return a.Value.CompareTo(b.Value);
            case (JsonNumber a, JsonNumber b):
                return Comparable(a) is { } x && Comparable(b) is { } y ? JsonNumber.Compare(x, y) : null;
            default:
                return null;
        }
    }

    /// <summary>The number that a text is in the notation of Java's BigDecimal, which knows a plus sign and missing digits on a side of the point.</summary>
    public static JsonNumber? ParseNumber(string text)
    {
        ReadOnlySpan<char> rest = text;
        bool isNegative = rest.StartsWith("-");
        rest = rest.TrimStart("+-").Length == rest.Length - 1 ? rest[1..] : rest;
        int whole = Digits(rest);
        int fraction = rest[whole..].StartsWith(".") ? Digits(rest[(whole + 1)..]) : 0;
        int end = whole + (rest[whole..].StartsWith(".") ? 1 + fraction : 0);
        ReadOnlySpan<char> exponent = rest[end..];
        if (whole + fraction == 0
            || (!exponent.IsEmpty && (exponent[0] is not ('e' or 'E') || !int.TryParse(exponent[1..], NumberStyles.AllowLeadingSign, NumberFormatInfo.InvariantInfo, out _))))
        {
            return null;
        }

        string digits = rest[..whole].TrimStart('0') is { IsEmpty: false } significant ? significant.ToString() : "0";
        string decimals = fraction > 0 ? $".{rest[(whole + 1)..end]}" : "";
        return (JsonNumber)JsonAny.Parse($"{(isNegative ? "-" : "")}{digits}{decimals}{exponent}");
    }

    private static int Digits(ReadOnlySpan<char> text) =>
        text.IndexOfAnyExceptInRange('0', '9') is int length and >= 0 ? length : text.Length;

    private static bool IsNull(JsonAny? value) => value is null or JsonString { Value: "null" };

    // Jackson reads a number with a point or an exponent as a double; Jayway knows none of its integers above 64 bits.
    private static JsonNumber? Comparable(JsonNumber number) =>
        number.IsInteger ? number
        : number.IsIntegerLiteral || !double.IsFinite(number.AsDouble) ? null
        : JsonNumber.Of(number.AsDouble);

    private static string ExplainNumber(string text) => text.AsSpan().IndexOfAnyExcept(OfNumbers) is int at and >= 0
        ? $"Character {text[at]} is neither a decimal digit number, decimal point, nor \"e\" notation exponential mark."
        : $"'{text}' is not a number";
}
