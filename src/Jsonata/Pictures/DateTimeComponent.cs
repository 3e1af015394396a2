namespace FunctionsAsl.Jsonata.Pictures;

/// <summary>A component of a date and time as a picture shows it between brackets: <c>[MNn,3-3]</c> (XPath functions 9.8.4).</summary>
/// <param name="specifier">
/// The letter that XPath gives the component, as <c>Y</c> for the year; <c>X</c> and <c>x</c> are the reference's, for the year and the
/// month that a week is counted in.
/// </param>
internal abstract class DateTimeComponent(char specifier)
{
    // Far more than any component has; it bounds what a picture of a few characters can make.
    private const int MaxWidth = 99;

    public char Specifier { get; } = specifier;

    /// <param name="marker">What stands between the brackets, without white space.</param>
    /// <exception cref="JsonataException">D3132: there is no such component, or its width is none. D3131: digits of several families.</exception>
    public static DateTimeComponent Compile(string marker)
    {
        char specifier = marker.Length > 0 ? marker[0] : throw new JsonataException("D3132", value: "");
        int comma = marker.LastIndexOf(',');
        string presentation = comma < 1 ? marker[1..] : marker[1..comma];
        (int? least, int? most) = comma < 1 ? (null, null) : Widths(marker, marker[(comma + 1)..]);
        string usual = UsualPresentation(specifier) ?? throw new JsonataException("D3132", value: specifier.ToString());
        if (presentation.Length == 0)
        {
            presentation = usual;
        }

        // The form: alphabetic, traditional, cardinal or ordinal.
        char form = presentation.Length > 1 && presentation[^1] is 'a' or 't' or 'c' or 'o' ? presentation[^1] : default;
        presentation = form == default ? presentation : presentation[..^1];
        return (specifier, presentation) switch
        {
            ('Z' or 'z', _) => new ZoneComponent(specifier, presentation, namesUtc: form == 't'),
            (_, ['n', ..]) => new NameComponent(specifier, static name => name.ToLowerInvariant(), most),
            (_, ['N', 'n', ..]) or ('P' or 'C' or 'E', not ['N', ..]) => new NameComponent(specifier, static name => name, most),
            (_, ['N', ..]) => new NameComponent(specifier, static name => name.ToUpperInvariant(), most),
            _ => NumberComponent.Compile(specifier, form == 'o' ? presentation + ";o" : presentation, least, most),
        };
    }

    /// <exception cref="JsonataException">D3130, D3133, D3134: the component cannot be written this way.</exception>
    public abstract string Format(in CalendarTime time);

    /// <summary>What the component looks like in a text.</summary>
    /// <param name="isFixed">Whether a number follows at once.</param>
    /// <exception cref="JsonataException">D3130, D3133: the component cannot be read this way.</exception>
    public abstract ShapePiece[] Shape(bool isFixed);

    /// <summary>
    /// The number that a text of the component's <see cref="Shape"/> stands for, of a zone its minutes east of UTC; <see langword="null"/>
    /// for a name that is none.
    /// </summary>
    public abstract double? Read(string text);

    private static string? UsualPresentation(char specifier) => specifier switch
    {
        'Y' or 'X' or 'M' or 'x' or 'W' or 'w' or 'D' or 'd' or 'H' or 'h' or 'f' => "1",
        'm' or 's' => "01",
        'F' or 'P' or 'C' or 'E' => "n",
        'Z' or 'z' => "01:01",
        _ => null,
    };

    private static (int? Least, int? Most) Widths(string marker, string widths)
    {
        int dash = widths.IndexOf('-', StringComparison.Ordinal);
        return dash < 0 ? (Width(widths), null) : (Width(widths[..dash]), Width(widths[(dash + 1)..]));

        int? Width(string width) =>
            width == "*" ? null
            : int.TryParse(width, NumberStyles.None, NumberFormatInfo.InvariantInfo, out int digits) && digits <= MaxWidth ? digits
            : throw new JsonataException("D3132", value: marker);
    }
}
