namespace FunctionsAsl.Core.Expressions;

/// <summary>A place in the text of an intrinsic function call that is being read.</summary>
internal sealed class IntrinsicCursor(string text, int position)
{
    public string Text { get; } = text;

    public int Position { get; set; } = position;

    public bool AtEnd => Position >= Text.Length;

    /// <summary>The character here, or NUL at the end.</summary>
    public char Current => CharAt(Position);

    public char Next => CharAt(Position + 1);

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

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\n' or '\r';

    private char CharAt(int index) => index < Text.Length ? Text[index] : '\0';
}
