using System.Buffers.Text;
using System.IO.Compression;

namespace FunctionsAsl.Durable.Storage;

/// <summary>
/// Text in fewer characters: gzip, as Base64 for URLs. The same text may be packed differently on another machine, so nothing that is replayed
/// may depend on packed text, nor on its length.
/// </summary>
internal static class Packed
{
    public static string Pack(string text) => Pack(Encoding.UTF8.GetBytes(text));

    public static string Pack(ReadOnlySpan<byte> bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return Base64Url.EncodeToString(packed.GetBuffer().AsSpan(0, (int)packed.Length));
    }

    public static string Unpack(string packed) => Encoding.UTF8.GetString(UnpackBytes(packed));

    /// <exception cref="FormatException">It is no packed text.</exception>
    public static byte[] UnpackBytes(string packed)
    {
        using var gzip = new GZipStream(new MemoryStream(Base64Url.DecodeFromChars(packed)), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        try
        {
            gzip.CopyTo(bytes);
        }
        catch (InvalidDataException e)
        {
            throw new FormatException("This is no packed text.", e);
        }

        return bytes.ToArray();
    }
}
