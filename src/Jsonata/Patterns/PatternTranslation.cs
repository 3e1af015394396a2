using System.Text;

namespace FunctionsAsl.Jsonata.Patterns;

/// <summary>Writes a regular expression of JavaScript as one of .NET that means the same.</summary>
internal sealed class PatternTranslation
{
    private const string Digit = "0-9";
    private const string NoDigit = @"\0-/:-\uFFFF";
    private const string Word = "a-zA-Z0-9_";
    private const string NoWord = @"\0-/:-@\[-\^`{-\uFFFF";
    private const string Blank = @"\t-\r \u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000\uFEFF";
    private const string NoBlank =
        @"\0-\u0008\u000E-\u001F!-\u009F\u00A1-\u167F\u1681-\u1FFF\u200B-\u2027\u202A-\u202E\u2030-\u205E\u2060-\u2FFF\u3001-\uFEFE\uFF00-\uFFFF";

    private readonly string _pattern;
    private readonly bool _isMultiline;
    private readonly StringBuilder _result = new();
    private readonly List<string> _names = [];
    private int _at;

    private PatternTranslation(string pattern, bool isMultiline)
    {
        _pattern = pattern;
        _isMultiline = isMultiline;
        CountGroups();
    }

    /// <summary>The groups of a pattern in the order of the text: their names, or nothing.</summary>
    public static IReadOnlyList<string> GroupNames(string pattern) => new PatternTranslation(pattern, isMultiline: false)._names;

    public static string Translate(string pattern, bool isMultiline) => new PatternTranslation(pattern, isMultiline).Translate();

    private char Current => _at < _pattern.Length ? _pattern[_at] : '\0';

    private bool Follows(string text) => string.CompareOrdinal(_pattern, _at, text, 0, text.Length) == 0;

    /// <summary>Groups are numbered in the order of the text, with a name or without; references may come first.</summary>
    private void CountGroups()
    {
        bool inClass = false;
        for (_at = 0; _at < _pattern.Length; _at++)
        {
            switch (_pattern[_at])
            {
                case '\\':
                    _at++;
                    break;
                case '[':
                    inClass = true;
                    break;
                case ']':
                    inClass = false;
                    break;
                case '(' when !inClass && IsNamed():
                    int close = _pattern.IndexOf('>', _at);
                    _names.Add(close < 0 ? "" : _pattern[(_at + 3)..close]);
                    break;
                case '(' when !inClass && !Follows("(?"):
                    _names.Add("");
                    break;
            }
        }

        _at = 0;
    }

    private bool IsNamed() => Follows("(?<") && !Follows("(?<=") && !Follows("(?<!");

    private string Translate()
    {
        while (_at < _pattern.Length)
        {
            char c = _pattern[_at];
            switch (c)
            {
                case '\\':
                    _at++;
                    TranslateEscape();
                    break;
                case '[':
                    TranslateClass();
                    break;
                case '.':
                    _at++;
                    _result.Append(@"[^\n\r\u2028\u2029]");
                    break;
                case '$':
                    _at++;
                    _result.Append(_isMultiline ? "$" : @"\z");
                    break;
                case '(' when IsNamed():
                    int close = _pattern.IndexOf('>', _at);
                    _at = close < 0 ? throw new FormatException("Invalid capture group name.") : close + 1;
                    _result.Append('(');
                    break;
                case '(' when Follows("(?") && !Follows("(?:") && !Follows("(?=") && !Follows("(?!") && !Follows("(?<"):
                    throw new FormatException("Invalid group.");
                default:
                    _at++;
                    _result.Append(c);
                    break;
            }
        }

        return _result.ToString();
    }

    private void TranslateEscape()
    {
        char c = Current;
        if (_at >= _pattern.Length)
        {
            throw new FormatException(@"\ at end of pattern.");
        }

        if (c is >= '1' and <= '9')
        {
            TranslateReference();
            return;
        }

        if (c == 'k' && _pattern.IndexOf('>', _at) is int close and > 0 && Follows("k<"))
        {
            int index = _names.IndexOf(_pattern[(_at + 2)..close]);
            Reference(index >= 0 ? index + 1 : throw new FormatException("Invalid named reference."));
            _at = close + 1;
            return;
        }

        _at++;
        switch (ClassOf(c))
        {
            case { } set:
                _result.Append('[').Append(set).Append(']');
                break;
            default:
                if (c is 'b' or 'B')
                {
                    _result.Append('\\').Append(c);
                }
                else
                {
                    TranslateCharacter(c);
                }

                break;
        }
    }

