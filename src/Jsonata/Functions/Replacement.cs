using FunctionsAsl.Jsonata.Patterns;

namespace FunctionsAsl.Jsonata.Functions;

/// <summary><c>$replace</c>.</summary>
internal static class Replacement
{
    private static readonly JsonShape Description = new("match", "start", "end", "groups");

    public static JsonAny? Replace(JsonAny?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonString text)
        {
            return null;
        }

        if (arguments[1] is JsonString { Value.Length: 0 })
        {
            throw new JsonataException("D3010", value: arguments[1]) { Index = 2 };
        }

        double limit = MatchingFunctions.Limit(arguments[3], "D3011", 4);
        run.Spend(text.Value.Length / 16);
        if (limit == 0)
        {
            return text;
        }

        return run.Text(arguments[1] switch
        {
            JsonString part => ReplaceText(text.Value, part.Value, arguments[2], limit, run),
            FunctionValue pattern => ReplacePattern(text.Value, pattern, arguments[2], limit, run),
            _ => text.Value,
        });
    }

    private static string ReplaceText(string text, string part, JsonAny? replacement, double limit, Evaluation run)
    {
        string by = replacement is null ? "undefined" : JsonText.Of(replacement, run);
        var result = new StringBuilder();
        ReadOnlySpan<char> rest = text;
        for (int count = 0; count < limit; count++)
        {
            int at = Substring.IndexOf(rest, part);
            if (at < 0)
            {
                break;
            }

            run.Spend(1 + (by.Length / 16));
            run.Memory.Refuse((long)result.Length + by.Length);
            result.Append(rest[..at]).Append(by);
            rest = rest[(at + part.Length)..];
        }

        return result.Append(rest).ToString();
    }

    private static string ReplacePattern(string text, FunctionValue pattern, JsonAny? replacement, double limit, Evaluation run)
    {
        var result = new StringBuilder();
        int position = 0;
        var matches = new Matches(pattern, text, run);
        for (int count = 0; count < limit && matches.Next() is { } match; count++)
        {
            string by = replacement switch
            {
                JsonString template => Expand(template.Value, match),
                FunctionValue function => Sequence.Close(function.Apply([Describe(match)], JsonAny.Null, run)) switch
                {
                    JsonString computed => computed.Value,
                    { } other => throw new JsonataException("D3012", value: other),
                    null => throw new JsonataException("D3012"),
                },
                _ => throw new JsonataException("D3012", value: replacement),
            };
            run.Spend(1 + (by.Length / 16));
            run.Memory.Refuse((long)result.Length + by.Length);
            result.Append(text, position, Math.Max(0, match.Start - position)).Append(by);
            position = Math.Min(match.Start + match.Text.Length, text.Length);
        }

        return result.Append(text, position, text.Length - position).ToString();
    }

    private static JsonMap Describe(PatternMatch match) =>
        match.Description ?? JsonMap.Adopt(Description, [match.Text, (long)match.Start, (long)match.End, match.Groups]);

    /// <summary>Puts the groups of a match into a template: <c>$1</c> the first, <c>$0</c> all, <c>$$</c> a dollar sign.</summary>
    private static string Expand(string template, PatternMatch match)
    {
        var result = new StringBuilder();
        int position = 0;
        for (int at = template.IndexOf('$', StringComparison.Ordinal); at >= 0 && position < template.Length;)
        {
            result.Append(template, position, at - position);
            position = at + 1;
            char next = position < template.Length ? template[position] : '\0';
            if (next is '$' or '0')
            {
                result.Append(next == '$' ? "$" : match.Text);
                position++;
            }
            else if (ReadIndex(template, position, match.Groups.Count) is int index)
            {
                if (index > 0 && index <= match.Groups.Count && match.Groups[index - 1] is JsonString group)
                {
                    result.Append(group.Value);
                }

                position += index.ToString(NumberFormatInfo.InvariantInfo).Length;
            }
            else
            {
                result.Append('$');
            }

            at = template.IndexOf('$', position);
        }

        return result.Append(template, position, template.Length - position).ToString();
    }

    /// <summary>Reads the number of a group: as many digits as there can be, or one fewer if there is no such group.</summary>
    private static int? ReadIndex(string template, int position, int groups)
    {
        int most = groups == 0 ? 1 : (int)Math.Floor(Math.Log10(groups)) + 1;
        int? index = Read(most);
        return most > 1 && index > groups ? Read(most - 1) : index;

        int? Read(int digits)
        {
            int length = 0;
            while (length < digits && position + length < template.Length && char.IsAsciiDigit(template[position + length]))
            {
                length++;
            }

            return length == 0 ? null : int.Parse(template.AsSpan(position, length), NumberStyles.None, NumberFormatInfo.InvariantInfo);
        }
    }
}
