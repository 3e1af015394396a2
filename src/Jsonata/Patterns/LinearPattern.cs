using System.Buffers;
using System.Text.RegularExpressions;

namespace FunctionsAsl.Jsonata.Patterns;

/// <summary>
/// A regular expression as one of .NET's automata, which match in time linear to the text. They know no references and no looking around,
/// and understand some parts in another way than JavaScript; this class says which answers are JavaScript's, too.
/// </summary>
internal sealed class LinearPattern
{
    // Lines end in one way in these texts, and words have ASCII letters only, as JavaScript's have anyway.
    private static readonly SearchValues<char> Plain =
        SearchValues.Create([.. Enumerable.Range(0, 128).Select(static c => (char)c).Where(static c => c != '\r')]);

    // .NET's automata take more than twice as long for each further repetition around a group, until they take minutes and gigabytes.
    private const int MostRepeatsAroundGroup = 4;

    private readonly StringBuilder _text = new();
    private int _repeatsAroundGroups;
    private Regex _regex = null!;
    private bool _takesPlainTextOnly;

    private LinearPattern()
    {
    }

    /// <summary>Whether the groups may be other ones than JavaScript's; where a match begins and ends is the same.</summary>
    public bool GroupsDiffer { get; private set; }

    /// <summary>The pattern; <see langword="null"/> where there is no automaton for it, or it would match something else.</summary>
    public static LinearPattern? TryCreate(PatternPart root)
    {
        var pattern = new LinearPattern();
        try
        {
            pattern.Write(root, isRepeated: false, isOptional: false);

            // MA0009 does not see that an automaton needs no time-out.
#pragma warning disable MA0009
            pattern._regex = new Regex(
                pattern._text.ToString(), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.Multiline);
#pragma warning restore MA0009
            return pattern;
        }
        catch (NotSupportedException)
        {
            // As .NET says, too, where the automaton would be too large.
            return null;
        }
    }

    /// <summary>Whether what it finds in the text is what JavaScript finds.</summary>
    public bool Takes(string text) => !_takesPlainTextOnly || !text.AsSpan().ContainsAnyExcept(Plain);

    /// <summary>The first match from an index on.</summary>
    public Match Match(string text, int from) => _regex.Match(text, from);

    /// <param name="part">What to write.</param>
    /// <param name="isRepeated">Whether it stands within a repetition.</param>
    /// <param name="isOptional">Whether a round of a repetition may leave it out: JavaScript forgets its groups then, .NET does not.</param>
    /// <exception cref="NotSupportedException">No automaton does the same.</exception>
    private void Write(PatternPart part, bool isRepeated, bool isOptional)
    {
        switch (part)
        {
            case CharacterPart character:
                _text.Append(character.Set);
                break;
            case PlacePart place:
                _takesPlainTextOnly |= place.IsOfLines || place.Symbol is 'b' or 'B';
                _text.Append(place switch
                {
                    { Symbol: 'b' or 'B' } => $@"\{place.Symbol}",
                    { IsOfLines: true } => place.Symbol,
                    { Symbol: '^' } => @"\A",
                    _ => @"\z",
                });
                break;
            case SequencePart sequence:
                Array.ForEach(sequence.Parts, item => Write(item, isRepeated, isOptional));
                break;
            case ChoicePart choice:
                if (Array.Exists(choice.Choices[..^1], static choice => CanBeEmpty(choice) && PrefersEmpty(choice)))
                {
                    // .NET's automata take the "a" of a??|b.
                    throw new NotSupportedException();
                }

                for (int i = 0; i < choice.Choices.Length; i++)
                {
                    _text.Append(i == 0 ? "(?:" : "|");
                    Write(choice.Choices[i], isRepeated, isOptional: isRepeated);
                }

                _text.Append(')');
                break;
            case GroupPart group:
                GroupsDiffer |= isOptional;
                _text.Append('(');
                Write(group.Content, isRepeated, isOptional);
                _text.Append(')');
                break;
            case RepeatPart repeat:
                // A round that takes nothing ends .NET's repetition; JavaScript tries the round's other ways, and else forgets it.
                bool hasEmptyRounds = CanBeEmpty(repeat.Content);
                if (hasEmptyRounds && PrefersEmpty(repeat.Content))
                {
                    throw new NotSupportedException();
                }

                int aroundGroup = repeat.GroupCount > 0 ? 1 : 0;
                _repeatsAroundGroups += aroundGroup;
                if (_repeatsAroundGroups > MostRepeatsAroundGroup)
                {
                    throw new NotSupportedException();
                }

                GroupsDiffer |= hasEmptyRounds && repeat.GroupCount > 0;
                _text.Append("(?:");
                Write(repeat.Content, isRepeated || repeat.Most > 1, isOptional || (isRepeated && repeat.Least == 0));
                _text.Append(NumberFormatInfo.InvariantInfo, $"){{{repeat.Least},{(repeat.Most == int.MaxValue ? "" : repeat.Most)}}}");
                _text.Append(repeat.IsLazy ? "?" : "");
                _repeatsAroundGroups -= aroundGroup;
                break;
            default:
                throw new NotSupportedException();
        }
    }

    private static bool CanBeEmpty(PatternPart part) => part switch
    {
        CharacterPart => false,
        SequencePart sequence => Array.TrueForAll(sequence.Parts, CanBeEmpty),
        ChoicePart choice => Array.Exists(choice.Choices, CanBeEmpty),
        GroupPart group => CanBeEmpty(group.Content),
        RepeatPart repeat => repeat.Least == 0 || CanBeEmpty(repeat.Content),
        _ => true,
    };

    /// <summary>Whether it may try to take nothing before it tries all else.</summary>
    private static bool PrefersEmpty(PatternPart part) => part switch
    {
        SequencePart sequence => Array.Exists(sequence.Parts, PrefersEmpty),
        ChoicePart choice => Array.Exists(choice.Choices[..^1], CanBeEmpty) || Array.Exists(choice.Choices, PrefersEmpty),
        GroupPart group => PrefersEmpty(group.Content),
        RepeatPart repeat => repeat.IsLazy || PrefersEmpty(repeat.Content),
        _ => false,
    };
}
