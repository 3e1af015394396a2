using FunctionsAsl.Jsonata.Language;
using FunctionsAsl.Jsonata.Syntax;

namespace FunctionsAsl.Jsonata.Patterns;

/// <summary>
/// A part of a regular expression that is matched by trying, which looking around and back needs. It calls on with each place where a
/// match of it can end, until what follows matches, too. Every try is a step of the evaluation.
/// </summary>
internal abstract class PatternAtom
{
    public abstract bool Match(PatternAttempt attempt, int at, Func<int, bool> next);
}

/// <summary>One attempt to match a text: its groups so far, and how deep it is.</summary>
internal sealed class PatternAttempt(string text, int groups, StepBudget budget)
{
    private const int MaxDepth = 1000;

    private int _depth;

    public string Text => text;

    /// <summary>Start and end of each group; null of one that takes no part.</summary>
    public (int Start, int End)?[] Groups { get; } = new (int, int)?[groups];

    /// <exception cref="JsonataException">The attempt nests too deep.</exception>
    public bool Enter(Func<bool> match)
    {
        budget.Spend(1);
        Recursion.EnsureRoom();
        if (++_depth > MaxDepth)
        {
            throw new JsonataException("D1011");
        }

        bool result = match();
        _depth--;
        return result;
    }

    public void Spend(int steps) => budget.Spend(steps);
}

/// <summary>A character of a set.</summary>
internal sealed class CharacterAtom(Func<char, bool> set) : PatternAtom
{
    public bool Accepts(string text, int at) => at < text.Length && set(text[at]);

    public override bool Match(PatternAttempt attempt, int at, Func<int, bool> next) => Accepts(attempt.Text, at) && next(at + 1);
}

/// <summary>Something that holds at a place, and takes no characters.</summary>
internal sealed class PlaceAtom(Func<string, int, bool> holds) : PatternAtom
{
    public override bool Match(PatternAttempt attempt, int at, Func<int, bool> next) => holds(attempt.Text, at) && next(at);
}

/// <summary>Parts one after the other.</summary>
internal sealed class SequenceAtom(PatternAtom[] parts) : PatternAtom
{
    public override bool Match(PatternAttempt attempt, int at, Func<int, bool> next) => MatchFrom(0, attempt, at, next);

    private bool MatchFrom(int part, PatternAttempt attempt, int at, Func<int, bool> next) => part == parts.Length
        ? next(at)
        : attempt.Enter(() => parts[part].Match(attempt, at, end => MatchFrom(part + 1, attempt, end, next)));
}

/// <summary><c>a|b</c>.</summary>
internal sealed class ChoiceAtom(PatternAtom[] choices) : PatternAtom
{
    public override bool Match(PatternAttempt attempt, int at, Func<int, bool> next) =>
        Array.Exists(choices, choice => attempt.Enter(() => choice.Match(attempt, at, next)));
}

/// <summary><c>(…)</c>.</summary>
internal sealed class GroupAtom(int index, PatternAtom content) : PatternAtom
{
    public override bool Match(PatternAttempt attempt, int at, Func<int, bool> next)
    {
        (int, int)? before = attempt.Groups[index];
        bool matches = content.Match(attempt, at, end =>
        {
            (int, int)? within = attempt.Groups[index];
            attempt.Groups[index] = (at, end);
            if (next(end))
            {
                return true;
            }

            attempt.Groups[index] = within;
            return false;
        });
        attempt.Groups[index] = matches ? attempt.Groups[index] : before;
        return matches;
    }
}

/// <summary><c>\1</c>: what the group matched; nothing where it takes no part.</summary>
internal sealed class ReferenceAtom(int index, bool ignoresCase) : PatternAtom
{
    public override bool Match(PatternAttempt attempt, int at, Func<int, bool> next)
    {
        if (attempt.Groups[index] is not var (start, end))
        {
            return next(at);
        }

        int length = end - start;
        attempt.Spend(1 + (length / 16));
        StringComparison comparison = ignoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return at + length <= attempt.Text.Length
            && attempt.Text.AsSpan(start, length).Equals(attempt.Text.AsSpan(at, length), comparison)
            && next(at + length);
    }
}

/// <summary><c>(?=…)</c>, <c>(?!…)</c>, <c>(?&lt;=…)</c> and <c>(?&lt;!…)</c>.</summary>
internal sealed class LookAtom(PatternAtom content, bool isBehind, bool isNegative) : PatternAtom
{
    public override bool Match(PatternAttempt attempt, int at, Func<int, bool> next)
    {
        bool holds = isBehind ? IsBefore(attempt, at) : attempt.Enter(() => content.Match(attempt, at, static _ => true));
        return holds != isNegative && next(at);
    }

    private bool IsBefore(PatternAttempt attempt, int at)
    {
        for (int start = at; start >= 0; start--)
        {
            int from = start;
            if (attempt.Enter(() => content.Match(attempt, from, end => end == at)))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary><c>*</c>, <c>+</c>, <c>?</c> and <c>{…}</c>.</summary>
/// <param name="content">What is repeated.</param>
/// <param name="least">How often at least.</param>
/// <param name="most">How often at most.</param>
/// <param name="isLazy">Whether fewer times are tried first.</param>
/// <param name="firstGroup">The first of the groups within, which each round forgets.</param>
/// <param name="groupCount">How many they are.</param>
internal sealed class RepeatAtom(PatternAtom content, int least, int most, bool isLazy, int firstGroup, int groupCount) : PatternAtom
{
    public override bool Match(PatternAttempt attempt, int at, Func<int, bool> next) =>
        content is CharacterAtom character ? MatchCharacters(character, attempt, at, next) : MatchRound(0, attempt, at, next);

    private bool MatchCharacters(CharacterAtom character, PatternAttempt attempt, int at, Func<int, bool> next)
    {
        int reach = 0;
        int count = isLazy ? least : most;
        while (reach < count && character.Accepts(attempt.Text, at + reach))
        {
            reach++;
        }

        attempt.Spend(1 + (reach / 16));
        for (int taken = reach; taken >= least && taken <= most; taken += isLazy ? 1 : -1)
        {
            if (isLazy && taken > reach && !character.Accepts(attempt.Text, at + taken - 1))
            {
                return false;
            }

            attempt.Spend(1);
            if (next(at + taken))
            {
                return true;
            }
        }

        return false;
    }

    private bool MatchRound(int round, PatternAttempt attempt, int at, Func<int, bool> next)
    {
        bool MatchAgain() => round < most && attempt.Enter(() => MatchContent(round, attempt, at, next));
        return isLazy
            ? (round >= least && next(at)) || MatchAgain()
            : MatchAgain() || (round >= least && next(at));
    }

    private bool MatchContent(int round, PatternAttempt attempt, int at, Func<int, bool> next)
    {
        (int, int)?[] before = attempt.Groups[firstGroup..(firstGroup + groupCount)];
        Array.Clear(attempt.Groups, firstGroup, groupCount);

        // A round that takes nothing would go on for ever.
        if (content.Match(attempt, at, end => (end > at || round < least) && MatchRound(round + 1, attempt, end, next)))
        {
            return true;
        }

        before.CopyTo(attempt.Groups, firstGroup);
        return false;
    }
}
