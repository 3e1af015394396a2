namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>Reads the steps of a path, in the grammar and with the texts of Jayway.</summary>
internal static class PathParser
{
    /// <summary>Reads the steps from behind the root on: to the end of the text, or in a filter to the end of the path.</summary>
    public static PathToken[] ReadTokens(PathCursor cursor, bool inFilter)
    {
        var tokens = new List<PathToken>();
        if (!AtEndOfPath(cursor, inFilter) && cursor.Current is not ('.' or '['))
        {
            throw cursor.Fail($"Illegal character at position {cursor.Position} expected '.' or '['");
        }

        while (!AtEndOfPath(cursor, inFilter))
        {
            cursor.CountToken();
            ReadToken(cursor, inFilter, tokens);
        }

        if (tokens is [.., ScanToken])
        {
            throw cursor.Fail("Path must not end with a '.' or '..'");
        }

        return LiftFunction(tokens);
    }

    private static bool AtEndOfPath(PathCursor cursor, bool inFilter) =>
        cursor.AtEnd || (inFilter && EndsPathInFilter(cursor));

    private static bool EndsPathInFilter(PathCursor cursor) => cursor.Current switch
    {
        '<' or '>' or '=' or '~' or '!' or ')' or ',' => true,
        '&' => cursor.Next == '&',
        '|' => cursor.Next == '|',
        char c => PathCursor.IsBlank(c),
    };

    /// <summary>A function after a deep scan takes all that the scan found, so the steps before it move into it.</summary>
    private static PathToken[] LiftFunction(List<PathToken> tokens)
    {
        int function = tokens.FindIndex(token => token is FunctionToken);
        if (tokens is not [ScanToken, ..] || tokens is not [.., FunctionToken])
        {
            return [.. tokens];
        }

        if (function == 1)
        {
            throw new JsonPathSyntaxException("Path must not end with a '.' or '..'", 0);
        }

        PathFunction over = ((FunctionToken)tokens[function]).Function.Over([.. tokens[..function]]);
        return [new FunctionToken(over), .. tokens[(function + 1)..]];
    }

    private static void ReadToken(PathCursor cursor, bool inFilter, List<PathToken> tokens)
    {
        if (cursor.Current == '.')
        {
            cursor.Position++;
            bool isScan = cursor.Current == '.';
            if (isScan)
            {
                tokens.Add(new ScanToken());
                cursor.Position++;
            }

            if (AtEndOfPath(cursor, inFilter))
            {
                throw cursor.AtEnd || inFilter
                    ? cursor.Fail("Path must not end with a '.' or '..'")
                    : cursor.Fail($"Could not parse token starting at position {cursor.Position}");
            }

            if (cursor.Current == '.')
            {
                throw cursor.Fail($"Character '.' on position {cursor.Position} is not valid.");
            }
        }

        switch (cursor.Current)
        {
            case '[':
                tokens.Add(ReadBracket(cursor));
                break;
            case '*':
                cursor.Position++;
                tokens.Add(new WildcardToken());
                break;
            default:
                tokens.Add(ReadNameOrFunction(cursor, inFilter));
                break;
        }
    }

    private static PathToken ReadNameOrFunction(PathCursor cursor, bool inFilter)
    {
        int start = cursor.Position;
        var name = new StringBuilder();
        while (!AtEndOfPath(cursor, inFilter) && cursor.Current is not ('.' or '[' or '('))
        {
            if (PathCursor.IsBlank(cursor.Current))
            {
                throw cursor.Fail(
                    $"Use bracket notion ['my prop'] if your property contains blank characters. position: {start}");
            }

            // The language's specification lets a backslash stand before any character of a name (states-language.net, Reference Paths).
            if (cursor.Current == '\\' && cursor.Next != '\0')
            {
                cursor.Position++;
            }

            name.Append(cursor.Current);
            cursor.Position++;
        }

        return cursor.Current == '(' && !AtEndOfPath(cursor, inFilter)
            ? new FunctionToken(ReadFunction(cursor, name.ToString()))
            : new NameToken(name.ToString());
    }

    private static PathFunction ReadFunction(PathCursor cursor, string name)
    {
        if (!PathFunction.Exists(name))
        {
            throw cursor.Fail($"Function with name: {name} does not exist.");
        }

        cursor.Enter();
        cursor.Position++;
        ImmutableArray<FilterOperand>.Builder arguments = ImmutableArray.CreateBuilder<FilterOperand>();
        cursor.SkipBlanks();
        while (cursor.Current != ')')
        {
            if (arguments.Count > 0)
            {
                cursor.Take(',');
            }

            arguments.Add(FilterParser.ReadOperand(cursor));
            cursor.SkipBlanks();
            if (cursor.AtEnd)
            {
                throw cursor.Fail($"Arguments to function: '{name}' are not closed properly.");
            }
        }

        cursor.Position++;
        cursor.Leave();
        return new PathFunction(name, arguments.ToImmutable());
    }

