namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>Names of variables: at most 80 characters, Unicode's ID_Start then ID_Continue (DG/workflow-variables).</summary>
internal static class VariableName
{
    private const int MaxLength = 80;

    /// <summary>Whether a variable of this name can be assigned; <c>states</c> is reserved.</summary>
    public static bool IsValid(string name) =>
        name.Length is > 0 and <= MaxLength && name != "states" && Measure(name) == name.Length;

    /// <summary>How many characters at the beginning of a text are a name.</summary>
    public static int Measure(ReadOnlySpan<char> text)
    {
        int length = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isPart = Rune.GetUnicodeCategory(rune) switch
            {
                UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                    or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber => true,
                UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
                    or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.ConnectorPunctuation => length > 0,
                _ => false,
            };
            if (!isPart)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return length;
    }
}
