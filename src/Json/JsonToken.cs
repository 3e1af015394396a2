using System.Globalization;

namespace FunctionsAsl.Json;

/// <summary>
/// The strings and names that a reader of System.Text.Json stands at. JSON may hold half a surrogate pair as an escape (RFC 8259, 8.2), as
/// JavaScript writes one for a text that was cut; that reader then throws. Here it is U+FFFD, as in a text that is read.
/// </summary>
public static class JsonToken
{
    private const int EscapeLength = 6;

    /// <summary>The string or name; the reader must have it in one piece, as it has where it reads a span.</summary>
    /// <exception cref="InvalidOperationException">It is not UTF-8.</exception>
    public static string Text(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> token = reader.ValueSpan;
        bool mayHaveHalves = reader.ValueIsEscaped && (token.IndexOf("\\ud"u8) >= 0 || token.IndexOf("\\uD"u8) >= 0);
        return mayHaveHalves && FindHalf(token, 0) is >= 0 and int half ? Mended(token, half) : reader.GetString()!;
    }

    /// <summary>Whether <see cref="Text"/> is this.</summary>
    /// <inheritdoc cref="Text"/>
    public static bool IsText(ref Utf8JsonReader reader, string text) =>
        reader.ValueIsEscaped ? Text(ref reader) == text : reader.ValueTextEquals(text);

    /// <summary>The text of a token with each half an escape of U+FFFD in its place, which is as long.</summary>
    private static string Mended(ReadOnlySpan<byte> token, int half)
    {
        byte[] json = ArrayPool<byte>.Shared.Rent(token.Length + 2);
        try
        {
            json[0] = (byte)'"';
            Span<byte> mended = json.AsSpan(1, token.Length);
            token.CopyTo(mended);
            json[token.Length + 1] = (byte)'"';
            for (; half >= 0; half = FindHalf(token, half + EscapeLength))
            {
                "\\uFFFD"u8.CopyTo(mended[half..]);
            }

            var reader = new Utf8JsonReader(json.AsSpan(0, token.Length + 2));
            reader.Read();
            return reader.GetString()!;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(json);
        }
    }

    /// <summary>Where the next escape stands that is half a pair; -1 where none does.</summary>
    /// <param name="token">The text of a token, whose escapes are well formed.</param>
    /// <param name="at">Where to look from: not within an escape.</param>
    private static int FindHalf(ReadOnlySpan<byte> token, int at)
    {
        while (token[at..].IndexOf((byte)'\\') is >= 0 and int step)
        {
            at += step;
            char unit = UnitAt(token, at);
            if (!char.IsSurrogate(unit))
            {
                at += token[at + 1] == 'u' ? EscapeLength : 2;
            }
            else if (char.IsSurrogatePair(unit, UnitAt(token, at + EscapeLength)))
            {
                at += 2 * EscapeLength;
            }
            else
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>The UTF-16 unit that an escape as <c>\u0041</c> stands for; 0 where there is none.</summary>
    private static char UnitAt(ReadOnlySpan<byte> token, int at) =>
        token[at..].StartsWith("\\u"u8) ? (char)ushort.Parse(token.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, NumberFormatInfo.InvariantInfo) : '\0';
}
