namespace FunctionsAsl.Jsonata.Pictures;

/// <summary>
/// The picture of a whole number as <c>$formatInteger</c> and <c>$parseInteger</c> take it (XPath functions 4.6.1): digits, letters,
/// roman numerals or English words. Reading ignores the case.
/// </summary>
internal abstract class IntegerPicture
{
    /// <param name="picture">The picture; <c>;o</c> at its end asks for an ordinal number.</param>
    /// <exception cref="JsonataException">D3131: digits of several families.</exception>
    public static IntegerPicture Compile(string picture)
    {
        int semicolon = picture.LastIndexOf(';');
        string primary = semicolon < 0 ? picture : picture[..semicolon];
        bool isOrdinal = semicolon >= 0 && picture.AsSpan(semicolon + 1).StartsWith('o');
        return primary switch
        {
            "A" or "a" => new LetterPicture(primary[0]),
            "I" or "i" => new RomanPicture(primary),
            "W" => new WordPicture(static words => words.ToUpperInvariant(), isOrdinal),
            "w" => new WordPicture(static words => words.ToLowerInvariant(), isOrdinal),
            "Ww" => new WordPicture(static words => words, isOrdinal),
            _ => DecimalPicture.TryCompile(primary, isOrdinal) ?? (IntegerPicture)new SequencePicture(primary),
        };
    }

    /// <exception cref="JsonataException">D3130, D3131: the picture is of no kind that is supported.</exception>
    public static string Format(double value, string picture) => Compile(picture).Format(value);

    /// <exception cref="JsonataException">D3130, D3131: the picture is of no kind that is supported. D3030: the text is no such number.</exception>
    public static double Parse(string text, string picture) => Compile(picture).Parse(text);

    /// <param name="value">A finite number; its fraction is cut off towards negative infinity.</param>
    /// <exception cref="JsonataException">D3130: the picture is of no kind that is supported, or cannot write so large a number.</exception>
    public string Format(double value)
    {
        double whole = Math.Floor(value);
        string text = Write(Math.Abs(whole));
        return whole < 0 ? "-" + text : text;
    }

    /// <exception cref="JsonataException">D3130: the picture is of no kind that is supported. D3030: the text is no such number.</exception>
    public double Parse(string text) =>
        Read(text) is double value && double.IsFinite(value) ? value : throw new JsonataException("D3030", value: text);

    /// <summary>What a number of this picture looks like within a date.</summary>
    /// <param name="isFixed">Whether it has just the digits that the picture shows, because another number follows at once.</param>
    /// <exception cref="JsonataException">D3130: the picture is of no kind that is supported.</exception>
    public abstract ShapePiece Shape(bool isFixed);

    /// <summary>A whole number that is not negative, as text.</summary>
    protected abstract string Write(double value);

    protected abstract double? Read(string text);

    /// <summary>Any other picture: XPath lets an implementation support what numbering it likes, and the reference supports none.</summary>
    private sealed class SequencePicture(string token) : IntegerPicture
    {
        public override ShapePiece Shape(bool isFixed) => throw Refuse();

        protected override string Write(double value) => throw Refuse();

        protected override double? Read(string text) => throw Refuse();

        private JsonataException Refuse() => new("D3130", value: token);
    }
}
