using System.Globalization;

namespace FunctionsAsl.Benchmarks;

/// <summary>What of HTTP the clients and functions of a benchmark need.</summary>
internal static class HttpText
{
    /// <summary>The body of a request or an answer, once all of it is there.</summary>
    public static byte[]? Body(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return null;
        }

        ReadOnlySpan<byte> length = text[(text.IndexOf("Content-Length: "u8) + "Content-Length: ".Length)..];
        int size = int.Parse(length[..length.IndexOf((byte)'\r')], CultureInfo.InvariantCulture);
        ReadOnlySpan<byte> body = text[(end + 4)..];
        return body.Length < size ? null : body.ToArray();
    }
}
