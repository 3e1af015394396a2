using System.Text.RegularExpressions;

namespace FunctionsAsl.Core.Expressions;

/// <summary>A regular expression <c>/…/flags</c>.</summary>
internal sealed class Pattern
{
    private const int MaxLength = 10_000;

    // Only patterns that look around or back, which no automaton can match, are left to this.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Regex _regex;

    private Pattern(string source, Regex regex)
    {
        Source = source;
        _regex = regex;
    }

    public string Source { get; }

    /// <exception cref="JsonataException">The pattern is malformed.</exception>
    public static Pattern Compile(string source, string flags, int position)
    {
        bool isMultiline = flags.Contains('m');
        RegexOptions options = RegexOptions.CultureInvariant
            | (flags.Contains('i') ? RegexOptions.IgnoreCase : RegexOptions.None)
            | (isMultiline ? RegexOptions.Multiline : RegexOptions.None);
        try
        {
            string translated = source.Length <= MaxLength
                ? PatternTranslation.Translate(source, isMultiline)
                : throw new FormatException("It is too long.");
            return new Pattern(source, Create(translated, options));
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new JsonataException("S0303", $"Invalid regular expression: /{source}/: {e.Message}", position);
        }
    }

    /// <summary>The first match from an index on.</summary>
    public Match Match(string text, int from, Evaluation run)
    {
        run.Spend(1 + ((text.Length - from) / 16));
        try
        {
            return _regex.Match(text, from);
        }
        catch (RegexMatchTimeoutException)
        {
            throw new JsonataException("D1012", $"The regular expression /{Source}/ takes too long.");
        }
    }

    private static Regex Create(string pattern, RegexOptions options)
    {
        try
        {
            // The analyzer does not see NonBacktracking beside options that vary.
#pragma warning disable MA0009
            return new Regex(pattern, options | RegexOptions.NonBacktracking);
#pragma warning restore MA0009
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, options, Patience);
        }
    }
}