    private void TranslateReference()
    {
        int end = _at;
        while (end < _pattern.Length && char.IsAsciiDigit(_pattern[end]))
        {
            end++;
        }

        if (!int.TryParse(_pattern.AsSpan(_at, end - _at), out int index) || index > _names.Count)
        {
            // Not a group: the digit itself.
            _result.Append(_pattern[_at++]);
            return;
        }

        Reference(index);
        _at = end;
    }

    private void Reference(int index) => _result.Append("(?:\\").Append(index).Append(')');

    /// <summary>An escaped character outside or inside a class.</summary>
    private void TranslateCharacter(char c)
    {
        switch (c)
        {
            case 't' or 'n' or 'r' or 'f' or 'v':
                _result.Append('\\').Append(c);
                break;
            case '0':
                _result.Append(@"\u0000");
                break;
            case 'c' when char.IsAsciiLetter(Current):
                Append((char)(Current % 32));
                _at++;
                break;
            case 'x' when TryReadHex(2, out char code):
                Append(code);
                break;
            case 'u' when TryReadHex(4, out char code):
                Append(code);
                break;
            default:
                Append(c);
                break;
        }
    }

    private void Append(char c) => _result.Append("\\u").Append(((int)c).ToString("X4", System.Globalization.NumberFormatInfo.InvariantInfo));

    private bool TryReadHex(int digits, out char code)
    {
        bool isHex = ushort.TryParse(
            _pattern.AsSpan(_at, Math.Min(digits, _pattern.Length - _at)),
            System.Globalization.NumberStyles.AllowHexSpecifier,
            System.Globalization.NumberFormatInfo.InvariantInfo,
            out ushort value) && _at + digits <= _pattern.Length;
        _at += isHex ? digits : 0;
        code = (char)value;
        return isHex;
    }

    private void TranslateClass()
    {
        _at++;
        bool isNegated = Current == '^';
        _at += isNegated ? 1 : 0;
        if (Current == ']')
        {
            // Nothing, or anything.
            _at++;
            _result.Append(isNegated ? @"[\s\S]" : @"[^\s\S]");
            return;
        }

        _result.Append(isNegated ? "[^" : "[");
        while (Current != ']')
        {
            if (_at >= _pattern.Length)
            {
                throw new FormatException("Unterminated character class.");
            }

            char c = _pattern[_at++];
            if (c == '-')
            {
                bool isRange = _result[^1] is not ('[' or '^') && Current != ']' && !EndsWithSet() && !IsSetNext();
                _result.Append(isRange ? "-" : @"\u002D");
            }
            else if (c != '\\')
            {
                Append(c);
            }
            else if (_at >= _pattern.Length)
            {
                throw new FormatException(@"\ at end of pattern.");
            }
            else
            {
                c = _pattern[_at++];
                if (ClassOf(c) is { } set)
                {
                    _result.Append(set);
                }
                else if (c == 'b')
                {
                    Append('\b');
                }
                else
                {
                    TranslateCharacter(c);
                }
            }
        }

        _at++;
        _result.Append(']');
    }

    private bool IsSetNext() => Current == '\\' && _at + 1 < _pattern.Length && ClassOf(_pattern[_at + 1]) is not null;

    private bool EndsWithSet()
    {
        string text = _result.ToString();
        return new[] { Digit, NoDigit, Word, NoWord, Blank, NoBlank }.Any(set => text.EndsWith(set, StringComparison.Ordinal));
    }

    private static string? ClassOf(char c) => c switch
    {
        'd' => Digit,
        'D' => NoDigit,
        'w' => Word,
        'W' => NoWord,
        's' => Blank,
        'S' => NoBlank,
        _ => null,
    };
}
