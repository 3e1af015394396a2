using System.Text.RegularExpressions;
using FunctionsAsl.Json;
using FunctionsAsl.Jsonata.Language;

namespace FunctionsAsl.Jsonata.Patterns;

/// <summary>A match of a pattern, or what a function says is one.</summary>
/// <param name="Text">The text that matches.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Groups">The groups; null those that take no part.</param>
/// <param name="Description">The match as the language sees it, where a function made it.</param>
internal sealed record PatternMatch(string Text, int Start, int End, JsonArray Groups, JsonObject? Description = null);

/// <summary>
/// A regular expression <c>/…/flags</c> of JavaScript. .NET matches it in time linear to the text, unless it looks around or back, which no
/// automaton can: that is tried by atoms, which count their steps. No clock decides, so a replay decides the same.
/// </summary>
internal sealed class Pattern
{
    private const int MaxLength = 10_000;

    private readonly Regex? _regex;
    private readonly PatternAtom? _atom;
    private readonly int _groups;

    private Pattern(string source, Regex regex)
    {
        Source = source;
        _regex = regex;
    }

    private Pattern(string source, PatternAtom atom, int groups)
    {
        Source = source;
        _atom = atom;
        _groups = groups;
    }

    public string Source { get; }

    /// <exception cref="JsonataException">The pattern is malformed.</exception>
    public static Pattern Compile(string source, string flags, int position)
    {
        bool isMultiline = flags.Contains('m');
        bool ignoresCase = flags.Contains('i');
        try
        {
            if (source.Length > MaxLength)
            {
                throw new FormatException("It is too long.");
            }

            if (CreateLinear(source, ignoresCase, isMultiline) is { } regex)
            {
                return new Pattern(source, regex);
            }

            (PatternAtom atom, int groups) = BacktrackingParser.Parse(source, ignoresCase, isMultiline);
            return new Pattern(source, atom, groups);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new JsonataException("S0303", $"Invalid regular expression: /{source}/: {e.Message}", position);
        }
    }

    /// <summary>The first match from an index on.</summary>
    /// <exception cref="StepBudgetException">The steps are used up.</exception>
    public PatternMatch? Match(string text, int from, StepBudget budget) =>
        _regex is null ? MatchByTrying(text, from, budget) : MatchLinearly(_regex, text, from, budget);

    private static Regex? CreateLinear(string source, bool ignoresCase, bool isMultiline)
    {
        RegexOptions options = RegexOptions.CultureInvariant
            | RegexOptions.NonBacktracking
            | (ignoresCase ? RegexOptions.IgnoreCase : RegexOptions.None)
            | (isMultiline ? RegexOptions.Multiline : RegexOptions.None);
        try
        {
            // The analyzer does not see NonBacktracking beside options that vary.
#pragma warning disable MA0009
            return new Regex(PatternTranslation.Translate(source, isMultiline), options);
#pragma warning restore MA0009
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    private static PatternMatch? MatchLinearly(Regex regex, string text, int from, StepBudget budget)
    {
        budget.Spend(1 + ((text.Length - from) / 16));
        Match match = regex.Match(text, from);
        if (!match.Success)
        {
            return null;
        }

        var groups = new JsonValue[match.Groups.Count - 1];
        for (int i = 0; i < groups.Length; i++)
        {
            Group group = match.Groups[i + 1];
            groups[i] = group.Success ? new JsonString(group.Value) : JsonValue.Null;
        }

        return new PatternMatch(match.Value, match.Index, match.Index + match.Length, JsonArray.Adopt(groups));
    }

    private PatternMatch? MatchByTrying(string text, int from, StepBudget budget)
    {
        for (int start = from; start <= text.Length; start++)
        {
            var attempt = new PatternAttempt(text, _groups, budget);
            int end = -1;
            bool matches = attempt.Enter(() => _atom!.Match(attempt, start, at =>
            {
                end = at;
                return true;
            }));
            if (matches)
            {
                JsonValue[] groups = Array.ConvertAll(
                    attempt.Groups, group => group is var (first, last) ? new JsonString(text[first..last]) : JsonValue.Null);
                return new PatternMatch(text[start..end], start, end, JsonArray.Adopt(groups));
            }
        }

        return null;
    }
}
