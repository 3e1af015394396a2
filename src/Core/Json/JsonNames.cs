using System.Text;
using System.Text.Json;

namespace FunctionsAsl.Core.Json;

/// <summary>
/// The names of members in one document. Objects are often alike: a name that was read before is the same string again, which takes no
/// memory, and which whoever looks for it finds in the cache of the processor.
/// </summary>
internal sealed class JsonNames
{
    private const int Size = 64;
    private const int LongestName = 32;

    private readonly string?[] _names = new string?[Size];

    /// <summary>The name that a reader stands at.</summary>
    public string Read(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> utf8 = reader.ValueSpan;
        if (reader.ValueIsEscaped || utf8.Length is 0 or > LongestName || !Ascii.IsValid(utf8))
        {
            return reader.GetString()!;
        }

        ref string? known = ref _names[((utf8.Length * 31) + (utf8[0] * 7) + (utf8[^1] * 3) + utf8[utf8.Length / 2]) % Size];
        return known is not null && Ascii.Equals(utf8, known) ? known : known = reader.GetString()!;
    }
}
