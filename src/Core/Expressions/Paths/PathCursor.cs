namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>A place in the text of a path that is being read, and how much the path may still grow.</summary>
internal sealed class PathCursor(string text, int position)
{
    // Evaluation recurses by the steps of a path with all its filters; these bounds keep it within any stack.
    private const int MaxTokens = 256;
    private const int MaxDepth = 32;

    private int _depth;
    private int _tokens;

    public string Text { get; } = text;

    public int Position { get; set; } = position;

    public bool AtEnd => Position >= Text.Length;

    /// <summary>The character here, or NUL at the end.</summary>
    public char Current => CharAt(Position);

    public char Next => CharAt(Position + 1);

    public static bool IsBlank(char c) => c is ' ' or '\t' or '\n' or '\r';

    public JsonPathSyntaxException Fail(string problem) => new(problem, Math.Min(Position, Text.Length));

    public void SkipBlanks()
    {
        while (!AtEnd && IsBlank(Current))
        {
            Position++;
        }
    }

    /// <summary>Moves past <paramref name="expected"/> and blanks before it, if that is what comes.</summary>
    public bool TryTake(string expected)
    {
        SkipBlanks();
        if (string.CompareOrdinal(Text, Position, expected, 0, expected.Length) != 0)
        {
            return false;
        }

        Position += expected.Length;
        return true;
    }

    public void Take(char expected)
    {
        SkipBlanks();
        if (Current != expected || AtEnd)
        {
            throw Fail($"Expected character: {expected}");
        }

        Position++;
    }

    public void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw Fail($"The path is nested deeper than {MaxDepth} levels");
        }
    }

    public void Leave() => _depth--;

    public void CountToken()
    {
        if (++_tokens > MaxTokens)
        {
            throw Fail($"The path has more than {MaxTokens} steps");
        }
    }

    /// <summary>Reads a quoted text from its opening quote on, with the escapes of JSON and <c>\'</c>.</summary>
    public string ReadString()
    {
        char quote = Current;
        int start = Position++;
        var value = new StringBuilder();
        while (!AtEnd && Current != quote)
        {
            value.Append(Current == '\\' ? ReadEscape() : Current);
            Position++;
        }

        if (AtEnd)
        {
            Position = start;
            throw Fail($"String literal does not have matching quotes. Expected {quote}");
        }

        Position++;
        return value.ToString();
    }

    private char ReadEscape()
    {
        Position++;
        switch (Current)
        {
            case 'n':
                return '\n';
            case 't':
                return '\t';
            case 'r':
                return '\r';
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'u' when Position + 4 < Text.Length:
                if (!ushort.TryParse(
                    Text.AsSpan(Position + 1, 4), NumberStyles.AllowHexSpecifier, NumberFormatInfo.InvariantInfo, out ushort unit))
                {
                    throw Fail("Unable to parse unicode value");
                }

                Position += 4;
                return (char)unit;
            default:
                return Current;
        }
    }

    private char CharAt(int index) => index < Text.Length ? Text[index] : '\0';
}
