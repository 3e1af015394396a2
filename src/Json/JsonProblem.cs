namespace FunctionsAsl.Json;

/// <summary>
/// Finds what is wrong with a text that is not JSON, and says it in the words of Jackson, the parser behind AWS's messages
/// (recorded: LS test_validate_state_machine_definition_not_a_definition). Reads the text once, without recursion.
/// </summary>
internal ref struct JsonProblem
{
    private const string Expected = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
    private const int LongestToken = 256;

    private readonly ReadOnlySpan<char> _text;
    private readonly Stack<(char Open, int At)> _open = new();
    private int _at;

    // Whether the innermost container has no entry yet.
    private bool _isFirst;

    private JsonProblem(ReadOnlySpan<char> text) => _text = text;

    /// <summary>
    /// The problem and where Jackson stopped, in characters, or <see langword="null"/> where the grammar is kept and
    /// something else is wrong.
    /// </summary>
    public static (string Problem, int At)? Find(ReadOnlySpan<char> text)
    {
        var scan = new JsonProblem(text);
        string? problem = scan.Document();
        return problem is null ? null : (problem, scan._at);
    }

    /// <summary>A place in the text as Jackson shows it, with the beginning of the text.</summary>
    public static string Place(ReadOnlySpan<char> text, int at)
    {
        const int Shown = 500;
        ReadOnlySpan<char> before = text[..at];
        int line = before.Count('\n') + 1;
        int column = at - before.LastIndexOf('\n');
        string cut = text.Length > Shown ? $"[truncated {text.Length - Shown} chars]" : "";
        return $"[Source: (String)\"{text[..Math.Min(Shown, text.Length)]}\"{cut}; line: {line}, column: {column}]";
    }

    private string? Document()
    {
        SkipSpace();
        if (_at == _text.Length)
        {
            return "No content to map due to end-of-input";
        }

        string? problem = Value();
        while (problem is null && _open.Count > 0)
        {
            problem = Next();
        }

        if (problem is not null)
        {
            return problem;
        }

        SkipSpace();
        return _at == _text.Length ? null : Value() ?? "Trailing token found after value";
    }

    /// <summary>What follows within the innermost container: its end, or a comma and the next entry.</summary>
    private string? Next()
    {
        (char open, int start) = _open.Peek();
        bool inObject = open == '{';
        string kind = inObject ? "Object" : "Array";
        bool isFirst = _isFirst;
        _isFirst = false;
        SkipSpace();
        if (_at == _text.Length)
        {
            return $"Unexpected end-of-input: expected close marker for {kind} (start marker at {Place(_text, start)})";
        }

        char c = _text[_at];
        if (c == (inObject ? '}' : ']'))
        {
            _at++;
            _open.Pop();
            return null;
        }

        if (c is '}' or ']')
        {
            _at++;
            return $"Unexpected close marker '{c}': expected '{(inObject ? '}' : ']')}' (for {kind} starting at {Place(_text, start)})";
        }

        if (!isFirst)
        {
            if (c != ',')
            {
                return Unexpected($"was expecting comma to separate {kind} entries");
            }

            _at++;
            SkipSpace();
            if (_at == _text.Length)
            {
                return $"Unexpected end-of-input within/between {kind} entries";
            }
        }

        return inObject ? Field() : Value();
    }

    private string? Field()
    {
        if (_text[_at] != '"')
        {
            return Unexpected("was expecting double-quote to start field name");
        }

        if (String("Unexpected end-of-input in field name") is string problem)
        {
            return problem;
        }

        SkipSpace();
        if (_at < _text.Length && _text[_at] != ':')
        {
            return Unexpected("was expecting a colon to separate field name and value");
        }

        _at = Math.Min(_at + 1, _text.Length);
        SkipSpace();
        return _at < _text.Length ? Value() : "Unexpected end-of-input within/between Object entries";
    }

    private string? Value()
    {
        char c = _text[_at];
        switch (c)
        {
            case '{' or '[':
                _open.Push((c, _at++));
                _isFirst = true;
                return _open.Count <= JsonAny.MaxDepth
                    ? null
                    : $"Document nesting depth ({_open.Count}) exceeds the maximum allowed ({JsonAny.MaxDepth})";
            case '"':
                return String("Unexpected end-of-input: was expecting closing quote for a string value");
            case '-' or (>= '0' and <= '9'):
                return Number();
            case 't':
                return Literal("true");
            case 'f':
                return Literal("false");
            case 'n':
                return Literal("null");
            default:
                return IsNamePart(c) && !char.IsDigit(c) ? Unrecognized(_at) : Unexpected($"expected a valid value {Expected}");
        }
    }

    private string? Literal(string token)
    {
        int start = _at;
        if (!_text[_at..].StartsWith(token, StringComparison.Ordinal))
        {
            return Unrecognized(start);
        }

        _at += token.Length;
        return _at < _text.Length && IsNamePart(_text[_at]) ? Unrecognized(start) : null;
    }

    private string? Number()
    {
        if (_text[_at] == '-')
        {
            _at++;
            if (NoDigit("expected digit (0-9) to follow minus sign, for valid numeric value") is string problem)
            {
                return problem;
            }
        }

        if (_text[_at] == '0' && _at + 1 < _text.Length && char.IsAsciiDigit(_text[_at + 1]))
        {
            _at += 2;
            return "Invalid numeric value: Leading zeroes not allowed";
        }

        SkipDigits();
        if (_at < _text.Length && _text[_at] == '.')
        {
            _at++;
            if (NoDigit("Decimal point not followed by a digit") is string problem)
            {
                return problem;
            }

            SkipDigits();
        }

        if (_at < _text.Length && _text[_at] is 'e' or 'E')
        {
            _at++;
            if (_at < _text.Length && _text[_at] is '+' or '-')
            {
                _at++;
            }

            if (NoDigit("Exponent indicator not followed by a digit") is string problem)
            {
                return problem;
            }

            SkipDigits();
        }

        return null;
    }

    private string? NoDigit(string expected)
    {
        if (_at == _text.Length)
        {
            return "Unexpected end-of-input in a value";
        }

        return char.IsAsciiDigit(_text[_at])
            ? null
            : $"Unexpected character ({Describe(_text[_at++])}) in numeric value: {expected}";
    }

    private string? String(string whenOpen)
    {
        _at++;
        while (_at < _text.Length)
        {
            char c = _text[_at++];
            if (c == '"')
            {
                return null;
            }

            if (c < ' ')
            {
                return $"Illegal unquoted character ({Describe(c)}): has to be escaped using backslash to be included in string value";
            }

            if (c == '\\' && Escape() is string problem)
            {
                return problem;
            }
        }

        return whenOpen;
    }

    private string? Escape()
    {
        if (_at == _text.Length)
        {
            return "Unexpected end-of-input in character escape sequence";
        }

        char c = _text[_at++];
        if (c != 'u')
        {
            return "\"\\/bfnrt".Contains(c, StringComparison.Ordinal) ? null : $"Unrecognized character escape {Describe(c)}";
        }

        for (int i = 0; i < 4; i++)
        {
            if (_at == _text.Length)
            {
                return "Unexpected end-of-input in character escape sequence";
            }

            if (!char.IsAsciiHexDigit(_text[_at++]))
            {
                return $"Unexpected character ({Describe(_text[_at - 1])}): expected a hex-digit for character escape sequence";
            }
        }

        return null;
    }

    private string Unrecognized(int start)
    {
        _at = start;
        while (_at < _text.Length && IsNamePart(_text[_at]) && _at - start < LongestToken)
        {
            _at++;
        }

        string more = _at - start == LongestToken ? "..." : "";
        return $"Unrecognized token '{_text[start.._at]}{more}': was expecting {Expected}";
    }

    private string Unexpected(string expected) => $"Unexpected character ({Describe(_text[_at++])}): {expected}";

    private static string Describe(char c) => c switch
    {
        _ when char.IsControl(c) => $"(CTRL-CHAR, code {(int)c})",
        > '\xff' => $"'{c}' (code {(int)c} / 0x{(int)c:x})",
        _ => $"'{c}' (code {(int)c})",
    };

    private static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c is '_' or '$';

    private void SkipDigits()
    {
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
        {
            _at++;
        }
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\r' or '\n')
        {
            _at++;
        }
    }
}
