namespace FunctionsAsl.Core.Execution;

/// <summary>
/// The pieces that a host has cut the items of a Map Run into: JSON <c>[first, children, items, …, count, 0, 0]</c>, three numbers for each
/// row of equal pieces, then how many there are. Most runs have one row, or two.
/// </summary>
public static class MapRunPieces
{
    private const int Width = 3;

    /// <summary>How many there are.</summary>
    internal static int Count(JsonList pieces) => Number(pieces, pieces.Count - Width);

    /// <summary>How many children run a piece, and how many items they have together.</summary>
    internal static (int Children, int Items) At(JsonList pieces, int piece)
    {
        (int low, int high) = (0, pieces.Count / Width - 1);
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            (low, high) = Number(pieces, middle * Width) <= piece ? (middle, high) : (low, middle);
        }

        return (Number(pieces, low * Width + 1), Number(pieces, low * Width + 2));
    }

    /// <summary>How many children and items there are.</summary>
    internal static (int Children, int Items) Total(JsonList pieces)
    {
        (int children, int items) = (0, 0);
        for (int at = 0; at + Width < pieces.Count; at += Width)
        {
            int count = Number(pieces, at + Width) - Number(pieces, at);
            children += count * Number(pieces, at + 1);
            items += count * Number(pieces, at + 2);
        }

        return (children, items);
    }

    private static int Number(JsonList pieces, int at) => (int)((JsonNumber)pieces[at]).AsDouble;

    /// <summary>Writes down pieces as they are cut.</summary>
    public sealed class Builder
    {
        private readonly List<JsonAny> _numbers = [];
        private (int Children, int Items) _last;

        /// <summary>How many there are so far.</summary>
        public int Count { get; private set; }

        public void Add(int children, int items)
        {
            if (Count == 0 || _last != (children, items))
            {
                Write(children, items);
                _last = (children, items);
            }

            Count++;
        }

        public JsonList Build()
        {
            Write(0, 0);
            return JsonList.Of(_numbers);
        }

        private void Write(int children, int items) => _numbers.AddRange([JsonNumber.Of(Count), JsonNumber.Of(children), JsonNumber.Of(items)]);
    }
}
