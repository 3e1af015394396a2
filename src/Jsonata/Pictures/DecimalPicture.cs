namespace FunctionsAsl.Jsonata.Pictures;

/// <summary>A whole number in decimal digits of any family: <c>#,##0</c>, <c>0001</c>, <c>١</c>.</summary>
internal sealed class DecimalPicture : IntegerPicture
{
    private readonly DigitFamily _family;
    private readonly Grouping _grouping;
    private readonly bool _isOrdinal;

    private DecimalPicture(DigitFamily family, int leastDigits, int optionalDigits, Grouping grouping, bool isOrdinal)
    {
        _family = family;
        LeastDigits = leastDigits;
        OptionalDigits = optionalDigits;
        _grouping = grouping;
        _isOrdinal = isOrdinal;
    }

    /// <summary>As many digits there are at least.</summary>
    public int LeastDigits { get; }

    public int OptionalDigits { get; }

    /// <inheritdoc cref="Grouping.RegularSign"/>
    public string? RegularSign => _grouping.RegularSign;

    /// <summary>The picture; <see langword="null"/> where it shows no digit.</summary>
    /// <exception cref="JsonataException">D3131: it shows digits of several families.</exception>
    public static DecimalPicture? TryCompile(string picture, bool isOrdinal)
    {
        DigitFamily? family = null;
        int least = 0;
        int optional = 0;
        var separators = new List<(int, string)>();
        foreach (Rune rune in picture.EnumerateRunes().Reverse())
        {
            DigitFamily? own = rune.IsBmp ? DigitFamily.Of((char)rune.Value) : null;
            if (own is not null)
            {
                family ??= own;
                least++;
                if (own != family)
                {
                    throw new JsonataException("D3131");
                }
            }
            else if (rune.Value == '#')
            {
                optional++;
            }
            else
            {
                separators.Add((least + optional, rune.ToString()));
            }
        }

        return family is null ? null : new(family.Value, least, optional, new Grouping(separators), isOrdinal);
    }

    public DecimalPicture WithLeastDigits(int digits) => new(_family, digits, OptionalDigits, _grouping, _isOrdinal);

    // Numbers within a date have no separators, though the picture may show some.
    public override ShapePiece Shape(bool isFixed) =>
        !_isOrdinal && (!isFixed || LeastDigits == 0)
            ? ShapePiece.Run(_family.Contains)
            : new((text, at) => MatchDigits(text, at, isFixed ? LeastDigits : 0));

    protected override string Write(double value)
    {
        string digits = Digits(value).PadLeft(LeastDigits, '0');
        return _grouping.Apply(_family.FromAscii(digits)) + (_isOrdinal ? Suffix(digits) : "");
    }

    // As lenient as the reference: what follows the digits, as the suffix of an ordinal number, is ignored.
    protected override double? Read(string text)
    {
        var digits = new StringBuilder(text.Length);
        var signs = _grouping.Signs.ToHashSet(StringComparer.Ordinal);
        foreach (Rune rune in text.AsSpan().TrimStart().EnumerateRunes())
        {
            if (rune.IsBmp && _family.Contains((char)rune.Value))
            {
                digits.Append(_family.ToAscii((char)rune.Value));
            }
            else if (digits.Length == 0 && rune.Value is '-' or '+')
            {
                digits.Append((char)rune.Value);
            }
            else if (signs.Count == 0 || !signs.Contains(rune.ToString()))
            {
                break;
            }
        }

        return double.TryParse(digits.ToString(), NumberStyles.AllowLeadingSign, NumberFormatInfo.InvariantInfo, out double value)
            ? value : null;
    }

    /// <summary>The shortest digits that read back, and zeros for all others: as ECMAScript writes numbers below 1e21.</summary>
    private static string Digits(double value)
    {
        // All digits of these are exact, and a long is written faster.
        if (value < 1e15)
        {
            return ((long)value).ToString(NumberFormatInfo.InvariantInfo);
        }

        string text = value.ToString("R", NumberFormatInfo.InvariantInfo);
        int e = text.IndexOf('E', StringComparison.Ordinal);
        return e < 0
            ? text
            : text[..e].Replace(".", "", StringComparison.Ordinal)
                .PadRight(int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, NumberFormatInfo.InvariantInfo) + 1, '0');
    }

    private static string Suffix(string digits)
    {
        bool isTeen = digits.Length > 1 && digits[^2] == '1';
        return digits[^1] switch
        {
            '1' when !isTeen => "st",
            '2' when !isTeen => "nd",
            '3' when !isTeen => "rd",
            _ => "th",
        };
    }

    private int MatchDigits(string text, int at, int width)
    {
        int end = at;
        while (end < text.Length && (width == 0 || end < at + width) && _family.Contains(text[end]))
        {
            end++;
        }

        if (end == at || (width != 0 && end != at + width))
        {
            return -1;
        }

        if (!_isOrdinal)
        {
            return end;
        }

        return end + 2 <= text.Length && text.Substring(end, 2).ToLowerInvariant() is "st" or "nd" or "rd" or "th" ? end + 2 : -1;
    }
}
