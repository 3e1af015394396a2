using System.Security.Cryptography;
using System.Text;

namespace FunctionsAsl.AwsApi.Signing;

/// <summary>A request, as far as it is signed.</summary>
/// <param name="Method">The method, in capitals.</param>
/// <param name="Path">The path as it is sent: percent-encoded.</param>
/// <param name="Query">What follows the question mark, percent-encoded; empty where there is none.</param>
/// <param name="Header">Looks a header up, whatever the case of its name; several of one name are joined by commas.</param>
public sealed record RequestToSign(string Method, string Path, string Query, Func<string, string?> Header, ReadOnlyMemory<byte> Body)
{
    /// <summary>The path is signed as it is sent: so does S3, and no other service.</summary>
    public bool KeepsPath { get; init; }

    internal const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>The signature, in hexadecimal digits ("Create a signed AWS API request", IAM User Guide).</summary>
    /// <param name="time">The header <c>X-Amz-Date</c>.</param>
    /// <param name="headers">Names of the headers that are signed, in lower case and in order.</param>
    internal string Sign(AccessKey key, CredentialScope scope, string time, IReadOnlyList<string> headers)
    {
        var text = new StringBuilder().Append(Method).Append('\n').Append(CanonicalPath()).Append('\n').Append(CanonicalQuery()).Append('\n');
        foreach (string name in headers)
        {
            text.Append(name).Append(':').Append(Trim(Header(name) ?? "")).Append('\n');
        }

        text.Append('\n').AppendJoin(';', headers).Append('\n').Append(Hex(SHA256.HashData(Body.Span)));
        string signed = $"AWS4-HMAC-SHA256\n{time}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))}";
        return Hex(HMACSHA256.HashData(key.SigningKey(scope), Encoding.UTF8.GetBytes(signed)));
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    /// <summary>Without dots and empty segments, and each segment encoded once more: so do all services but S3.</summary>
    private string CanonicalPath()
    {
        if (KeepsPath)
        {
            return Path;
        }

        List<string> segments = [];
        foreach (string segment in Path.Split('/'))
        {
            if (segment == "..")
            {
                segments.RemoveRange(Math.Max(segments.Count - 1, 0), Math.Min(segments.Count, 1));
            }
            else if (segment.Length > 0 && segment != ".")
            {
                segments.Add(Uri.EscapeDataString(segment));
            }
        }

        string path = "/" + string.Join('/', segments);
        return segments.Count > 0 && Path.EndsWith('/') ? path + "/" : path;
    }

    private string CanonicalQuery()
    {
        if (Query.Length == 0)
        {
            return "";
        }

        return string.Join('&', Query.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(static pair => pair.Split('=', 2))
            .Select(static pair => (Name: Encode(pair[0]), Value: pair.Length > 1 ? Encode(pair[1]) : ""))
            .OrderBy(static pair => pair.Name, StringComparer.Ordinal).ThenBy(static pair => pair.Value, StringComparer.Ordinal)
            .Select(static pair => $"{pair.Name}={pair.Value}"));

        static string Encode(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text));
    }

    /// <summary>Without blanks around it, and with one in place of many.</summary>
    private static string Trim(string value) =>
        value.Contains("  ", StringComparison.Ordinal) ? string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries)) : value.Trim();
}
