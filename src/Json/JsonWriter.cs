namespace FunctionsAsl.Json;

/// <summary>Writes values as compact UTF-8 JSON. Only what JSON demands is escaped, as Jackson does.</summary>
public static class JsonWriter
{
    private static readonly SearchValues<char> Escaped =
        SearchValues.Create("\"\\" + string.Concat(Enumerable.Range(0, 0x20).Select(c => (char)c)));

    private static readonly SearchValues<byte> EscapedBytes =
        SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, 0x20).Select(c => (byte)c)]);

    public static byte[] ToUtf8(JsonAny value)
    {
        byte[] utf8 = new byte[value.Utf8Length];
        int end = Write(value, utf8, 0);
        return end == utf8.Length ? utf8 : throw new InvalidOperationException("A JSON value measured other than it was written.");
    }

    public static string ToText(JsonAny value)
    {
        int length = value.Utf8Length;
        byte[] utf8 = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            return Encoding.UTF8.GetString(utf8, 0, Write(value, utf8, 0));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(utf8);
        }
    }

    /// <summary>Writes a value where there is room for <see cref="JsonAny.Utf8Length"/> bytes.</summary>
    /// <returns>How many bytes it took.</returns>
    public static int Write(JsonAny value, Span<byte> utf8) => Write(value, utf8, 0);

    /// <summary>Writes a text as a JSON string, quotes included.</summary>
    /// <param name="text">The text in UTF-8.</param>
    /// <param name="utf8">Where there is room for <see cref="MeasureString(ReadOnlySpan{byte})"/> bytes.</param>
    /// <returns>How many bytes it took.</returns>
    public static int WriteString(ReadOnlySpan<byte> text, Span<byte> utf8)
    {
        int at = 0;
        utf8[at++] = (byte)'"';
        for (int i = text.IndexOfAny(EscapedBytes); i >= 0; i = text.IndexOfAny(EscapedBytes))
        {
            at = Copy(text[..i], utf8, at);
            at = WriteEscape((char)text[i], utf8, at);
            text = text[(i + 1)..];
        }

        at = Copy(text, utf8, at);
        utf8[at++] = (byte)'"';
        return at;
    }

    /// <summary>Bytes of a text in UTF-8 as a JSON string, quotes included.</summary>
    public static int MeasureString(ReadOnlySpan<byte> text)
    {
        int length = 2 + text.Length;
        for (int i = text.IndexOfAny(EscapedBytes); i >= 0; i = text.IndexOfAny(EscapedBytes))
        {
            length += ShortEscape((char)text[i]) != 0 ? 1 : 5;
            text = text[(i + 1)..];
        }

        return length;
    }

    /// <summary>Bytes of the string as a JSON string, quotes included.</summary>
    internal static int MeasureString(string text)
    {
        int length = 2 + Encoding.UTF8.GetByteCount(text);
        ReadOnlySpan<char> rest = text;
        for (int i = rest.IndexOfAny(Escaped); i >= 0; i = rest.IndexOfAny(Escaped))
        {
            length += ShortEscape(rest[i]) != 0 ? 1 : 5;
            rest = rest[(i + 1)..];
        }

        return length;
    }

    private static int Write(JsonAny value, Span<byte> to, int at)
    {
        if (value.SourceText is { } source)
        {
            return at + Encoding.UTF8.GetBytes(source, to[at..]);
        }

        switch (value)
        {
            case JsonNull:
                return Copy("null"u8, to, at);
            case JsonBoolean b:
                return Copy(b.Value ? "true"u8 : "false"u8, to, at);
            case JsonNumber n:
                return at + Encoding.ASCII.GetBytes(n.Text, to[at..]);
            case JsonString s:
                return WriteString(s.Value, to, at);
            case JsonList array:
                to[at++] = (byte)'[';
                for (int i = 0; i < array.Count; i++)
                {
                    if (i > 0)
                    {
                        to[at++] = (byte)',';
                    }

                    at = Write(array[i], to, at);
                }

                to[at++] = (byte)']';
                return at;
            default:
                JsonMap o = (JsonMap)value;
                string?[]? openings = o.Shape.Openings;
                at = o.Count == 0 ? Copy("{"u8, to, at) : at;
                for (int i = 0; i < o.Count; i++)
                {
                    at = WriteOpening(o.Shape, openings, i, to, at);
                    at = Write(o.Values[i], to, at);
                }

                to[at++] = (byte)'}';
                return at;
        }
    }

    private static int WriteOpening(JsonShape shape, string?[]? openings, int member, Span<byte> to, int at)
    {
        if (openings?[member] is { } opening)
        {
            return at + Encoding.ASCII.GetBytes(opening, to[at..]);
        }

        to[at++] = member == 0 ? (byte)'{' : (byte)',';
        at = WriteString(shape.Names[member], to, at);
        to[at++] = (byte)':';
        return at;
    }

    private static int WriteString(string text, Span<byte> to, int at)
    {
        to[at++] = (byte)'"';
        ReadOnlySpan<char> rest = text;
        for (int i = rest.IndexOfAny(Escaped); i >= 0; i = rest.IndexOfAny(Escaped))
        {
            at += Encoding.UTF8.GetBytes(rest[..i], to[at..]);
            at = WriteEscape(rest[i], to, at);
            rest = rest[(i + 1)..];
        }

        at += Encoding.UTF8.GetBytes(rest, to[at..]);
        to[at++] = (byte)'"';
        return at;
    }

    private static int WriteEscape(char c, Span<byte> to, int at)
    {
        to[at++] = (byte)'\\';
        byte shortEscape = ShortEscape(c);
        if (shortEscape != 0)
        {
            to[at++] = shortEscape;
            return at;
        }

        at = Copy("u00"u8, to, at);
        to[at++] = (byte)(c < 0x10 ? '0' : '1');
        to[at++] = (byte)"0123456789ABCDEF"[c & 0xF];
        return at;
    }

    private static byte ShortEscape(char c) => c switch
    {
        '"' => (byte)'"',
        '\\' => (byte)'\\',
        '\b' => (byte)'b',
        '\f' => (byte)'f',
        '\n' => (byte)'n',
        '\r' => (byte)'r',
        '\t' => (byte)'t',
        _ => 0,
    };

    private static int Copy(ReadOnlySpan<byte> from, Span<byte> to, int at)
    {
        from.CopyTo(to[at..]);
        return at + from.Length;
    }
}
