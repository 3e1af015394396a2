namespace FunctionsAsl.Core.Expressions;

/// <summary>Reads a call of an intrinsic function: <c>States.Name(argument, …)</c>.</summary>
internal sealed class IntrinsicParser
{
    private const string Prefix = "States.";
    private const int MaxNesting = 10;

    private readonly IntrinsicCursor _cursor;
    private int _nesting;

    private IntrinsicParser(string text) => _cursor = new IntrinsicCursor(text, 0);

    /// <exception cref="JsonPathSyntaxException">The text is not a call.</exception>
    public static IntrinsicCall Parse(string text)
    {
        var parser = new IntrinsicParser(text);
        IntrinsicCall call = parser.ReadCall();
        parser._cursor.SkipBlanks();
        return parser._cursor.AtEnd ? call : throw parser._cursor.Fail("Unexpected text after the function");
    }

    private IntrinsicCall ReadCall()
    {
        if (++_nesting > MaxNesting)
        {
            throw _cursor.Fail($"Functions are nested deeper than {MaxNesting} levels");
        }

        int start = _cursor.Position;
        while (char.IsAsciiLetterOrDigit(_cursor.Current) || _cursor.Current == '.')
        {
            _cursor.Position++;
        }

        string name = _cursor.Text[start.._cursor.Position];
        if (!name.StartsWith(Prefix, StringComparison.Ordinal)
            || !IntrinsicFunction.ByName.TryGetValue(name[Prefix.Length..], out IntrinsicFunction? function))
        {
            throw _cursor.Fail($"There is no function '{name}'");
        }

        ImmutableArray<IntrinsicOperand> operands = ReadOperands();
        if (operands.Length < function.MinArguments || operands.Length > function.MaxArguments)
        {
            throw _cursor.Fail($"Invalid number of arguments for {name}");
        }

        _nesting--;
        return new IntrinsicCall(_cursor.Text[start.._cursor.Position], function.Invoke, operands);
    }

    private ImmutableArray<IntrinsicOperand> ReadOperands()
    {
        ImmutableArray<IntrinsicOperand>.Builder operands = ImmutableArray.CreateBuilder<IntrinsicOperand>();
        _cursor.Take('(');
        while (!_cursor.TryTake(")"))
        {
            if (operands.Count > 0)
            {
                _cursor.Take(',');
                _cursor.SkipBlanks();
            }

            operands.Add(ReadOperand());
        }

        return operands.ToImmutable();
    }

    private IntrinsicOperand ReadOperand()
    {
        switch (_cursor.Current)
        {
            case '\'':
                return ReadText();
            case '$':
                return ReadPath();
            case 'S':
                return new CallOperand(ReadCall());
            default:
                int start = _cursor.Position;
                while (char.IsAsciiLetterOrDigit(_cursor.Current) || _cursor.Current is '-' or '+' or '.')
                {
                    _cursor.Position++;
                }

                return new LiteralOperand(ReadWord(start));
        }
    }

    private JsonAny ReadWord(int start)
    {
        try
        {
            // true, false, null and numbers are written as in JSON.
            return JsonAny.Parse(_cursor.Text[start.._cursor.Position]);
        }
        catch (JsonSyntaxException)
        {
            throw _cursor.Fail("Expected an argument");
        }
    }

    private LiteralOperand ReadText()
    {
        int start = _cursor.Position++;
        ImmutableArray<string>.Builder pieces = ImmutableArray.CreateBuilder<string>();
        var text = new StringBuilder();
        int piece = 0;
        while (!_cursor.AtEnd && _cursor.Current != '\'')
        {
            if (_cursor.Current == '{' && _cursor.Next == '}')
            {
                pieces.Add(text.ToString(piece, text.Length - piece));
                text.Append("{}");
                piece = text.Length;
                _cursor.Position += 2;
                continue;
            }

            if (_cursor.Current == '\\')
            {
                _cursor.Position++;
                if (_cursor.Current is not ('\'' or '{' or '}' or '\\'))
                {
                    // Recorded: AWS refuses \" here (illegal escapes in an intrinsic function).
                    throw _cursor.Fail("Only the characters ' { } and \\ can be escaped");
                }
            }

            text.Append(_cursor.Current);
            _cursor.Position++;
        }

        if (_cursor.AtEnd)
        {
            _cursor.Position = start;
            throw _cursor.Fail("String literal does not have matching quotes. Expected '");
        }

        _cursor.Position++;
        pieces.Add(text.ToString(piece, text.Length - piece));
        return new LiteralOperand(text.ToString(), pieces.ToImmutable());
    }

    /// <summary>Reads a path up to the comma or parenthesis that ends the argument; in brackets both may be part of the path.</summary>
    private PathOperand ReadPath()
    {
        int start = _cursor.Position;
        int depth = 0;
        char quote = '\0';
        for (; !_cursor.AtEnd; _cursor.Position++)
        {
            char c = _cursor.Current;
            if (quote != '\0')
            {
                _cursor.Position += c == '\\' ? 1 : 0;
                quote = c == quote ? '\0' : quote;
            }
            else if (depth == 0 && c is ',' or ')')
            {
                break;
            }
            else if (depth > 0 && c is '\'' or '"')
            {
                quote = c;
            }
            else
            {
                depth += c is '[' or '(' ? 1 : c is ']' or ')' ? -1 : 0;
            }
        }

        string text = _cursor.Text[start..Math.Min(_cursor.Position, _cursor.Text.Length)].TrimEnd();
        try
        {
            return new PathOperand(JsonPath.Parse(text));
        }
        catch (JsonPathSyntaxException e)
        {
            throw new JsonPathSyntaxException(e.Message, start + e.Offset);
        }
    }
}
