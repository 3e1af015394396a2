using System.Buffers;
using System.Text;
using System.Text.Json;

namespace FunctionsAsl.Json;

/// <summary>Reads UTF-8 JSON text into values. Strict RFC 8259; of members with one name the last value stands.</summary>
public static class JsonReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = JsonValue.MaxDepth };
    private static readonly JsonReaderOptions SavedOptions = new() { MaxDepth = JsonValue.MaxWrappedDepth };

    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, int)"/>
    public static JsonValue Read(string text, int maxBytes = int.MaxValue)
    {
        int size = Encoding.UTF8.GetMaxByteCount(text.Length);
        byte[] utf8 = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            // A lone surrogate becomes U+FFFD here, as it does in a JVM that writes UTF-8.
            int length = Encoding.UTF8.GetBytes(text, utf8);
            return Read(utf8.AsSpan(0, length), maxBytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(utf8);
        }
    }

    /// <summary>Reads exactly one JSON value.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="maxBytes">Size limit of the text, in bytes.</param>
    /// <exception cref="JsonSyntaxException">The text is not JSON, nested too deeply or too large.</exception>
    public static JsonValue Read(ReadOnlySpan<byte> utf8, int maxBytes = int.MaxValue)
    {
        if (utf8.Length > maxBytes)
        {
            throw new JsonSyntaxException($"The JSON text has {utf8.Length} bytes; the limit is {maxBytes}", 0, 1, 1);
        }

        return Read(utf8, Options, sharesScalars: true);
    }

    /// <summary>
    /// Reads what was saved: values of the greatest depth stand wrapped in it, and two that are alike stay two, so that it is saved again
    /// as it was.
    /// </summary>
    /// <exception cref="JsonSyntaxException">The text is not JSON.</exception>
    public static JsonValue ReadSaved(ReadOnlySpan<byte> utf8) => Read(utf8, SavedOptions, sharesScalars: false);

    private static JsonValue Read(ReadOnlySpan<byte> utf8, JsonReaderOptions options, bool sharesScalars)
    {
        var parser = new JsonParser(utf8, options, sharesScalars);
        try
        {
            return parser.Parse();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw JsonSyntaxException.Diagnose(utf8, parser.BytesConsumed, e.Message);
        }
        finally
        {
            parser.Dispose();
        }
    }
}
