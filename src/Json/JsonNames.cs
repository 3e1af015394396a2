using System.Text;
using System.Text.Json;

namespace FunctionsAsl.Json;

/// <summary>
/// The names of members that were read last. Objects are often alike: a name that was read before is the same string again, which takes no
/// memory, and which whoever looks for it finds in the cache of the processor.
/// </summary>
internal static class JsonNames
{
    private const int Size = 256;
    private const int LongestName = 32;

    // Whichever thread writes last: each name is compared with the text before it is taken.
    private static readonly string?[] Known = new string?[Size];

    /// <summary>The name that a reader stands at.</summary>
    public static string Read(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> utf8 = reader.ValueSpan;
        if (reader.ValueIsEscaped || utf8.Length is 0 or > LongestName || !Ascii.IsValid(utf8))
        {
            return reader.GetString()!;
        }

        ref string? known = ref Known[((utf8.Length * 31) + (utf8[0] * 7) + (utf8[^1] * 3) + utf8[utf8.Length / 2]) % Size];
        string? name = known;
        return name is not null && Ascii.Equals(utf8, name) ? name : known = reader.GetString()!;
    }
}
