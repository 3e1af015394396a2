namespace FunctionsAsl.Jsonata.Pictures;

/// <summary>A whole number in roman numerals; zero is no text at all.</summary>
/// <param name="token"><c>I</c> or <c>i</c>.</param>
internal sealed class RomanPicture(string token) : IntegerPicture
{
    // A letter for each thousand: the reference gives up at some ten thousand of them.
    private const double Most = 9_999_999;

    private static readonly (int Value, string Numeral)[] Numerals =
    [
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"),
        (5, "V"), (4, "IV"), (1, "I"),
    ];

    public override ShapePiece Shape(bool isFixed) => ShapePiece.Run(static c => ValueOf(c) > 0);

    protected override string Write(double value)
    {
        if (value > Most)
        {
            throw new JsonataException("D3130", value: token);
        }

        var text = new StringBuilder();
        foreach ((int step, string numeral) in Numerals)
        {
            for (; value >= step; value -= step)
            {
                text.Append(numeral);
            }
        }

        return token == "I" ? text.ToString() : text.ToString().ToLowerInvariant();
    }

    // A numeral left of a larger one is taken off, however many there are.
    protected override double? Read(string text)
    {
        double sum = 0;
        int largest = 1;
        foreach (char c in text.Reverse())
        {
            int value = ValueOf(c);
            if (value == 0)
            {
                return null;
            }

            sum += value < largest ? -value : value;
            largest = Math.Max(largest, value);
        }

        return sum;
    }

    private static int ValueOf(char c) => char.ToUpperInvariant(c) switch
    {
        'I' => 1,
        'V' => 5,
        'X' => 10,
        'L' => 50,
        'C' => 100,
        'D' => 500,
        'M' => 1000,
        _ => 0,
    };
}
