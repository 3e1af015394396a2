namespace FunctionsAsl.Jsonata.Pictures;

/// <summary>A whole number in English words: three hundred and twenty-seven thousand, seven hundred and thirtieth.</summary>
/// <remarks>Reckons in doubles as the reference does, so that 1e46 is ten billion trillion trillion trillion.</remarks>
/// <param name="setCase">Brings words from title case to the case of the picture.</param>
/// <param name="isOrdinal">Whether the last word is that of an ordinal number.</param>
internal sealed class WordPicture(Func<string, string> setCase, bool isOrdinal) : IntegerPicture
{
    private const string Conjunction = "and";

    private static readonly string[] Units =
    [
        "Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve", "Thirteen",
        "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen", "Nineteen",
    ];

    private static readonly string[] OrdinalUnits =
    [
        "Zeroth", "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth", "Eleventh", "Twelfth",
        "Thirteenth", "Fourteenth", "Fifteenth", "Sixteenth", "Seventeenth", "Eighteenth", "Nineteenth",
    ];

    // From 20 on.
    private static readonly string[] Tens = ["Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety"];

    private static readonly (double Value, string Word)[] Scales =
        [(1e12, "Trillion"), (1e9, "Billion"), (1e6, "Million"), (1e3, "Thousand"), (100, "Hundred")];

    private static readonly Dictionary<string, double>.AlternateLookup<ReadOnlySpan<char>> Values =
        BuildValues().GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly int LongestWord = Values.Dictionary.Keys.Max(static word => word.Length);

    // Words may stand next to each other without a space: the reference's pattern is as free.
    public override ShapePiece Shape(bool isFixed) => new(MatchWord, Repeats: true);

    protected override string Write(double value)
    {
        var text = new StringBuilder();
        Write(text, value, follows: false, isOrdinal);
        return setCase(text.ToString());
    }

    protected override double? Read(string text)
    {
        // Each part is a number below a hundred and the scales that multiply it; the sum of all is the number.
        var parts = new List<double> { 0 };
        // What begins with a hyphen is the number's negative, which the reference cannot read either.
        bool isEmpty = true;
        for (int at = text.StartsWith('-') ? text.Length : 0, end; at < text.Length; at = end)
        {
            end = MatchWord(text, at);
            if (end < 0)
            {
                return null;
            }

            if (!Values.TryGetValue(text.AsSpan(at, end - at), out double value))
            {
                continue;
            }

            isEmpty = false;
            if (value >= 100)
            {
                parts[^1] *= value;
            }
            else if (parts[^1] >= 1000)
            {
                parts.Add(value);
            }
            else
            {
                parts[^1] += value;
            }
        }

        return isEmpty ? null : parts.Sum();
    }

    private static void Write(StringBuilder text, double value, bool follows, bool isOrdinal)
    {
        if (value < Units.Length)
        {
            text.Append(follows ? " and " : "").Append((isOrdinal ? OrdinalUnits : Units)[(int)value]);
        }
        else if (value < 100)
        {
            WriteTens(text.Append(follows ? " and " : ""), (int)value, isOrdinal);
        }
        else
        {
            (double scale, string word) = Array.Find(Scales, s => value >= s.Value);
            double count = Math.Floor(value / scale);
            double rest = value - (count * scale);
            Write(text.Append(follows ? ", " : ""), count, follows: false, isOrdinal: false);
            text.Append(' ').Append(word);
            if (rest > 0)
            {
                Write(text, rest, follows: true, isOrdinal);
            }
            else if (isOrdinal)
            {
                text.Append("th");
            }
        }
    }

    private static void WriteTens(StringBuilder text, int value, bool isOrdinal)
    {
        string tens = Tens[(value / 10) - 2];
        if (value % 10 > 0)
        {
            text.Append(tens).Append('-').Append((isOrdinal ? OrdinalUnits : Units)[value % 10]);
        }
        else
        {
            text.Append(isOrdinal ? OrdinalOfTens(tens) : tens);
        }
    }

    private static string OrdinalOfTens(string tens) => string.Concat(tens.AsSpan(0, tens.Length - 1), "ieth");

    private static Dictionary<string, double> BuildValues()
    {
        var values = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < Units.Length; i++)
        {
            values.Add(Units[i], i);
            values.Add(OrdinalUnits[i], i);
        }

        for (int i = 0; i < Tens.Length; i++)
        {
            values.Add(Tens[i], (i + 2) * 10);
            values.Add(OrdinalOfTens(Tens[i]), (i + 2) * 10);
        }

        foreach ((double value, string word) in Scales)
        {
            values.Add(word, value);
            values.Add(word + "th", value);
        }

        return values;
    }

    /// <summary>Where a number, the conjunction or a character between words ends; -1 where there is none of them.</summary>
    private static int MatchWord(string text, int at)
    {
        ReadOnlySpan<char> rest = text.AsSpan(at);
        if (rest.IsEmpty)
        {
            return -1;
        }

        if (rest[0] is ',' or '-' || char.IsWhiteSpace(rest[0]))
        {
            return at + 1;
        }

        if (rest.StartsWith(Conjunction, StringComparison.OrdinalIgnoreCase))
        {
            return at + Conjunction.Length;
        }

        // The longest word, for many start with another: sixteen with six.
        for (int length = Math.Min(LongestWord, rest.Length); length > 0; length--)
        {
            if (Values.ContainsKey(rest[..length]))
            {
                return at + length;
            }
        }

        return -1;
    }
}
