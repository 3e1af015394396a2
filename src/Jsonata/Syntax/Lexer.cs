namespace FunctionsAsl.Jsonata.Syntax;

/// <summary>Splits the text of an expression into tokens.</summary>
internal sealed class Lexer(string text, JsonataDialect dialect)
{
    private const string Blanks = " \t\n\r\v";
    private const string Operators = ".[]{}(),@#;:?+-*/%|=<>^&!~";

    private static readonly string[] OldPairs = ["..", ":=", "!=", ">=", "<=", "**", "~>"];
    private static readonly string[] AllPairs = [.. OldPairs, "?:", "??"];

    // Step Functions runs a version that is older than two of the operators.
    private readonly string[] _pairs = dialect == JsonataDialect.Reference ? AllPairs : OldPairs;
    private int _position;
    private int _start;

    /// <param name="afterOperand">Whether an operand stands before, so that a slash divides and begins no pattern.</param>
    /// <exception cref="JsonataException">There is no token of the language.</exception>
    public Token Next(bool afterOperand)
    {
        SkipBlanksAndComments();
        if (_position >= text.Length)
        {
            return new Token(TokenKind.End, "(end)", text.Length, text.Length);
        }

        _start = _position;
        char c = text[_position];
        if (c == '/' && !afterOperand)
        {
            return ReadPattern();
        }

        foreach (string pair in _pairs)
        {
            if (c == pair[0] && At(_position + 1) == pair[1])
            {
                _position += 2;
                return Create(TokenKind.Operator, pair);
            }
        }

        if (Operators.Contains(c))
        {
            _position++;
            return Create(TokenKind.Operator, c.ToString());
        }

        return c switch
        {
            '"' or '\'' => ReadString(c),
            '`' => ReadQuotedName(),
            >= '0' and <= '9' => ReadNumber(),
            _ => ReadName(),
        };
    }

    private Token Create(TokenKind kind, string value, JsonAny? literal = null, string flags = "") =>
        new(kind, value, _position, _start, literal, flags);

    private char At(int position) => position < text.Length ? text[position] : '\0';

    private void SkipBlanksAndComments()
    {
        while (true)
        {
            while (_position < text.Length && Blanks.Contains(text[_position]))
            {
                _position++;
            }

            if (At(_position) != '/' || At(_position + 1) != '*')
            {
                return;
            }

            int close = text.IndexOf("*/", Math.Min(_position + 2, text.Length), StringComparison.Ordinal);
            _position = close >= 0 ? close + 2 : throw new JsonataException("S0106", _position);
        }
    }

    /// <summary>Reads up to the slash that is not escaped and not within brackets.</summary>
    private Token ReadPattern()
    {
        int start = ++_position;
        int depth = 0;
        for (; _position < text.Length; _position++)
        {
            char c = text[_position];
            if (c == '/' && depth == 0 && !IsEscaped(start))
            {
                string pattern = text[start.._position];
                if (pattern.Length == 0)
                {
                    throw new JsonataException("S0301", _position);
                }

                int flags = ++_position;
                while (At(_position) is 'i' or 'm')
                {
                    _position++;
                }

                return Create(TokenKind.Pattern, pattern, flags: text[flags.._position]);
            }

            if (text[_position - 1] != '\\')
            {
                depth += c is '(' or '[' or '{' ? 1 : c is ')' or ']' or '}' ? -1 : 0;
            }
        }

        throw new JsonataException("S0302", _position);
    }

    private bool IsEscaped(int start)
    {
        int backslashes = 0;
        while (_position - backslashes > start && text[_position - backslashes - 1] == '\\')
        {
            backslashes++;
        }

        return backslashes % 2 != 0;
    }

    private Token ReadString(char quote)
    {
        _position++;
        StringBuilder? unescaped = null;
        int from = _position;
        while (_position < text.Length)
        {
            char c = text[_position];
            if (c == quote)
            {
                string rest = text[from.._position++];
                string value = unescaped is null ? rest : unescaped.Append(rest).ToString();
                return Create(TokenKind.Literal, value, new JsonString(value));
            }

            if (c == '\\')
            {
                unescaped = (unescaped ?? new StringBuilder()).Append(text, from, _position - from);
                _position++;
                unescaped.Append(ReadEscape());
                from = _position + 1;
            }

            _position++;
        }

        throw new JsonataException("S0101", text.Length);
    }

    /// <summary>Reads what stands behind a backslash, and stops at its last character.</summary>
    private char ReadEscape()
    {
        char c = At(_position);
        switch (c)
        {
            case '"' or '\\' or '/':
                return c;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u':
                ReadOnlySpan<char> digits = text.AsSpan(_position + 1, Math.Min(4, text.Length - _position - 1));
                if (!ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, NumberFormatInfo.InvariantInfo, out ushort unit))
                {
                    throw new JsonataException("S0104", _position);
                }

                _position += 4;
                return (char)unit;
            default:
                throw new JsonataException("S0103", _position, _position < text.Length ? c.ToString() : "");
        }
    }

    private Token ReadNumber()
    {
        int end = _position + 1;
        if (text[_position] != '0')
        {
            end = SkipDigits(end);
        }

        if (At(end) == '.' && char.IsAsciiDigit(At(end + 1)))
        {
            end = SkipDigits(end + 1);
        }

        if (At(end) is 'e' or 'E')
        {
            int digits = At(end + 1) is '+' or '-' ? end + 2 : end + 1;
            end = char.IsAsciiDigit(At(digits)) ? SkipDigits(digits) : end;
        }

        string number = text[_position..end];
        double real = double.Parse(number, NumberStyles.Float, NumberFormatInfo.InvariantInfo);
        if (!double.IsFinite(real))
        {
            throw new JsonataException("S0102", _position, number);
        }

        _position = end;
        JsonAny value = long.TryParse(number, NumberStyles.None, NumberFormatInfo.InvariantInfo, out long integer)
            ? JsonNumber.Of(integer)
            : JsonNumber.Computed(real);
        return Create(TokenKind.Literal, number, value);
    }

    private int SkipDigits(int position)
    {
        while (char.IsAsciiDigit(At(position)))
        {
            position++;
        }

        return position;
    }

    private Token ReadQuotedName()
    {
        int start = _position + 1;
        int close = text.IndexOf('`', start);
        if (close < 0)
        {
            throw new JsonataException("S0105", text.Length);
        }

        _position = close + 1;
        return Create(TokenKind.Name, text[start..close]);
    }

    private Token ReadName()
    {
        int start = _position;
        while (_position < text.Length && !Blanks.Contains(text[_position]) && !Operators.Contains(text[_position]))
        {
            _position++;
        }

        string name = text[start.._position];
        return name switch
        {
            ['$', ..] => Create(TokenKind.Variable, name[1..]),
            "and" or "or" or "in" => Create(TokenKind.Operator, name),
            "true" => Create(TokenKind.Literal, name, JsonAny.True),
            "false" => Create(TokenKind.Literal, name, JsonAny.False),
            "null" => Create(TokenKind.Literal, name, JsonAny.Null),
            _ => Create(TokenKind.Name, name),
        };
    }
}
