using System.Text.Json.Serialization.Metadata;

namespace FunctionsAsl.Json;

/// <summary>
/// Reads UTF-8 JSON text into values. Strict RFC 8259; of members with one name the last value stands, and half a surrogate pair is U+FFFD.
/// </summary>
public static class JsonReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = JsonAny.MaxDepth };
    private static readonly JsonReaderOptions SavedOptions = new() { MaxDepth = JsonAny.MaxWrappedDepth };

    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, int)"/>
    public static JsonAny Read(string text, int maxBytes = int.MaxValue)
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
    public static JsonAny Read(ReadOnlySpan<byte> utf8, int maxBytes = int.MaxValue)
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
    public static JsonAny ReadSaved(ReadOnlySpan<byte> utf8) => Read(utf8, SavedOptions, sharesScalars: false);

    /// <summary>Reads a record that was saved.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="type">How records of its type are read; it must allow values of the greatest depth (<see cref="JsonAny.MaxWrappedDepth"/>).</param>
    /// <exception cref="FormatException">The text is no such record; the message says where it is broken.</exception>
    public static T ReadSaved<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, type) ?? throw new FormatException($"null is no saved {typeof(T).Name}.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new FormatException($"This is no saved {typeof(T).Name}: {e.Message}", e);
        }
    }

    /// <inheritdoc cref="ReadSaved{T}(ReadOnlySpan{byte}, JsonTypeInfo{T})"/>
    public static T ReadSaved<T>(string text, JsonTypeInfo<T> type)
        where T : class => ReadSaved(Encoding.UTF8.GetBytes(text), type);

    private static JsonAny Read(ReadOnlySpan<byte> utf8, JsonReaderOptions options, bool sharesScalars)
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
