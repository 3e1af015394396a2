namespace FunctionsAsl.Jsonata.Pictures;

/// <summary>The time zone, as its offset from UTC: <c>+05:30</c>, or <c>GMT+05:30</c>.</summary>
internal sealed class ZoneComponent : DateTimeComponent
{
    private const string Gmt = "GMT";

    private readonly DecimalPicture? _digits;
    private readonly string? _separator;
    private readonly string _prefix;
    private readonly bool _namesUtc;

    /// <param name="specifier"><c>Z</c>, or <c>z</c> for an offset that begins with GMT.</param>
    /// <param name="presentation">The picture of hours and minutes, or of the hours.</param>
    /// <param name="namesUtc">Whether UTC is written as Z.</param>
    /// <exception cref="JsonataException">D3131: digits of several families.</exception>
    public ZoneComponent(char specifier, string presentation, bool namesUtc)
        : base(specifier)
    {
        _digits = IntegerPicture.Compile(presentation) as DecimalPicture;
        _separator = _digits?.RegularSign;
        _prefix = specifier == 'z' ? Gmt : "";
        _namesUtc = namesUtc;
    }

    public override string Format(in CalendarTime time)
    {
        if (_digits is not { LeastDigits: <= 4 })
        {
            throw new JsonataException("D3134");
        }

        if (time.Offset == 0 && _namesUtc)
        {
            return "Z";
        }

        (int hours, int minutes) = Math.DivRem(Math.Abs(time.Offset), 60);
        string text = _separator is not null || _digits.LeastDigits > 2 ? _digits.Format((hours * 100) + minutes)
            : minutes == 0 ? _digits.Format(hours)
            : string.Create(NumberFormatInfo.InvariantInfo, $"{_digits.Format(hours)}:{minutes:00}");
        return _prefix + (time.Offset < 0 ? '-' : '+') + text;
    }

    public override ShapePiece[] Shape(bool isFixed) => [new(MatchLead), ShapePiece.Run(char.IsAsciiDigit)];

    public override double? Read(string text)
    {
        string digits = text[(_prefix.Length + 1)..];
        int split = _separator is not null ? digits.IndexOf(_separator, StringComparison.Ordinal)
            : digits.Length <= 2 ? digits.Length
            : digits.Length - 2;
        string minutes = digits[Math.Min(split + (_separator?.Length ?? 0), digits.Length)..];
        double offset = (Number(digits[..split]) * 60) + (minutes.Length == 0 ? 0 : Number(minutes));
        return text[_prefix.Length] == '-' ? -offset : offset;
    }

    private static double Number(string digits) => double.Parse(digits, NumberStyles.None, NumberFormatInfo.InvariantInfo);

    /// <summary>Matches all that stands before the last digits: the sign, and the hours where a separator follows them.</summary>
    private int MatchLead(string text, int at)
    {
        ReadOnlySpan<char> rest = text.AsSpan(at);
        if (!rest.StartsWith(_prefix, StringComparison.OrdinalIgnoreCase) || rest[_prefix.Length..] is not ['+' or '-', ..])
        {
            return -1;
        }

        int end = at + _prefix.Length + 1;
        if (_separator is null)
        {
            return end;
        }

        int hours = end;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end > hours && text.AsSpan(end).StartsWith(_separator, StringComparison.Ordinal) ? end + _separator.Length : -1;
    }
}
