using FunctionsAsl.Jsonata.Patterns;

namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>A regular expression <c>/…/</c> or <c>/…/i</c> of a filter, which has to match the whole text.</summary>
internal sealed class PathPattern(Pattern pattern)
{
    // What Java has and JavaScript has not, as far as it is common.
    private const string IgnoreCase = "(?i)";

    /// <exception cref="JsonPathSyntaxException">The pattern is malformed.</exception>
    public static PathPattern Parse(string text, bool ignoresCase)
    {
        bool isMarked = text.StartsWith(IgnoreCase, StringComparison.Ordinal);
        string source = isMarked ? text[IgnoreCase.Length..] : text;
        string flags = ignoresCase || isMarked ? "i" : "";
        try
        {
            // Read alone first: within the group below, a stray ')' would change what the pattern means.
            Pattern.Compile(source, flags, 0);
            return new PathPattern(Pattern.Compile($"^(?:{source})$", flags, 0));
        }
        catch (JsonataException e)
        {
            throw new JsonPathSyntaxException(e.Message, 0);
        }
    }

    /// <summary>Whether the whole text of a value matches; null has none.</summary>
    public bool Matches(JsonAny? value, PathEvaluation evaluation)
    {
        if (value is null)
        {
            return false;
        }

        evaluation.Spend(JsonSize.Of(value) / 16);
        return pattern.Match(value is JsonString text ? text.Value : value.ToString(), 0, evaluation.Budget) is not null;
    }
}
