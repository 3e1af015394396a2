namespace FunctionsAsl.Jsonata.Functions;

/// <summary>The functions of strings. They count code points, not UTF-16 units. Nothing comes of nothing.</summary>
internal static class StringFunctions
{
    public static JsonAny? String(JsonAny?[] arguments, Evaluation run) => arguments[0] switch
    {
        null => null,
        JsonString text => text,
        { } value => run.Text(JsonText.Of(value, run, prettify: Truth.Of(arguments[1], run))),
    };

    public static JsonAny? Substring(JsonAny?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonString text)
        {
            return null;
        }

        double start = NumberOf(arguments[1]) ?? 0;
        double? length = NumberOf(arguments[2]);
        int count = CountCodePoints(text.Value, run);
        start = count + start < 0 ? 0 : start;
        if (length <= 0)
        {
            return JsonString.Empty;
        }

        int from = Bound(start, count);
        int to = length is null ? count : Bound(start >= 0 ? start + length.Value : count + start + length.Value, count);
        return from >= to ? JsonString.Empty : run.Text(Slice(text.Value, count, from, to, run));
    }

    public static JsonAny? SubstringBefore(JsonAny?[] arguments, Evaluation run) =>
        SubstringAt(arguments, run, static (text, at, _) => text[..at]);

    public static JsonAny? SubstringAfter(JsonAny?[] arguments, Evaluation run) =>
        SubstringAt(arguments, run, static (text, at, length) => text[(at + length)..]);

    public static JsonAny? Lowercase(JsonAny?[] arguments, Evaluation run) =>
        Convert(arguments[0], LetterCase.Lower, run);

    public static JsonAny? Uppercase(JsonAny?[] arguments, Evaluation run) =>
        Convert(arguments[0], LetterCase.Upper, run);

    public static JsonAny? Length(JsonAny?[] arguments, Evaluation run) =>
        arguments[0] is JsonString text ? JsonNumber.Of(CountCodePoints(text.Value, run)) : null;

    /// <summary>Makes one blank of each run of white space, and none of those at the ends.</summary>
    public static JsonAny? Trim(JsonAny?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonString text)
        {
            return null;
        }

        run.Spend(text.Value.Length / 4);
        var trimmed = new StringBuilder(text.Value.Length);
        foreach (char c in text.Value)
        {
            if (c is not (' ' or '\t' or '\n' or '\r'))
            {
                trimmed.Append(c);
            }
            else if (trimmed.Length > 0 && trimmed[^1] != ' ')
            {
                trimmed.Append(' ');
            }
        }

        int length = trimmed.Length > 0 && trimmed[^1] == ' ' ? trimmed.Length - 1 : trimmed.Length;
        return run.Text(trimmed.ToString(0, length));
    }

    public static JsonAny? Pad(JsonAny?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonString text)
        {
            return null;
        }

        string filler = arguments[2] is JsonString { Value.Length: > 0 } characters ? characters.Value : " ";
        double width = Math.Truncate(NumberOf(arguments[1]) ?? 0);
        double missing = Math.Abs(width) - CountCodePoints(text.Value, run);
        if (!(missing > 0))
        {
            return text;
        }

        run.Memory.Refuse((long)Math.Min(missing, long.MaxValue / 2));
        run.Spend((long)missing);
        string padding = Fill(filler, (int)missing, run);
        return run.Text(width > 0 ? text.Value + padding : padding + text.Value);
    }

    public static JsonAny? Join(JsonAny?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonList texts)
        {
            return null;
        }

        string separator = arguments[1] is JsonString between ? between.Value : "";
        long length = (long)separator.Length * texts.Count;
        foreach (JsonAny text in texts.Items)
        {
            length += ((JsonString)text).Value.Length;
        }

        run.Memory.Refuse(length);
        var joined = new StringBuilder((int)length);
        for (int i = 0; i < texts.Count; i++)
        {
            joined.Append(i > 0 ? separator : "").Append(((JsonString)texts[i]).Value);
        }

        return run.Text(joined.ToString());
    }

    public static int CountCodePoints(string text, Evaluation run)
    {
        int pairs = 0;
        int first = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDBFF');
        run.Spend(text.Length / (first < 0 ? 64 : 4));
        for (int i = first; i >= 0 && i < text.Length - 1; i++)
        {
            if (char.IsSurrogatePair(text[i], text[i + 1]))
            {
                pairs++;
                i++;
            }
        }

        return text.Length - pairs;
    }

    public static double? NumberOf(JsonAny? value) => (value as JsonNumber)?.AsDouble;

    private static JsonString? Convert(JsonAny? argument, Func<string, string> convert, Evaluation run)
    {
        if (argument is not JsonString text)
        {
            return null;
        }

        run.Spend(Ascii.IsValid(text.Value) ? 0 : text.Value.Length);
        return run.Text(convert(text.Value));
    }

    private static JsonString? SubstringAt(JsonAny?[] arguments, Evaluation run, Func<string, int, int, string> cut)
    {
        if (arguments[0] is not JsonString text)
        {
            return null;
        }

        // Where no characters are given, JavaScript looks for the text "undefined".
        string part = arguments[1] is JsonString characters ? characters.Value : "undefined";
        run.Spend(text.Value.Length / 16);
        int at = Patterns.Substring.IndexOf(text.Value, part);
        return at < 0 ? text : run.Text(cut(text.Value, at, part.Length));
    }

    /// <summary>An index as Array.slice of JavaScript takes it.</summary>
    private static int Bound(double index, int count)
    {
        double whole = Math.Truncate(index);
        return (int)(whole < 0 ? Math.Max(count + whole, 0) : Math.Min(whole, count));
    }

    private static string Slice(string text, int count, int from, int to, Evaluation run)
    {
        if (count == text.Length)
        {
            return text[from..to];
        }

        run.Spend(to / 2);
        int start = Advance(text, 0, from);
        return text[start..Advance(text, start, to - from)];
    }

    /// <summary>Goes on by so many code points.</summary>
    private static int Advance(string text, int at, int count)
    {
        for (; count > 0; count--)
        {
            at += at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? 2 : 1;
        }

        return at;
    }

    private static string Fill(string filler, int length, Evaluation run)
    {
        int perRound = CountCodePoints(filler, run);
        var padding = new StringBuilder();
        for (int rounds = length / perRound; rounds > 0; rounds--)
        {
            padding.Append(filler);
        }

        return padding.Append(filler, 0, Advance(filler, 0, length % perRound)).ToString();
    }
}
