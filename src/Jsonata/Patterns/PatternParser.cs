namespace FunctionsAsl.Jsonata.Patterns;

/// <summary>Reads a regular expression of JavaScript.</summary>
internal sealed class PatternParser
{
    private readonly string _pattern;
    private readonly bool _ignoresCase;
    private readonly bool _isMultiline;

    // The groups in the order of the text: their names, or nothing. References may come before the group.
    private readonly List<string> _names = [];
    private int _at;
    private int _groups;

    private PatternParser(string pattern, bool ignoresCase, bool isMultiline)
    {
        _pattern = pattern;
        _ignoresCase = ignoresCase;
        _isMultiline = isMultiline;
        CountGroups();
    }

    /// <exception cref="FormatException">The pattern is malformed.</exception>
    public static (PatternPart Root, int Groups) Parse(string pattern, bool ignoresCase, bool isMultiline)
    {
        var parser = new PatternParser(pattern, ignoresCase, isMultiline);
        PatternPart root = parser.ReadChoice();
        return parser._at == pattern.Length ? (root, parser._groups) : throw new FormatException("Unmatched ')'.");
    }

    private char Current => _at < _pattern.Length ? _pattern[_at] : '\0';

    private bool Follows(string text) => string.CompareOrdinal(_pattern, _at, text, 0, text.Length) == 0;

    private bool TryTake(string text)
    {
        bool follows = Follows(text);
        _at += follows ? text.Length : 0;
        return follows;
    }

    private char Take(string otherwise) => _at < _pattern.Length ? _pattern[_at++] : throw new FormatException(otherwise);

    private void CountGroups()
    {
        bool inClass = false;
        for (; _at < _pattern.Length; _at++)
        {
            char c = _pattern[_at];
            _at += c == '\\' ? 1 : 0;
            inClass = c == '[' || (inClass && c != ']');
            if (c == '(' && !inClass && IsNamed())
            {
                _names.Add(_pattern[(_at + 3)..EndOfName(_at)]);
            }
            else if (c == '(' && !inClass && !Follows("(?"))
            {
                _names.Add("");
            }
        }

        _at = 0;
    }

    private bool IsNamed() => Follows("(?<") && !Follows("(?<=") && !Follows("(?<!");

    private int EndOfName(int from) =>
        _pattern.IndexOf('>', from) is int close and > 0 ? close : throw new FormatException("Invalid capture group name.");

    private PatternPart ReadChoice()
    {
        Recursion.EnsureRoom();
        var choices = new List<PatternPart>();
        do
        {
            var parts = new List<PatternPart>();
            while (_at < _pattern.Length && Current is not ('|' or ')'))
            {
                parts.Add(ReadTerm());
            }

            choices.Add(parts is [{ } only] ? only : new SequencePart([.. parts]));
        }
        while (TryTake("|"));
        return choices is [{ } single] ? single : new ChoicePart([.. choices]);
    }

    private PatternPart ReadTerm()
    {
        int firstGroup = _groups;
        PatternPart part = ReadCount() is null ? ReadAtom() : throw new FormatException("Nothing to repeat.");
        return ReadCount() is var (least, most)
            ? new RepeatPart(part, least, most, TryTake("?"), firstGroup, _groups - firstGroup)
            : part;
    }

    private (int Least, int Most)? ReadCount()
    {
        switch (Current)
        {
            case '*':
                _at++;
                return (0, int.MaxValue);
            case '+':
                _at++;
                return (1, int.MaxValue);
            case '?':
                _at++;
                return (0, 1);
        }

        int close = Current == '{' ? _pattern.IndexOf('}', _at) : -1;
        string[] bounds = close < 0 ? [] : _pattern[(_at + 1)..close].Split(',');
        if (bounds.Length is < 1 or > 2 || !TryParse(bounds[0], out int least))
        {
            return null;
        }

        int most = bounds.Length == 1 ? least : int.MaxValue;
        if (bounds is [_, { Length: > 0 } bound] && !TryParse(bound, out most))
        {
            return null;
        }

        _at = close + 1;
        return most >= least ? (least, most) : throw new FormatException("The bounds are out of order.");
    }

    private static bool TryParse(ReadOnlySpan<char> digits, out int number) =>
        int.TryParse(digits, NumberStyles.None, NumberFormatInfo.InvariantInfo, out number);

    private PatternPart ReadAtom()
    {
        char c = _pattern[_at++];
        return c switch
        {
            '^' or '$' => new PlacePart(c, _isMultiline),
            '.' => new CharacterPart(CharacterSet.LineEnds.Complement()),
            '(' => ReadGroup(),
            '[' => ReadClass(),
            '\\' => ReadEscape(),
            _ => Characters([(c, c)]),
        };
    }

