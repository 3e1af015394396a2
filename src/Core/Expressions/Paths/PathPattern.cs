using System.Text.RegularExpressions;

namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>
/// A regular expression <c>/…/flags</c> of a filter. Only what can be matched in time linear to the text is accepted: definitions
/// come from anyone, and a pattern that backtracks can take forever.
/// </summary>
internal sealed class PathPattern(Regex regex, int weight)
{
    private const int MaxLength = 1000;
    private const int MaxRepetition = 1000;

    /// <exception cref="JsonPathSyntaxException">The pattern is malformed, or not one that is accepted.</exception>
    public static PathPattern Parse(string pattern, string flags, int offset)
    {
        int repetition = pattern.Length > MaxLength ? int.MaxValue : Repetition(pattern);
        if (repetition > MaxRepetition)
        {
            throw new JsonPathSyntaxException("The regular expression is too large", offset);
        }

        RegexOptions options = RegexOptions.CultureInvariant;
        foreach (char flag in flags)
        {
            options |= flag switch
            {
                'i' => RegexOptions.IgnoreCase,
                'm' => RegexOptions.Multiline,
                's' => RegexOptions.Singleline,
                'x' => RegexOptions.IgnorePatternWhitespace,
                // d, u and U choose between kinds of line ends and letters where .NET knows one kind.
                _ => RegexOptions.None,
            };
        }

        try
        {
            // The analyzer does not see NonBacktracking beside options that vary.
#pragma warning disable MA0009
            // Read alone first: within the group below, a stray ')' would change what the pattern means.
            _ = new Regex(pattern, options | RegexOptions.NonBacktracking);
            // The line end closes a comment, which the x flag allows.
            string end = flags.Contains('x') ? "\n" : "";
            var compiled = new Regex($"\\A(?:{pattern}{end})\\z", options | RegexOptions.NonBacktracking);
#pragma warning restore MA0009
            return new PathPattern(compiled, pattern.Length * repetition);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new JsonPathSyntaxException($"The regular expression is not supported: {e.Message}", offset);
        }
    }

    /// <summary>Whether the whole text of a scalar matches; anything else counts as the empty text.</summary>
    public bool Matches(JsonValue? value, PathEvaluation evaluation)
    {
        string text = value switch
        {
            JsonString s => s.Value,
            JsonNumber or JsonBoolean => value.ToString(),
            _ => "",
        };
        evaluation.Spend(1 + (long)text.Length * weight / 64);
        return regex.IsMatch(text);
    }

    /// <summary>How many copies of its parts a pattern can stand for: the product of all counts in <c>{…}</c>, at most.</summary>
    private static int Repetition(string pattern)
    {
        long product = 1;
        for (int open = pattern.IndexOf('{'); open >= 0; open = pattern.IndexOf('{', open + 1))
        {
            int close = pattern.IndexOf('}', open);
            string last = close < 0 ? "" : pattern[(open + 1)..close].Split(',').Last(bound => bound.Length > 0 || close == open + 1);
            if (int.TryParse(last, NumberStyles.None, NumberFormatInfo.InvariantInfo, out int count))
            {
                product = Math.Min(product * Math.Max(1, count), int.MaxValue);
            }
        }

        return (int)product;
    }
}
