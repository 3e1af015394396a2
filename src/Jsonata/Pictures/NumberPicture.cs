namespace FunctionsAsl.Jsonata.Pictures;

/// <summary>
/// The picture of a number as <c>$formatNumber</c> takes it (XPath functions 4.7). Where the reference departs from XPath into
/// text that is no number - numbers from 1e21 on, separators where no digits are, an exponent behind a prefix - XPath holds.
/// </summary>
internal sealed class NumberPicture
{
    private readonly Subpicture _positive;
    private readonly Subpicture _negative;
    private readonly string _minus;

    private NumberPicture(Subpicture positive, Subpicture? negative, string minus)
    {
        _positive = positive;
        _negative = negative ?? positive;
        _minus = negative is null ? minus : "";
    }

    /// <param name="picture">One picture for all numbers, or two: of positive and of negative ones.</param>
    /// <param name="options">Symbols that stand for the usual ones, by their names in XPath.</param>
    /// <exception cref="JsonataException">D3080 to D3093: what is wrong with the picture; T0410: with the options.</exception>
    public static NumberPicture Compile(string picture, JsonMap? options = null)
    {
        NumberSymbols symbols = NumberSymbols.Of(options);
        string[] parts = picture.Split(symbols.PatternSeparator, 3);
        return parts.Length > 2
            ? throw new JsonataException("D3080")
            : new(Subpicture.Compile(parts[0], symbols), parts.Length > 1 ? Subpicture.Compile(parts[1], symbols) : null, symbols.Minus);
    }

    /// <inheritdoc cref="Compile"/>
    public static string Format(double value, string picture, JsonMap? options) => Compile(picture, options).Format(value);

    /// <param name="value">A finite number.</param>
    public string Format(double value) => value >= 0 ? _positive.Format(value) : _minus + _negative.Format(value);
}
