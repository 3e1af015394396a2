namespace FunctionsAsl.Jsonata.Patterns;

/// <summary>Finds a text in another in time linear to both; .NET's own search takes their product where texts repeat themselves.</summary>
internal static class Substring
{
    // Up to this length the product is small, and .NET's vectorised search the faster one.
    private const int ShortPart = 32;

    /// <summary>Where <paramref name="part"/> first stands in <paramref name="text"/>, compared by UTF-16 units; -1 where it does not.</summary>
    public static int IndexOf(ReadOnlySpan<char> text, ReadOnlySpan<char> part)
    {
        if (part.Length <= ShortPart || part.Length > text.Length)
        {
            return text.IndexOf(part);
        }

        int[] borders = Borders(part);
        int matched = 0;
        for (int i = 0; i < text.Length; i++)
        {
            matched = Extend(part, borders, matched, text[i]);
            if (matched == part.Length)
            {
                return i + 1 - matched;
            }
        }

        return -1;
    }

    /// <summary>The failure function of Knuth, Morris and Pratt: the longest proper prefix of each prefix that is its suffix too.</summary>
    private static int[] Borders(ReadOnlySpan<char> part)
    {
        int[] borders = new int[part.Length];
        for (int i = 1; i < part.Length; i++)
        {
            borders[i] = Extend(part, borders, borders[i - 1], part[i]);
        }

        return borders;
    }

    /// <summary>How much of the part matches once <paramref name="next"/> follows where <paramref name="matched"/> of it did.</summary>
    private static int Extend(ReadOnlySpan<char> part, int[] borders, int matched, char next)
    {
        while (matched > 0 && part[matched] != next)
        {
            matched = borders[matched - 1];
        }

        return part[matched] == next ? matched + 1 : 0;
    }
}
