namespace FunctionsAsl.Core.Errors;

/// <summary>Finds what somebody may have meant who wrote a name that nothing has.</summary>
public static class NearestName
{
    // Names are shorter; texts of strangers need not be.
    private const int Longest = 100;

    /// <returns>
    /// The name with the fewest letters changed, left out or put in, a third of them at most, whatever their case; <see langword="null"/> where
    /// none is that near.
    /// </returns>
    public static string? Of(string name, IEnumerable<string> names)
    {
        string? nearest = null;
        int least = name.Length <= Longest ? (name.Length / 3) + 1 : 0;
        foreach (string candidate in names)
        {
            int distance = Distance(name, candidate, least);
            if (distance < least)
            {
                (nearest, least) = (candidate, distance);
            }
        }

        return nearest;
    }

    /// <summary>A sentence that names it; empty where none is near.</summary>
    public static string Hint(string name, IEnumerable<string> names) => Of(name, names) is { } nearest ? $" Did you mean '{nearest}'?" : "";

    /// <returns><paramref name="limit"/> where it is that or more.</returns>
    private static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) >= limit)
        {
            return limit;
        }

        // Of the letters of a so far: what it takes to make each beginning of b of them.
        Span<int> row = stackalloc int[b.Length + 1];
        for (int j = 0; j < row.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 0; i < a.Length; i++)
        {
            int diagonal = row[0];
            int best = row[0] = i + 1;
            for (int j = 0; j < b.Length; j++)
            {
                int changed = diagonal + (char.ToUpperInvariant(a[i]) == char.ToUpperInvariant(b[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(changed, Math.Min(diagonal, row[j]) + 1);
                best = Math.Min(best, row[j + 1]);
            }

            if (best >= limit)
            {
                return limit;
            }
        }

        return row[^1];
    }
}
