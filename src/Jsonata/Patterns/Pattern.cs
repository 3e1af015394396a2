using System.Text.RegularExpressions;

namespace FunctionsAsl.Jsonata.Patterns;

/// <summary>A match of a pattern, or what a function says is one.</summary>
/// <param name="Text">The text that matches.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Groups">The groups; null those that take no part.</param>
/// <param name="Description">The match as the language sees it, where a function made it.</param>
internal sealed record PatternMatch(string Text, int Start, int End, JsonList Groups, JsonMap? Description = null)
{
    /// <param name="budget">What bounds the work: the groups together may be longer than the text.</param>
    /// <param name="text">The text that was searched.</param>
    /// <param name="start">Where the match begins.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="count">How many groups there are.</param>
    /// <param name="group">The text of a group; <see langword="null"/> of one that takes no part.</param>
    public static PatternMatch Of(StepBudget budget, string text, int start, int end, int count, Func<int, string?> group)
    {
        var groups = new JsonAny[count];
        for (int i = 0; i < count; i++)
        {
            groups[i] = group(i) is { } matched ? new JsonString(matched) : JsonAny.Null;
            budget.Spend(1 + ((groups[i] as JsonString)?.Value.Length ?? 0));
        }

        return new PatternMatch(text[start..end], start, end, JsonList.Adopt(groups));
    }
}

/// <summary>
/// A regular expression <c>/…/flags</c> of JavaScript. It is matched in time linear to the text where that gives the same answer, else by
/// trying, which counts its steps. No clock decides, so a replay decides the same.
/// </summary>
internal sealed class Pattern
{
    private const int MaxLength = 10_000;

    private readonly PatternPart _root;
    private readonly PatternProgram _program;

    // Some 60 KB each, of which a definition may have very many: made when it is needed, and again after a collection.
    private readonly WeakReference<LinearPattern?> _linear = new(null);
    private bool _isNotLinear;

    private Pattern(string source, PatternPart root, PatternProgram program)
    {
        Source = source;
        _root = root;
        _program = program;
    }

    public string Source { get; }

    /// <exception cref="JsonataException">The pattern is malformed.</exception>
    public static Pattern Compile(string source, string flags, int position)
    {
        try
        {
            if (source.Length > MaxLength)
            {
                throw new FormatException("It is too long.");
            }

            bool ignoresCase = flags.Contains('i');
            (PatternPart root, int groups) = PatternParser.Parse(source, ignoresCase, isMultiline: flags.Contains('m'));
            return new Pattern(source, root, new PatternProgram(root, groups, ignoresCase));
        }
        catch (FormatException e)
        {
            throw new JsonataException("S0303", $"Invalid regular expression: /{source}/: {e.Message}", position);
        }
    }

    /// <summary>The first match from an index on.</summary>
    /// <exception cref="StepBudgetException">The steps are used up.</exception>
    public PatternMatch? Match(string text, int from, StepBudget budget)
    {
        if (Linear() is not { } linear || !linear.Takes(text))
        {
            return new PatternSearch(_program, text, budget).Find(from);
        }

        budget.Spend(1 + ((text.Length - from) / 16));
        Match match = linear.Match(text, from);
        if (!match.Success)
        {
            return null;
        }

        return linear.GroupsDiffer
            ? new PatternSearch(_program, text, budget).MatchAt(match.Index)
            : PatternMatch.Of(budget, text, match.Index, match.Index + match.Length, _program.Groups, GroupAt);

        string? GroupAt(int index) => match.Groups[index + 1] is { Success: true } group ? group.Value : null;
    }

    private LinearPattern? Linear()
    {
        if (_isNotLinear)
        {
            return null;
        }

        if (!_linear.TryGetTarget(out LinearPattern? linear))
        {
            linear = LinearPattern.TryCreate(_root);
            _isNotLinear = linear is null;
            _linear.SetTarget(linear);
        }

        return linear;
    }
}
