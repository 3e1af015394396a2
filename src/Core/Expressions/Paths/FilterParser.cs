namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>Reads the condition of a filter, and the literals and paths in it.</summary>
internal static class FilterParser
{
    /// <summary>Reads <c>(…)</c>.</summary>
    public static FilterNode Read(PathCursor cursor)
    {
        cursor.SkipBlanks();
        return cursor.Current == '('
            ? ReadGroup(cursor)
            : throw cursor.Fail("Filter must start with '[?(' and end with ')]'.");
    }

    /// <summary>Reads a literal or a path.</summary>
    public static FilterOperand ReadOperand(PathCursor cursor)
    {
        cursor.SkipBlanks();
        return cursor.Current is '@' or '$' ? new FilterOperand(null, ReadPath(cursor)) : new FilterOperand(ReadLiteral(cursor), null);
    }

    private static FilterNode ReadGroup(PathCursor cursor)
    {
        cursor.Enter();
        cursor.Take('(');
        FilterNode node = ReadAny(cursor);
        cursor.Take(')');
        cursor.Leave();
        return node;
    }

    private static FilterNode ReadAny(PathCursor cursor)
    {
        ImmutableArray<FilterNode>.Builder parts = ImmutableArray.CreateBuilder<FilterNode>();
        do
        {
            parts.Add(ReadAll(cursor));
        }
        while (cursor.TryTake("||"));
        return parts.Count == 1 ? parts[0] : new AnyFilter(parts.ToImmutable());
    }

    private static FilterNode ReadAll(PathCursor cursor)
    {
        ImmutableArray<FilterNode>.Builder parts = ImmutableArray.CreateBuilder<FilterNode>();
        do
        {
            parts.Add(ReadPart(cursor));
        }
        while (cursor.TryTake("&&"));
        return parts.Count == 1 ? parts[0] : new AllFilter(parts.ToImmutable());
    }

    private static FilterNode ReadPart(PathCursor cursor)
    {
        cursor.SkipBlanks();
        if (cursor.Current == '(')
        {
            return ReadGroup(cursor);
        }

        if (cursor.Current != '!')
        {
            return ReadComparison(cursor, expected: true);
        }

        cursor.Position++;
        cursor.SkipBlanks();
        if (cursor.Current is '@' or '$')
        {
            return ReadComparison(cursor, expected: false);
        }

        cursor.Enter();
        FilterNode negated = new NotFilter(ReadPart(cursor));
        cursor.Leave();
        return negated;
    }

    /// <param name="expected">Whether a path that stands alone must lead somewhere. Jayway ignores a <c>!</c> before a comparison.</param>
    private static FilterNode ReadComparison(PathCursor cursor, bool expected)
    {
        if (cursor.Current == '/')
        {
            PathPattern pattern = ReadPattern(cursor);
            return cursor.TryTake("=~")
                ? new PatternFilter(ReadOperand(cursor), pattern)
                : throw cursor.Fail("Expected path node");
        }

        FilterOperand left = ReadOperand(cursor);
        if (cursor.TryTake("=~"))
        {
            cursor.SkipBlanks();
            return cursor.Current == '/'
                ? new PatternFilter(left, ReadPattern(cursor))
                : throw cursor.Fail("Expected regexp node");
        }

        int start = cursor.Position;
        if (ReadOperator(cursor) is FilterOperator @operator)
        {
            return new ComparisonFilter(left, @operator, ReadOperand(cursor));
        }

        cursor.Position = start;
        return left.Query is null ? throw cursor.Fail("Expected path node") : new ExistsFilter(left.Query, expected);
    }

    private static FilterOperator? ReadOperator(PathCursor cursor)
    {
        cursor.SkipBlanks();
        int start = cursor.Position;
        bool isSymbol = IsSymbol(cursor.Current);
        while (!cursor.AtEnd && (isSymbol ? IsSymbol(cursor.Current) : char.IsAsciiLetter(cursor.Current)))
        {
            cursor.Position++;
        }

        return FilterOperators.Find(cursor.Text[start..cursor.Position]);
    }

    private static bool IsSymbol(char c) => c is '<' or '>' or '=' or '~' or '!';

    private static PathQuery ReadPath(PathCursor cursor)
    {
        bool fromItem = cursor.Current == '@';
        cursor.Enter();
        cursor.Position++;
        PathToken[] tokens = PathParser.ReadTokens(cursor, inFilter: true);
        cursor.Leave();
        return new PathQuery(tokens, fromItem);
    }

    private static PathPattern ReadPattern(PathCursor cursor)
    {
        int start = cursor.Position;
        int end = start + 1;
        while (end < cursor.Text.Length && cursor.Text[end] != '/')
        {
            end += cursor.Text[end] == '\\' ? 2 : 1;
        }

        if (end >= cursor.Text.Length)
        {
            throw cursor.Fail("Pattern not closed. Expected /");
        }

        int flags = end + 1;
        while (flags < cursor.Text.Length && cursor.Text[flags] is 'd' or 'i' or 'x' or 'm' or 's' or 'u' or 'U')
        {
            flags++;
        }

        cursor.Position = flags;
        return PathPattern.Parse(cursor.Text[(start + 1)..end], cursor.Text[(end + 1)..flags], start);
    }

    private static JsonValue ReadLiteral(PathCursor cursor)
    {
        cursor.SkipBlanks();
        switch (cursor.Current)
        {
            case '\'' or '"':
                return cursor.ReadString();
            case '[':
                return ReadArray(cursor);
            case '{':
                return ReadObject(cursor);
            default:
                int start = cursor.Position;
                while (char.IsAsciiLetterOrDigit(cursor.Current) || cursor.Current is '-' or '+' or '.')
                {
                    cursor.Position++;
                }

                return ReadWord(cursor.Text[start..cursor.Position])
                    ?? throw new JsonPathSyntaxException($"Failed to parse filter, error on position: {start}", start);
        }
    }

    private static JsonValue? ReadWord(string word)
    {
        switch (word)
        {
            case "true":
                return JsonValue.True;
            case "false":
                return JsonValue.False;
            case "null":
                return JsonValue.Null;
            case ['-' or (>= '0' and <= '9'), ..]:
                try
                {
                    return JsonValue.Parse(Encoding.UTF8.GetBytes(word));
                }
                catch (JsonSyntaxException)
                {
                    return null;
                }

            default:
                return null;
        }
    }

    private static JsonArray ReadArray(PathCursor cursor)
    {
        cursor.Enter();
        cursor.Take('[');
        var items = new List<JsonValue>();
        while (!cursor.TryTake("]"))
        {
            if (items.Count > 0)
            {
                cursor.Take(',');
            }

            items.Add(ReadLiteral(cursor));
        }

        cursor.Leave();
        return JsonArray.Of(items);
    }

    private static JsonObject ReadObject(PathCursor cursor)
    {
        cursor.Enter();
        cursor.Take('{');
        var members = new JsonObject.Builder();
        while (!cursor.TryTake("}"))
        {
            if (members.Count > 0)
            {
                cursor.Take(',');
            }

            cursor.SkipBlanks();
            if (cursor.Current is not ('\'' or '"'))
            {
                throw cursor.Fail("Expected the name of a member");
            }

            string name = cursor.ReadString();
            cursor.Take(':');
            members.Set(name, ReadLiteral(cursor));
        }

        cursor.Leave();
        return members.Build();
    }
}
