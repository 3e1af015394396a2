using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using FunctionsAsl.AwsApi.Signing;

namespace FunctionsAsl.Service.Http;

/// <summary>
/// Sessions of browsers: a cookie that says for which key it was given and when it ends, and that only who has the key can have made. It
/// cannot be read by scripts, and counts for nothing where another site has it sent. Nothing is kept of it: taken from the browser it is
/// gone, a copy of it ends with its time, and all of a key end with the key.
/// </summary>
/// <param name="keys">Those whose sessions hold.</param>
internal sealed class Sessions(IReadOnlyList<AccessKey> keys, TimeProvider clock)
{
    private const string Cookie = "asl-session";

    private static readonly TimeSpan Length = TimeSpan.FromHours(12);

    /// <summary>Gives a browser its cookie.</summary>
    /// <param name="key">The one of the keys that it has shown to have.</param>
    public HttpAnswer Begin(HttpCall call, AccessKey key)
    {
        string end = (clock.GetUtcNow() + Length).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return SetCookie(call, $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key.Id))}.{end}.{Proof(key, end)}", Length);
    }

    /// <summary>Takes a browser's cookie from it.</summary>
    public static HttpAnswer End(HttpCall call) => SetCookie(call, "", TimeSpan.Zero);

    /// <summary>Whether a request comes from a page of this server, or from none, in a session that holds.</summary>
    public bool Has(HttpCall call) =>
        // SameSite leaves pages of other ports and of sibling domains; browsers say where a request comes from (Fetch Metadata).
        call.Header("Sec-Fetch-Site") is null or "same-origin" or "none"
        && CookieOf(call)?.Split('.') is [var id, var end, var proof]
        && long.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
        && seconds > clock.GetUtcNow().ToUnixTimeSeconds()
        && keys.FirstOrDefault(key => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key.Id)) == id) is { } key
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Proof(key, end)), Encoding.ASCII.GetBytes(proof));

    /// <summary>The cookie of a session, whatever it is worth; <see langword="null"/> where there is none.</summary>
    public static string? CookieOf(HttpCall call) => call.Header("Cookie")?.Split(';', StringSplitOptions.TrimEntries)
        .FirstOrDefault(static c => c.StartsWith(Cookie + "=", StringComparison.Ordinal))?[(Cookie.Length + 1)..];

    private static HttpAnswer SetCookie(HttpCall call, string value, TimeSpan age) => Routes.Answer(200, JsonMap.Empty) with
    {
        Headers =
        [
            new("Set-Cookie", string.Create(
                CultureInfo.InvariantCulture,
                $"{Cookie}={value}; Path=/; Max-Age={age.TotalSeconds}; HttpOnly; SameSite=Strict{(call.IsSecure ? "; Secure" : "")}")),
        ],
    };

    private static string Proof(AccessKey key, string end) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(key.Derive("FunctionsAsl session"), Encoding.ASCII.GetBytes(end)));
}
