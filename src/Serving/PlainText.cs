using System.Globalization;
using System.Text;

namespace FunctionsAsl.Serving;

/// <summary>Text of others on a line of ours: names and causes that could move the cursor, colour the terminal, or fake a line of the log.</summary>
public static class PlainText
{
    /// <summary>The text with what is no visible character written as <c>\u001B</c>, and a blank for each line end.</summary>
    public static string Of(string text)
    {
        text = text.ReplaceLineEndings(" ");
        var plain = new StringBuilder(text.Length + 16);
        foreach (char c in text)
        {
            if (IsHidden(c))
            {
                plain.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            }
            else
            {
                plain.Append(c);
            }
        }

        return plain.ToString();
    }

    // Format characters turn the direction of the text around.
    private static bool IsHidden(char c) => char.GetUnicodeCategory(c)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
