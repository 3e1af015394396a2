namespace FunctionsAsl.Json;

/// <summary>
/// The short strings and fractions of one document that were read last. Values often repeat, as categories and prices do: one that was read
/// before is the same value again, which takes no memory and less time.
/// </summary>
internal sealed class JsonScalars
{
    private const int Places = 256;
    private const int Longest = sizeof(ulong);

    // The text of the value in each place; 0 stands for none, because no text is characters 0 only.
    private readonly ulong[] _texts = new ulong[Places];
    private readonly JsonAny?[] _values = new JsonAny?[Places];

    /// <summary>The string that a reader stands at.</summary>
    public static JsonAny Read(ref Utf8JsonReader reader) =>
        reader.ValueSpan.IsEmpty ? JsonString.Empty : new JsonString(JsonToken.Text(ref reader));

    /// <inheritdoc cref="Read"/>
    public JsonAny String(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> utf8 = reader.ValueSpan;
        if (utf8.Length is 0 or > Longest || reader.ValueIsEscaped)
        {
            return Read(ref reader);
        }

        ulong text = Pack(utf8);
        int place = PlaceOf(text);
        return _texts[place] == text && _values[place] is JsonString known ? known : Keep(place, text, Read(ref reader));
    }

    public JsonAny Number(ReadOnlySpan<byte> utf8)
    {
        // Integers are read as fast as they are looked up.
        if (utf8.Length > Longest || !utf8.Contains((byte)'.'))
        {
            return JsonNumber.FromText(utf8);
        }

        ulong text = Pack(utf8);
        int place = PlaceOf(text);
        return _texts[place] == text && _values[place] is JsonNumber known ? known : Keep(place, text, JsonNumber.FromText(utf8));
    }

    private static ulong Pack(ReadOnlySpan<byte> utf8)
    {
        ulong text = 0;
        foreach (byte b in utf8)
        {
            text = (text << 8) | b;
        }

        return text;
    }

    // Fibonacci hashing: the upper bits of the product depend on all of the text.
    private static int PlaceOf(ulong text) => (int)((text * 0x9E37_79B9_7F4A_7C15) >> 56);

    private JsonAny Keep(int place, ulong text, JsonAny value)
    {
        _texts[place] = text;
        _values[place] = value;
        return value;
    }
}
