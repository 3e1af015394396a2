namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>Texts as Java treats them.</summary>
internal static class JavaText
{
    /// <summary>The text without the characters up to the blank at its ends, which Java's <c>trim</c> removes.</summary>
    public static ReadOnlySpan<char> Trim(ReadOnlySpan<char> text)
    {
        int start = text.IndexOfAnyExceptInRange('\0', ' ');
        return start < 0 ? [] : text[start..(text.LastIndexOfAnyExceptInRange('\0', ' ') + 1)];
    }
}