    private PatternPart ReadGroup()
    {
        _at--;
        PatternPart part;
        if (IsNamed() || !Follows("(?"))
        {
            _at = IsNamed() ? EndOfName(_at) + 1 : _at + 1;
            int index = _groups++;
            part = new GroupPart(index, ReadChoice());
        }
        else
        {
            part = TryTake("(?:") ? ReadChoice()
                : TryTake("(?=") ? new LookPart(ReadChoice(), IsBehind: false, IsNegative: false)
                : TryTake("(?!") ? new LookPart(ReadChoice(), IsBehind: false, IsNegative: true)
                : TryTake("(?<=") ? new LookPart(ReadChoice(), IsBehind: true, IsNegative: false)
                : TryTake("(?<!") ? new LookPart(ReadChoice(), IsBehind: true, IsNegative: true)
                : throw new FormatException("Invalid group.");
        }

        return TryTake(")") ? part : throw new FormatException("Unterminated group.");
    }

    private PatternPart ReadEscape()
    {
        char c = Take(@"\ at end of pattern.");
        if (c == 'k' && Current == '<')
        {
            int close = EndOfName(_at);
            int named = _names.IndexOf(_pattern[(_at + 1)..close]);
            _at = close + 1;
            return named < 0 ? throw new FormatException("Invalid named reference.") : new ReferencePart(named);
        }

        if (c is >= '1' and <= '9')
        {
            int end = _at;
            while (end < _pattern.Length && char.IsAsciiDigit(_pattern[end]))
            {
                end++;
            }

            if (TryParse(_pattern.AsSpan((_at - 1)..end), out int number) && number <= _names.Count)
            {
                _at = end;
                return new ReferencePart(number - 1);
            }
        }

        return c is 'b' or 'B' ? new PlacePart(c, IsOfLines: false) : Characters(SetOf(c)?.Ranges ?? [Unescape(c)]);
    }

    private CharacterPart ReadClass()
    {
        bool isNegated = TryTake("^");
        var ranges = new List<(char First, char Last)>();
        while (!TryTake("]"))
        {
            (char First, char Last)[] first = ReadClassPart();
            if (Current != '-' || _at + 1 >= _pattern.Length || _pattern[_at + 1] == ']')
            {
                ranges.AddRange(first);
                continue;
            }

            _at++;
            (char First, char Last)[] last = ReadClassPart();
            if (first is [var (from, alike)] && from == alike && last is [var (to, same)] && to == same)
            {
                ranges.Add(to >= from ? (from, to) : throw new FormatException("Range out of order in character class."));
            }
            else
            {
                // No range: the dash is one of the characters.
                ranges.AddRange([.. first, ('-', '-'), .. last]);
            }
        }

        return Characters(ranges, isNegated);
    }

    private (char First, char Last)[] ReadClassPart()
    {
        char c = Take("Unterminated character class.");
        if (c != '\\')
        {
            return [(c, c)];
        }

        c = Take(@"\ at end of pattern.");
        return c == 'b' ? [('\b', '\b')] : SetOf(c) is { } set ? [.. set.Ranges] : [Unescape(c)];
    }

    private CharacterPart Characters(IEnumerable<(char First, char Last)> ranges, bool isNegated = false)
    {
        CharacterSet set = CharacterSet.Of(ranges);
        set = _ignoresCase ? set.IgnoringCase() : set;
        return new CharacterPart(isNegated ? set.Complement() : set);
    }

    private static CharacterSet? SetOf(char c) => c switch
    {
        'd' => CharacterSet.Digits,
        'D' => CharacterSet.Digits.Complement(),
        'w' => CharacterSet.Word,
        'W' => CharacterSet.Word.Complement(),
        's' => CharacterSet.Blanks,
        'S' => CharacterSet.Blanks.Complement(),
        _ => null,
    };

    private (char Unit, char Same) Unescape(char c)
    {
        int digits = c switch { 'x' => 2, 'u' => 4, _ => 0 };
        char unit = c switch
        {
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            'f' => '\f',
            'v' => '\v',
            '0' => '\0',
            'c' when char.IsAsciiLetter(Current) => (char)(_pattern[_at++] % 32),
            _ => c,
        };
        if (digits > 0 && _at + digits <= _pattern.Length
            && ushort.TryParse(_pattern.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, NumberFormatInfo.InvariantInfo, out ushort code))
        {
            _at += digits;
            unit = (char)code;
        }

        return (unit, unit);
    }
}
