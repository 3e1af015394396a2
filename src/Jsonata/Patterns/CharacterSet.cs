namespace FunctionsAsl.Jsonata.Patterns;

/// <summary>A set of UTF-16 units, as the ranges that it consists of.</summary>
internal sealed class CharacterSet
{
    public static readonly CharacterSet Digits = new("09");
    public static readonly CharacterSet Word = new("09AZ__az");
    public static readonly CharacterSet Blanks =
        new("\t\r  \u00A0\u00A0\u1680\u1680\u2000\u200A\u2028\u2029\u202F\u202F\u205F\u205F\u3000\u3000\uFEFF\uFEFF");

    public static readonly CharacterSet LineEnds = new("\n\n\r\r\u2028\u2029");

    // The first and last unit of each range, in order; no two ranges touch.
    private readonly string _bounds;

    private CharacterSet(string bounds) => _bounds = bounds;

    public static CharacterSet Of(params IEnumerable<(char First, char Last)> ranges)
    {
        var bounds = new StringBuilder();
        foreach ((char first, char last) in ranges.Order())
        {
            if (bounds.Length == 0 || first > bounds[^1] + 1)
            {
                bounds.Append(first).Append(last);
            }
            else if (last > bounds[^1])
            {
                bounds[^1] = last;
            }
        }

        return new CharacterSet(bounds.ToString());
    }

    public IEnumerable<(char First, char Last)> Ranges =>
        Enumerable.Range(0, _bounds.Length / 2).Select(i => (_bounds[2 * i], _bounds[(2 * i) + 1]));

    public bool Contains(char unit)
    {
        int at = _bounds.AsSpan().BinarySearch(unit);
        return at >= 0 || int.IsOddInteger(~at);
    }

    /// <summary>All other units.</summary>
    public CharacterSet Complement()
    {
        var others = new List<(char, char)>();
        int from = 0;
        foreach ((char first, char last) in Ranges)
        {
            if (first > from)
            {
                others.Add(((char)from, (char)(first - 1)));
            }

            from = last + 1;
        }

        return Of(from > char.MaxValue ? others : [.. others, ((char)from, char.MaxValue)]);
    }

    /// <summary>With all units that differ in case only.</summary>
    public CharacterSet IgnoringCase() =>
        Of([.. Ranges, .. Cases.Pairs.Where(pair => Contains(pair.Unit)).Select(static pair => (pair.Other, pair.Other))]);

    /// <summary>Whether two units differ in case only; it is ECMA-262's Canonicalize, without Unicode mode.</summary>
    public static char Canonical(char unit)
    {
        char upper = char.ToUpperInvariant(unit);
        return unit >= 128 && upper < 128 ? unit : upper;
    }

    /// <summary>As a class of a regular expression of .NET.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(_bounds.Length == 0 ? @"[^\s\S" : "[");
        foreach ((char first, char last) in Ranges)
        {
            text.Append(NumberFormatInfo.InvariantInfo, $@"\u{(int)first:X4}-\u{(int)last:X4}");
        }

        return text.Append(']').ToString();
    }

    /// <summary>Units that differ in case only.</summary>
    private static class Cases
    {
        public static readonly (char Unit, char Other)[] Pairs =
        [
            .. Enumerable.Range(0, char.MaxValue + 1).Select(static unit => (char)unit).GroupBy(Canonical)
                .Select(static units => units.ToArray()).Where(static units => units.Length > 1)
                .SelectMany(static units => units.SelectMany(unit => units.Select(other => (unit, other)))),
        ];
    }
}
