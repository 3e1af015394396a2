using FunctionsAsl.Jsonata.Patterns;

namespace FunctionsAsl.Jsonata.Functions;

/// <summary>The functions that look for a text or a pattern. In place of a pattern any function can stand that matches as one does.</summary>
internal static class MatchingFunctions
{
    private static readonly JsonShape Found = new("match", "index", "groups");

    public static JsonAny? Contains(JsonAny?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonString text || arguments[1] is not { } token)
        {
            return null;
        }

        run.Spend(text.Value.Length / 16);
        return token is JsonString part
            ? Substring.IndexOf(text.Value, part.Value) >= 0
            : new Matches((FunctionValue)token, text.Value, run).Next() is not null;
    }

    public static JsonAny? Match(JsonAny?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonString text)
        {
            return null;
        }

        double limit = Limit(arguments[2], "D3040", 3);
        var found = new Sequence(run);
        var matches = new Matches((FunctionValue)arguments[1]!, text.Value, run);
        while (found.Count < limit && matches.Next() is { } match)
        {
            found.Add(JsonMap.Adopt(Found, [match.Text, (long)match.Start, match.Groups]));
        }

        return run.Array(found.ToArray(Traits.Sequence));
    }

    public static JsonAny? Split(JsonAny?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonString text)
        {
            return null;
        }

        double limit = Limit(arguments[2], "D3020", 3);
        run.Spend(text.Value.Length / 16);
        List<JsonAny> parts = arguments[1] is FunctionValue pattern
            ? SplitByPattern(text.Value, new Matches(pattern, text.Value, run), limit, run)
            : SplitByText(text, arguments[1] as JsonString, Math.Floor(limit), run);
        run.Spend(parts.Count);
        return run.Array(JsonList.Adopt([.. parts], JsonMarks.None));
    }

    /// <summary>The limit in the last argument of a function.</summary>
    /// <exception cref="JsonataException">It is negative.</exception>
    public static double Limit(JsonAny? argument, string code, int index) => argument switch
    {
        null => double.PositiveInfinity,
        JsonNumber { AsDouble: >= 0 } number => number.AsDouble,
        _ => throw new JsonataException(code, value: argument) { Index = index },
    };

    private static List<JsonAny> SplitByPattern(string text, Matches matches, double limit, Evaluation run)
    {
        var parts = new List<JsonAny>();
        int start = 0;
        while (parts.Count < limit && matches.Next() is { } match)
        {
            parts.Add(run.Text(text[start..Math.Clamp(match.Start, start, text.Length)]));
            start = Math.Clamp(match.End, 0, text.Length);
        }

        if (parts.Count < limit)
        {
            parts.Add(run.Text(text[start..]));
        }

        return parts;
    }

    private static List<JsonAny> SplitByText(JsonString text, JsonString? separator, double limit, Evaluation run)
    {
        var parts = new List<JsonAny>();
        if (separator is null)
        {
            return limit > 0 ? [text] : [];
        }

        if (separator.Value.Length == 0)
        {
            foreach (char unit in text.Value)
            {
                if (parts.Count < limit)
                {
                    run.Spend(1);
                    parts.Add(run.Text(unit.ToString()));
                }
            }

            return parts;
        }

        ReadOnlySpan<char> rest = text.Value;
        while (parts.Count < limit)
        {
            int at = Substring.IndexOf(rest, separator.Value);
            parts.Add(run.Text((at < 0 ? rest : rest[..at]).ToString()));
            if (at < 0)
            {
                break;
            }

            run.Spend(1);
            rest = rest[(at + separator.Value.Length)..];
        }

        return parts;
    }
}

/// <summary>The matches of a pattern in a text, one after the other.</summary>
internal sealed class Matches(FunctionValue matcher, string text, Evaluation run)
{
    private PatternMatch? _last;
    private JsonMap? _lastDescription;
    private bool _hasEnded;

    public PatternMatch? Next()
    {
        run.Spend(1);
        PatternMatch? next = _hasEnded ? null : matcher is PatternFunction pattern ? Next(pattern) : NextOfFunction();
        _hasEnded = next is null;
        if (next is not null)
        {
            // The match, its description, and the texts in both.
            run.Memory.TakePlaces(32 + (12L * next.Groups.Count));
            run.Memory.Take(2L * next.Text.Length);
        }

        return next;
    }

    private PatternMatch? Next(PatternFunction pattern) =>
        _last = _last is null ? pattern.First(text, run) : pattern.Next(_last, text, run);

    private PatternMatch? NextOfFunction()
    {
        JsonAny? result = _lastDescription is null
            ? matcher.Apply([new JsonString(text)], JsonAny.Null, run)
            : _lastDescription["next"] is FunctionValue next ? next.Apply([], JsonAny.Null, run) : throw new JsonataException("T1010");
        if (Sequence.Close(result) is not { } match || (match is not JsonMap && !Truth.Of(match, run)))
        {
            return null;
        }

        if (match is not JsonMap description
            || (description["start"] is not JsonNumber && description["end"] is not JsonNumber
                && description["groups"] is not JsonList && description["next"] is not FunctionValue))
        {
            throw new JsonataException("T1010");
        }

        _lastDescription = description;
        string matched = description["match"] is JsonString found ? found.Value : "";
        int start = (int)Math.Clamp(StringFunctions.NumberOf(description["start"]) ?? 0, 0, text.Length);
        int end = (int)Math.Clamp(StringFunctions.NumberOf(description["end"]) ?? start, 0, text.Length);
        return new PatternMatch(matched, start, end, description["groups"] as JsonList ?? JsonList.Empty, description);
    }
}
