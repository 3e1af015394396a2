using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;

namespace FunctionsAsl.Service.Http;

/// <summary>
/// The console: files that a host embeds, packed by gzip (<c>src/Console</c>), below <see cref="Path"/>. What is no file there is an address
/// within the page. The files are public; what the page asks for is not.
/// </summary>
/// <param name="open">Opens a file of the host's assembly, as <c>console/index.html.gz</c>; there is none where it was built without Node.</param>
public sealed class ConsolePage(Func<string, Stream?> open)
{
    internal const string Path = "/console";

    private const string ApiPath = Path + "/api/";
    private const string Assets = Path + "/assets/";
    private const string Start = "index.html";

    // Nothing from elsewhere, no script or style within the page's text, and no other page around it.
    private const string ContentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly KeyValuePair<string, string>[] Protection =
    [
        new("Content-Security-Policy", ContentPolicy),
        new("X-Content-Type-Options", "nosniff"),
        new("Referrer-Policy", "no-referrer"),
        new("Cross-Origin-Opener-Policy", "same-origin"),
        new("Vary", "Accept-Encoding"),
    ];

    private readonly ConcurrentDictionary<string, PackedFile> _files = new(StringComparer.Ordinal);

    /// <summary>Whether a request is for the page, and not for what the page asks for.</summary>
    internal static bool Has(HttpCall call) =>
        call.Path == Path || (call.Path.StartsWith(Path + "/", StringComparison.Ordinal) && !call.Path.StartsWith(ApiPath, StringComparison.Ordinal));

    /// <summary>What the page asks for, as everybody else asks for it; any other request as it is.</summary>
    internal static HttpCall ToPlain(HttpCall call) =>
        call.Path.StartsWith(ApiPath, StringComparison.Ordinal) ? call with { Path = call.Path[Path.Length..] } : call;

    internal HttpAnswer Answer(HttpCall call)
    {
        if (call.Method is not ("GET" or "HEAD"))
        {
            return Routes.Error(405, "MethodNotAllowed", $"{call.Path} does not answer to {call.Method}.") with { Headers = [new("Allow", "GET, HEAD")] };
        }

        bool isAsset = call.Path.StartsWith(Assets, StringComparison.Ordinal);
        string name = isAsset ? call.Path[(Path.Length + 1)..] : Start;
        if (Find(name) is not { } file)
        {
            return isAsset
                ? Routes.Error(404, "NotFound", $"There is nothing at {call.Path}.")
                : Routes.Error(404, "NotFound", "The console is not in this build: with Node 20 installed, 'dotnet build' puts it there.");
        }

        // The names of assets change with what is in them.
        KeyValuePair<string, string>[] headers =
            [.. Protection, new("ETag", file.Tag), new("Cache-Control", isAsset ? "public, max-age=31536000, immutable" : "no-cache")];
        return call.Header("If-None-Match") == file.Tag ? new HttpAnswer(304, file.ContentType, default, headers)
            : TakesGzip(call) ? new HttpAnswer(200, file.ContentType, file.Packed, [.. headers, new("Content-Encoding", "gzip")])
            : new HttpAnswer(200, file.ContentType, file.Unpack(), headers);
    }

    /// <summary>The file of a name; names that are not known are not remembered, whoever makes them up.</summary>
    private PackedFile? Find(string name)
    {
        if (_files.TryGetValue(name, out PackedFile? known))
        {
            return known;
        }

        using Stream? stream = open($"console/{name}.gz");
        if (stream is null)
        {
            return null;
        }

        byte[] packed = new byte[stream.Length];
        stream.ReadExactly(packed);
        return _files.GetOrAdd(name, new PackedFile(name, packed));
    }

    private static bool TakesGzip(HttpCall call) => call.Header("Accept-Encoding")?.Split(',').Any(static coding =>
        coding.Split(';', StringSplitOptions.TrimEntries) is [var name, .. var parameters]
        && name.Equals("gzip", StringComparison.OrdinalIgnoreCase)
        && !parameters.Any(static p => p.TrimEnd('0', '.') == "q=")) is true;

    private sealed class PackedFile(string name, byte[] packed)
    {
        public ReadOnlyMemory<byte> Packed => packed;

        public string Tag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(packed).AsSpan(0, 8))}\"";

        public string ContentType { get; } = System.IO.Path.GetExtension(name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => "application/octet-stream",
        };

        public byte[] Unpack()
        {
            using var unpacked = new MemoryStream();
            using (var source = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress))
            {
                source.CopyTo(unpacked);
            }

            return unpacked.ToArray();
        }
    }
}
