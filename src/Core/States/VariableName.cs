using System.Globalization;
using System.Text;

namespace FunctionsAsl.Core.States;

/// <summary>Names of variables: at most 80 characters, Unicode's ID_Start then ID_Continue (DG/workflow-variables).</summary>
internal static class VariableName
{
    private const int MaxLength = 80;

    public static bool IsValid(string name)
    {
        if (name.Length is 0 or > MaxLength || name == "states")
        {
            return false;
        }

        bool first = true;
        foreach (Rune rune in name.EnumerateRunes())
        {
            UnicodeCategory category = Rune.GetUnicodeCategory(rune);
            bool starts = Rune.IsLetter(rune) || category == UnicodeCategory.LetterNumber || rune.Value == '_';
            bool continues = starts || category is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.ConnectorPunctuation;
            if (!(first ? starts : continues))
            {
                return false;
            }

            first = false;
        }

        return true;
    }
}
