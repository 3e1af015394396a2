using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using FunctionsAsl.AwsApi.Signing;

namespace FunctionsAsl.Service.Http;

/// <summary>
/// Who may ask: whoever has one of the access keys. Clients of AWS sign with it; people and apps send it as a bearer; a browser gives it
/// once, at <see cref="SessionPath"/>, and then has a cookie, which no script can read and no other site can have sent.
/// </summary>
/// <param name="keys">Those that are accepted.</param>
public sealed class Access(IReadOnlyList<AccessKey> keys, TimeProvider clock)
{
    internal const string SessionPath = "/api/session";

    private const string Cookie = "asl-session";

    private static readonly TimeSpan SessionLength = TimeSpan.FromHours(12);

    private readonly SignatureChecker _signatures = new(keys, clock);

    /// <summary>Why a request is not answered; <see langword="null"/> where it is.</summary>
    internal HttpAnswer? Refuse(HttpCall call) => Refuse(call, _signatures.Check);

    /// <summary>Why a request is not even read, as far as its head shows; who signs it is not proved yet.</summary>
    internal HttpAnswer? RefuseUnread(HttpCall head) => Refuse(head, _signatures.CheckHead);

    private HttpAnswer? Refuse(HttpCall call, Action<RequestToSign, string?> checkSignature)
    {
        if (Routes.IsProbe(call) || (call.Path == SessionPath && call.Method == "DELETE") || KeyOfBearer(call) is not null || HasSession(call))
        {
            return null;
        }

        if (Routes.IsPlain(call))
        {
            return Routes.Error(401, "Unauthorized", call.Header("Authorization") is null
                ? "Send an access key in the header 'Authorization: Bearer ID:SECRET'."
                : "The header 'Authorization' has no access key of this server: it is 'Bearer ID:SECRET'.") with
            {
                Headers = [new("WWW-Authenticate", "Bearer")],
            };
        }

        try
        {
            checkSignature(
                new RequestToSign(call.Method, call.Path, call.Query, call.Header, call.Body),
                call.IsForStepFunctions ? "states" : null);
            return null;
        }
        catch (SignatureException e)
        {
            return OtherService.Refuse(call, new ApiException(e.Error, e.Message));
        }
    }

    /// <summary>Gives a browser its cookie.</summary>
    /// <exception cref="ApiException">Unauthorized: it came with no key, but with a cookie that it has already.</exception>
    internal HttpAnswer Begin(HttpCall call)
    {
        AccessKey key = KeyOfBearer(call) ?? throw new ApiException("Unauthorized", "A session begins with an access key.", 401);
        string end = (clock.GetUtcNow() + SessionLength).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return SetCookie(call, $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key.Id))}.{end}.{Proof(key, end)}", SessionLength);
    }

    /// <summary>Takes a browser's cookie from it.</summary>
    internal static HttpAnswer End(HttpCall call) => SetCookie(call, "", TimeSpan.Zero);

    private static HttpAnswer SetCookie(HttpCall call, string value, TimeSpan age) => Routes.Answer(200, JsonObject.Empty) with
    {
        Headers =
        [
            new("Set-Cookie", string.Create(
                CultureInfo.InvariantCulture,
                $"{Cookie}={value}; Path=/; Max-Age={age.TotalSeconds}; HttpOnly; SameSite=Strict{(call.IsSecure ? "; Secure" : "")}")),
        ],
    };

    /// <summary>The key in <c>Bearer ID:SECRET</c>, or in <c>Bearer SECRET</c>.</summary>
    private AccessKey? KeyOfBearer(HttpCall call)
    {
        const string Scheme = "Bearer ";
        if (call.Header("Authorization") is not { } header || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string token = header[Scheme.Length..].Trim();
        return keys.FirstOrDefault(key => key.IsSecret(
            token.StartsWith(key.Id + ":", StringComparison.Ordinal) ? token[(key.Id.Length + 1)..] : token));
    }

    private bool HasSession(HttpCall call)
    {
        string? cookie = call.Header("Cookie")?.Split(';', StringSplitOptions.TrimEntries)
            .FirstOrDefault(static c => c.StartsWith(Cookie + "=", StringComparison.Ordinal))?[(Cookie.Length + 1)..];
        return cookie?.Split('.') is [var id, var end, var proof]
            && long.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
            && seconds > clock.GetUtcNow().ToUnixTimeSeconds()
            && keys.FirstOrDefault(key => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key.Id)) == id) is { } key
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Proof(key, end)), Encoding.ASCII.GetBytes(proof));
    }

    private static string Proof(AccessKey key, string end) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(key.Derive("FunctionsAsl session"), Encoding.ASCII.GetBytes(end)));
}
