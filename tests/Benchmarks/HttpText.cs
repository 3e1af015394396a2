using System.Globalization;

namespace FunctionsAsl.Benchmarks;

/// <summary>What of HTTP the clients and functions of a benchmark need.</summary>
internal static class HttpText
{
    /// <summary>Where the body of a request or an answer is, once all of it is there.</summary>
    public static Range? Body(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return null;
        }

        int start = end + 4;
        ReadOnlySpan<byte> length = text[(text.IndexOf("Content-Length: "u8) + "Content-Length: ".Length)..];
        int size = int.Parse(length[..length.IndexOf((byte)'\r')], CultureInfo.InvariantCulture);
        return text.Length < start + size ? null : start..(start + size);
    }
}