    private static PathToken ReadBracket(PathCursor cursor)
    {
        int open = cursor.Position++;
        cursor.SkipBlanks();
        PathToken token;
        switch (cursor.Current)
        {
            case '\'' or '"':
                token = ReadNames(cursor);
                break;
            case '*':
                cursor.Position++;
                token = new WildcardToken();
                break;
            case '?':
                cursor.Position++;
                token = new FilterToken(FilterParser.Read(cursor));
                break;
            case (>= '0' and <= '9') or '-' or ':':
                return ReadIndexes(cursor);
            default:
                throw cursor.Fail($"Could not parse token starting at position {open}. Expected ?, ', 0-9, * ");
        }

        cursor.SkipBlanks();
        if (cursor.Current != ']')
        {
            throw cursor.Fail($"Expected token to end with ']' on position {cursor.Position}");
        }

        cursor.Position++;
        return token;
    }

    private static PathToken ReadNames(PathCursor cursor)
    {
        char quote = cursor.Current;
        List<string> names = [ReadName(cursor, quote)];
        while (cursor.TryTake(","))
        {
            cursor.SkipBlanks();
            if (cursor.Current != quote)
            {
                throw cursor.Fail($"Found empty property at index {cursor.Position}");
            }

            cursor.CountToken();
            names.Add(ReadName(cursor, quote));
        }

        return names.Count == 1 ? new NameToken(names[0]) : new NamesToken([.. names]);
    }

    /// <summary>
    /// Reads a quoted name. Only the quote and the backslash are escaped: AWS finds the member <c>a\"</c> by <c>$['a\"']</c>
    /// (recorded: escape sequences in JSONPath), where later Jayway would look for <c>a"</c>.
    /// </summary>
    private static string ReadName(PathCursor cursor, char quote)
    {
        int start = cursor.Position++;
        var name = new StringBuilder();
        while (!cursor.AtEnd && cursor.Current != quote)
        {
            if (cursor.Current == '\\' && (cursor.Next == quote || cursor.Next == '\\'))
            {
                cursor.Position++;
            }

            name.Append(cursor.Current);
            cursor.Position++;
        }

        if (cursor.AtEnd)
        {
            cursor.Position = start;
            throw cursor.Fail($"Property has not been closed - missing closing {quote}");
        }

        cursor.Position++;
        cursor.SkipBlanks();
        return cursor.Current is ']' or ','
            ? name.ToString()
            : throw cursor.Fail(
                $"Property must be separated by comma or Property must be terminated close square bracket at index {cursor.Position}");
    }

    private static PathToken ReadIndexes(PathCursor cursor)
    {
        int start = cursor.Position;
        int close = cursor.Text.IndexOf(']', start);
        if (close < 0)
        {
            throw cursor.Fail($"Could not parse token starting at position {start - 1}. Expected ?, ', 0-9, * ");
        }

        string expression = cursor.Text[start..close].Trim();
        PathToken token = expression.Contains(':')
            ? ReadSlice(cursor, expression)
            : ReadIndexList(cursor, expression);
        cursor.Position = close + 1;
        return token;
    }

    private static SliceToken ReadSlice(PathCursor cursor, string expression)
    {
        // Jayway ignores a third part, the step of other dialects.
        string[] bounds = expression.Split(':');
        int? from = ReadBound(bounds[0]);
        int? to = ReadBound(bounds[1]);
        return from is null && to is null
            ? throw cursor.Fail($"Failed to parse SliceOperation: {expression}")
            : new SliceToken(from, to);

        int? ReadBound(string bound) => bound.Length == 0 ? null : ReadInteger(cursor, bound, "SliceOperation");
    }

    private static PathToken ReadIndexList(PathCursor cursor, string expression)
    {
        string[] items = expression.Split(',');
        if (items.Length == 1)
        {
            return new IndexToken(ReadInteger(cursor, expression, "ArrayIndexOperation"));
        }

        int[] indexes = new int[items.Length];
        for (int i = 0; i < items.Length; i++)
        {
            cursor.CountToken();
            indexes[i] = ReadInteger(cursor, items[i].Trim(), "ArrayIndexOperation");
        }

        return new IndexesToken(indexes);
    }

    private static int ReadInteger(PathCursor cursor, string text, string operation) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, NumberFormatInfo.InvariantInfo, out int value) && !text.StartsWith('+')
            ? value
            : throw cursor.Fail($"Failed to parse {operation}: {text}");
}
