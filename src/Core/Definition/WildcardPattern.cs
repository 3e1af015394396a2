using FunctionsAsl.Jsonata.Patterns;

namespace FunctionsAsl.Core.Definition;

/// <summary>
/// The pattern of StringMatches: <c>*</c> stands for any run of characters; after a backslash a character stands for itself
/// (DG/state-choice). Matching takes time linear to text and pattern.
/// </summary>
public static class WildcardPattern
{
    public static bool Matches(string pattern, string text)
    {
        List<string> parts = Split(pattern);
        if (parts.Count == 1)
        {
            return string.Equals(text, parts[0], StringComparison.Ordinal);
        }

        string first = parts[0];
        string last = parts[^1];
        if (text.Length < first.Length + last.Length
            || !text.StartsWith(first, StringComparison.Ordinal)
            || !text.EndsWith(last, StringComparison.Ordinal))
        {
            return false;
        }

        // Taking each part where it first stands leaves the most room for those after it.
        ReadOnlySpan<char> rest = text.AsSpan(first.Length, text.Length - first.Length - last.Length);
        for (int i = 1; i < parts.Count - 1; i++)
        {
            int at = Substring.IndexOf(rest, parts[i]);
            if (at < 0)
            {
                return false;
            }

            rest = rest[(at + parts[i].Length)..];
        }

        return true;
    }

    /// <summary>What stands before, between and after the stars.</summary>
    private static List<string> Split(string pattern)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        for (int i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '*')
            {
                parts.Add(part.ToString());
                part.Clear();
                continue;
            }

            i += pattern[i] == '\\' && i + 1 < pattern.Length ? 1 : 0;
            part.Append(pattern[i]);
        }

        parts.Add(part.ToString());
        return parts;
    }
}
