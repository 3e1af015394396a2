using System.IO.Compression;
using ZstdSharp;

namespace FunctionsAsl.Integrations.Items;

/// <summary>Objects that are packed: what says so is their encoding or the end of their key (DG/input-output-itemreader).</summary>
internal static class Packing
{
    /// <summary>The bytes of an object, unpacked while they are read.</summary>
    public static Stream Unpack(StoredObject stored, string key) => KindOf(stored.ContentEncoding, key) switch
    {
        "gzip" => new GZipStream(stored.Content, CompressionMode.Decompress),
        "zstd" => new DecompressionStream(stored.Content),
        _ => stored.Content,
    };

    /// <summary>Whether an exception says that what was read is not packed as it should be.</summary>
    public static bool IsBroken(Exception e) => e is InvalidDataException or ZstdException;

    private static string? KindOf(string? encoding, string key)
    {
        // aws-chunked may stand before it, and says how the object came.
        string? last = encoding?.Split(',')[^1].Trim().ToLowerInvariant();
        return last is "gzip" or "zstd" ? last
            : key.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) || key.EndsWith(".gzip", StringComparison.OrdinalIgnoreCase) ? "gzip"
            : key.EndsWith(".zst", StringComparison.OrdinalIgnoreCase) || key.EndsWith(".zstd", StringComparison.OrdinalIgnoreCase) ? "zstd"
            : null;
    }
}
