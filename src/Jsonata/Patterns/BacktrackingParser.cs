using System.Globalization;
using FunctionsAsl.Jsonata.Syntax;

namespace FunctionsAsl.Jsonata.Patterns;

/// <summary>Reads a regular expression of JavaScript into atoms.</summary>
internal sealed class BacktrackingParser
{
    private readonly string _pattern;
    private readonly bool _ignoresCase;
    private readonly bool _isMultiline;
    private readonly IReadOnlyList<string> _names;
    private int _at;
    private int _groups;

    private BacktrackingParser(string pattern, bool ignoresCase, bool isMultiline)
    {
        _pattern = pattern;
        _ignoresCase = ignoresCase;
        _isMultiline = isMultiline;
        _names = PatternTranslation.GroupNames(pattern);
    }

    /// <exception cref="FormatException">The pattern is malformed.</exception>
    public static (PatternAtom Atom, int Groups) Parse(string pattern, bool ignoresCase, bool isMultiline)
    {
        var parser = new BacktrackingParser(pattern, ignoresCase, isMultiline);
        PatternAtom atom = parser.ReadChoice();
        return parser._at == pattern.Length ? (atom, parser._groups) : throw new FormatException("Unmatched ')'.");
    }

    private char Current => _at < _pattern.Length ? _pattern[_at] : '\0';

    private bool TryTake(string text)
    {
        bool follows = string.CompareOrdinal(_pattern, _at, text, 0, text.Length) == 0;
        _at += follows ? text.Length : 0;
        return follows;
    }

    private PatternAtom ReadChoice()
    {
        Recursion.EnsureRoom();
        var choices = new List<PatternAtom>();
        do
        {
            var parts = new List<PatternAtom>();
            while (_at < _pattern.Length && Current is not ('|' or ')'))
            {
                parts.Add(ReadTerm());
            }

            choices.Add(new SequenceAtom([.. parts]));
        }
        while (TryTake("|"));
        return choices.Count == 1 ? choices[0] : new ChoiceAtom([.. choices]);
    }

    private PatternAtom ReadTerm()
    {
        int firstGroup = _groups;
        PatternAtom atom = ReadAtom();
        (int Least, int Most)? count = ReadCount();
        return count is var (least, most)
            ? new RepeatAtom(atom, least, most, TryTake("?"), firstGroup, _groups - firstGroup)
            : atom;
    }

    private (int Least, int Most)? ReadCount()
    {
        if (TryTake("*"))
        {
            return (0, int.MaxValue);
        }

        if (TryTake("+"))
        {
            return (1, int.MaxValue);
        }

        if (TryTake("?"))
        {
            return (0, 1);
        }

        int close = Current == '{' ? _pattern.IndexOf('}', _at) : -1;
        string[] bounds = close < 0 ? [] : _pattern[(_at + 1)..close].Split(',');
        if (bounds.Length is < 1 or > 2 || !int.TryParse(bounds[0], NumberStyles.None, NumberFormatInfo.InvariantInfo, out int least))
        {
            return null;
        }

        int most = least;
        if (bounds.Length == 2 && !int.TryParse(bounds[1], NumberStyles.None, NumberFormatInfo.InvariantInfo, out most))
        {
            if (bounds[1].Length > 0)
            {
                return null;
            }

            most = int.MaxValue;
        }

        _at = close + 1;
        return most >= least ? (least, most) : throw new FormatException("The bounds are out of order.");
    }

    private PatternAtom ReadAtom()
    {
        char c = _pattern[_at++];
        switch (c)
        {
            case '^':
                return new PlaceAtom((text, at) => at == 0 || (_isMultiline && IsLineEnd(text[at - 1])));
            case '$':
                return new PlaceAtom((text, at) => at == text.Length || (_isMultiline && IsLineEnd(text[at])));
            case '.':
                return new CharacterAtom(static unit => !IsLineEnd(unit));
            case '(':
                return ReadGroup();
            case '[':
                return ReadClass();
            case '\\':
                return ReadEscape();
            case '*' or '+' or '?':
                throw new FormatException("Nothing to repeat.");
            default:
                return Character(c);
        }
    }

    private PatternAtom ReadGroup()
    {
        PatternAtom atom;
        if (TryTake("?:"))
        {
            atom = ReadChoice();
        }
        else if (TryTake("?="))
        {
            atom = new LookAtom(ReadChoice(), isBehind: false, isNegative: false);
        }
        else if (TryTake("?!"))
        {
            atom = new LookAtom(ReadChoice(), isBehind: false, isNegative: true);
        }
        else if (TryTake("?<="))
        {
            atom = new LookAtom(ReadChoice(), isBehind: true, isNegative: false);
        }
        else if (TryTake("?<!"))
        {
            atom = new LookAtom(ReadChoice(), isBehind: true, isNegative: true);
        }
        else
        {
            if (TryTake("?<"))
            {
                _at = _pattern.IndexOf('>', _at) + 1;
            }

            int index = _groups++;
            atom = new GroupAtom(index, ReadChoice());
        }

        return TryTake(")") ? atom : throw new FormatException("Unterminated group.");
    }

