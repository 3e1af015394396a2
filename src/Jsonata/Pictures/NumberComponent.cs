namespace FunctionsAsl.Jsonata.Pictures;

/// <summary>A component that is written as a number, be it in words.</summary>
internal sealed class NumberComponent : DateTimeComponent
{
    private readonly IntegerPicture _picture;
    private readonly double? _modulus;

    private NumberComponent(char specifier, IntegerPicture picture, int? digits)
        : base(specifier)
    {
        _picture = picture;
        _modulus = digits is int count ? Math.Pow(10, count) : null;
    }

    /// <param name="specifier">The component.</param>
    /// <param name="picture">The picture of its number.</param>
    /// <param name="least">The least width, where the marker gives one.</param>
    /// <param name="most">The greatest width, where the marker gives one.</param>
    /// <exception cref="JsonataException">D3131: digits of several families.</exception>
    public static NumberComponent Compile(char specifier, string picture, int? least, int? most)
    {
        IntegerPicture integer = IntegerPicture.Compile(picture);
        var digits = integer as DecimalPicture;
        if (digits is not null && least > digits.LeastDigits)
        {
            integer = digits = digits.WithLeastDigits(least.Value);
        }

        if (specifier != 'Y')
        {
            return new(specifier, integer, null);
        }

        // Of a year as many last digits are written as the picture shows, from two on (XPath functions 9.8.4.4).
        if (most is not null)
        {
            return new(specifier, digits?.WithLeastDigits(most.Value) ?? integer, most);
        }

        int shown = digits is null ? 0 : digits.LeastDigits + digits.OptionalDigits;
        return new(specifier, integer, shown < 2 ? null : shown);
    }

    /// <summary>The number of a component at a point in time; 0 for those that have none.</summary>
    public static int ValueOf(char specifier, in CalendarTime time) => specifier switch
    {
        'Y' => time.Year,
        'X' => time.YearOfWeek,
        'M' => time.Month,
        'x' => time.MonthOfWeek,
        'W' => time.WeekOfYear,
        'w' => time.WeekOfMonth,
        'D' => time.Day,
        'd' => time.DayOfYear,
        'F' => time.DayOfWeek,
        'H' => time.Hour,
        'h' => time.Hour % 12 == 0 ? 12 : time.Hour % 12,
        'm' => time.Minute,
        's' => time.Second,
        'f' => time.Millisecond,
        _ => 0,
    };

    public override string Format(in CalendarTime time)
    {
        double value = ValueOf(Specifier, time);
        return _picture.Format(value % _modulus ?? value);
    }

    public override ShapePiece[] Shape(bool isFixed) =>
        [Specifier == 'f' ? ShapePiece.Run(char.IsAsciiDigit) : _picture.Shape(isFixed)];

    // Of the fraction of a second the milliseconds are read.
    public override double? Read(string text) =>
        _picture.Parse(Specifier == 'f' ? text.PadRight(3, '0')[..3] : text);
}
