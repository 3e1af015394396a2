namespace FunctionsAsl.Jsonata.Pictures;

/// <summary>A whole number in letters, as spreadsheets count their columns: 26 is z, 27 is aa.</summary>
internal sealed class LetterPicture(char first) : IntegerPicture
{
    private const int Letters = 26;

    public override ShapePiece Shape(bool isFixed) => ShapePiece.Run(char.IsAsciiLetter);

    protected override string Write(double value)
    {
        var letters = new Stack<char>();
        for (; value > 0; value = Math.Floor((value - 1) / Letters))
        {
            letters.Push((char)(first + (int)((value - 1) % Letters)));
        }

        return string.Concat(letters);
    }

    protected override double? Read(string text)
    {
        double value = 0;
        double weight = 1;
        foreach (char c in text.Reverse())
        {
            if (!char.IsAsciiLetter(c))
            {
                return null;
            }

            value += weight * (char.ToLowerInvariant(c) - 'a' + 1);
            weight *= Letters;
        }

        return value;
    }
}
