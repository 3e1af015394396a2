using System.Collections;

namespace FunctionsAsl.Jsonata.Pictures;

/// <summary>
/// What a whole text has to look like, in parts of one or more pieces; as with a regular expression, each piece takes as much as it can.
/// </summary>
internal sealed class TextShape(ShapePiece[][] parts)
{
    private readonly ShapePiece[] _pieces = [.. parts.SelectMany(static part => part)];

    /// <summary>
    /// Where each part ends; <see langword="null"/> where the text does not have this shape. The time is that of trying each piece
    /// at each offset, however ambiguous the pieces are.
    /// </summary>
    public int[]? Match(string text)
    {
        BitArray[] leadsToEnd = FindWaysToEnd(text);
        if (!leadsToEnd[0][0])
        {
            return null;
        }

        var ends = new int[parts.Length];
        int at = 0;
        int piece = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            for (int last = piece + parts[i].Length; piece < last; piece++)
            {
                at = FindEnd(text, at, _pieces[piece], leadsToEnd[piece + 1]);
            }

            ends[i] = at;
        }

        return ends;
    }

    /// <summary>For each piece and each offset, whether this and all further pieces match the text from there on.</summary>
    private BitArray[] FindWaysToEnd(string text)
    {
        var ways = new BitArray[_pieces.Length + 1];
        ways[^1] = new BitArray(text.Length + 1) { [text.Length] = true };
        for (int i = _pieces.Length - 1; i >= 0; i--)
        {
            ways[i] = new BitArray(text.Length + 1);
            for (int at = text.Length - 1; at >= 0; at--)
            {
                int end = _pieces[i].Match(text, at);
                ways[i][at] = end >= 0 && (ways[i + 1][end] || (_pieces[i].Repeats && ways[i][end]));
            }
        }

        return ways;
    }

    private static int FindEnd(string text, int start, ShapePiece piece, BitArray leadsToEnd)
    {
        int found = start;
        for (int end = piece.Match(text, start); end >= 0; end = piece.Repeats ? piece.Match(text, end) : -1)
        {
            found = leadsToEnd[end] ? end : found;
        }

        return found;
    }
}

/// <summary>A piece of a shape.</summary>
/// <param name="Match">Where a match that starts at an offset ends; -1 where there is none. It is not empty.</param>
/// <param name="Repeats">Whether any number of matches may follow each other.</param>
internal readonly record struct ShapePiece(Func<string, int, int> Match, bool Repeats = false)
{
    /// <summary>One or more characters of a class.</summary>
    public static ShapePiece Run(Func<char, bool> isMember) =>
        new((text, at) => at < text.Length && isMember(text[at]) ? at + 1 : -1, Repeats: true);

    public static ShapePiece Literal(string literal) =>
        new((text, at) => text.AsSpan(at).StartsWith(literal, StringComparison.OrdinalIgnoreCase) ? at + literal.Length : -1);
}
