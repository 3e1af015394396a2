namespace FunctionsAsl.Json;

/// <summary>
/// The names of members of one document that were read last, and their shapes. Objects are often alike: a name that was read before is the
/// same string again, which takes no memory, and which whoever looks for it finds in the cache of the processor.
/// </summary>
internal sealed class JsonNames
{
    // A power of two, as the pool has them.
    private const int Places = 128;
    private const int LongestName = 32;

    private readonly string?[] _names = ArrayPool<string?>.Shared.Rent(Places);
    private readonly JsonShape?[] _shapes = ArrayPool<JsonShape?>.Shared.Rent(Places);

    /// <summary>The name that a reader stands at.</summary>
    public string Read(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> utf8 = reader.ValueSpan;
        if (reader.ValueIsEscaped || utf8.Length is 0 or > LongestName || !Ascii.IsValid(utf8))
        {
            return JsonToken.Text(ref reader);
        }

        ref string? known = ref _names[((utf8.Length * 31) + (utf8[0] * 7) + (utf8[^1] * 3) + utf8[utf8.Length / 2]) % Places];
        return known is { } name && Ascii.Equals(utf8, name) ? name : known = reader.GetString()!;
    }

    /// <inheritdoc cref="JsonShape.Of"/>
    public JsonShape? ShapeOf(ReadOnlySpan<string> names)
    {
        ref JsonShape? known = ref _shapes[Hash(names) % Places];
        if (known is { } alike && names.SequenceEqual(alike.Names))
        {
            return alike;
        }

        JsonShape? shape = JsonShape.Of(names);
        known = shape ?? known;
        return shape;
    }

    /// <summary>Forgets all.</summary>
    public void Return()
    {
        ArrayPool<string?>.Shared.Return(_names, clearArray: true);
        ArrayPool<JsonShape?>.Shared.Return(_shapes, clearArray: true);
    }

    private static uint Hash(ReadOnlySpan<string> names)
    {
        uint hash = (uint)names.Length;
        foreach (string name in names)
        {
            hash = (hash * 31) + (uint)name.Length;
            if (name.Length > 0)
            {
                hash = (hash * 31) + ((uint)name[0] << 4) + name[^1];
            }
        }

        return hash;
    }
}