    private PatternAtom ReadEscape()
    {
        char c = _at < _pattern.Length ? _pattern[_at++] : throw new FormatException(@"\ at end of pattern.");
        if (c is 'b' or 'B')
        {
            return new PlaceAtom((text, at) => IsBoundary(text, at) == (c == 'b'));
        }

        if (c == 'k' && Current == '<' && _pattern.IndexOf('>', _at) is int close and > 0)
        {
            int named = _names.ToList().IndexOf(_pattern[(_at + 1)..close]);
            _at = close + 1;
            return named < 0 ? throw new FormatException("Invalid named reference.") : new ReferenceAtom(named, _ignoresCase);
        }

        if (c is >= '1' and <= '9')
        {
            int end = _at;
            while (end < _pattern.Length && char.IsAsciiDigit(_pattern[end]))
            {
                end++;
            }

            if (int.TryParse(_pattern.AsSpan(_at - 1, end - _at + 1), NumberStyles.None, NumberFormatInfo.InvariantInfo, out int index)
                && index <= _names.Count)
            {
                _at = end;
                return new ReferenceAtom(index - 1, _ignoresCase);
            }
        }

        return SetOf(c) is { } set ? new CharacterAtom(set) : Character(Unescape(c));
    }

    private CharacterAtom ReadClass()
    {
        bool isNegated = TryTake("^");
        var sets = new List<Func<char, bool>>();
        while (Current != ']')
        {
            (char first, Func<char, bool>? set) = ReadClassPart();
            if (set is not null)
            {
                sets.Add(set);
                continue;
            }

            char last = first;
            if (Current == '-' && _at + 1 < _pattern.Length && _pattern[_at + 1] != ']')
            {
                _at++;
                (last, set) = ReadClassPart();
                if (set is not null)
                {
                    // No range: the dash is one of the characters.
                    last = first;
                    sets.Add(static unit => unit == '-');
                    sets.Add(set);
                }
                else if (last < first)
                {
                    throw new FormatException("Range out of order in character class.");
                }
            }

            sets.Add(unit => IsWithin(unit, first, last));
        }

        _at++;
        return new CharacterAtom(unit => sets.Exists(accepts => accepts(unit)) != isNegated);
    }

    private (char Unit, Func<char, bool>? Set) ReadClassPart()
    {
        char c = _at < _pattern.Length ? _pattern[_at++] : throw new FormatException("Unterminated character class.");
        if (c != '\\')
        {
            return (c, null);
        }

        c = _at < _pattern.Length ? _pattern[_at++] : throw new FormatException(@"\ at end of pattern.");
        return c == 'b' ? ('\b', null) : SetOf(c) is { } set ? ('\0', set) : (Unescape(c), null);
    }

    private CharacterAtom Character(char c) => new(unit => IsWithin(unit, c, c));

    private bool IsWithin(char unit, char first, char last) =>
        (unit >= first && unit <= last)
        || (_ignoresCase && ((char.ToUpperInvariant(unit) >= first && char.ToUpperInvariant(unit) <= last)
            || (char.ToLowerInvariant(unit) >= first && char.ToLowerInvariant(unit) <= last)));

    private char Unescape(char c)
    {
        switch (c)
        {
            case 't':
                return '\t';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 'f':
                return '\f';
            case 'v':
                return '\v';
            case '0':
                return '\0';
            case 'c' when char.IsAsciiLetter(Current):
                return (char)(_pattern[_at++] % 32);
        }

        int digits = c switch { 'x' => 2, 'u' => 4, _ => 0 };
        if (digits > 0 && _at + digits <= _pattern.Length
            && ushort.TryParse(_pattern.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, NumberFormatInfo.InvariantInfo, out ushort code))
        {
            _at += digits;
            return (char)code;
        }

        return c;
    }

    private static Func<char, bool>? SetOf(char c) => c switch
    {
        'd' => char.IsAsciiDigit,
        'D' => static unit => !char.IsAsciiDigit(unit),
        'w' => IsWord,
        'W' => static unit => !IsWord(unit),
        's' => IsBlank,
        'S' => static unit => !IsBlank(unit),
        _ => null,
    };

    private static bool IsWord(char unit) => char.IsAsciiLetterOrDigit(unit) || unit == '_';

    private static bool IsBlank(char unit) => unit is >= '\t' and <= '\r' or '\uFEFF' || char.IsWhiteSpace(unit) && unit is not ('\u0085' or (>= '\u001C' and <= '\u001F'));

    private static bool IsLineEnd(char unit) => unit is '\n' or '\r' or '\u2028' or '\u2029';

    private static bool IsBoundary(string text, int at) =>
        (at > 0 && IsWord(text[at - 1])) != (at < text.Length && IsWord(text[at]));
}
