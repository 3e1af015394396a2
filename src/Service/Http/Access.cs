using FunctionsAsl.AwsApi.Signing;

namespace FunctionsAsl.Service.Http;

/// <summary>
/// Who may ask: whoever has one of the access keys. Clients of AWS sign with it; people and apps send it as a bearer; a browser gives it
/// once, at <see cref="SessionPath"/>, and then has a cookie (<see cref="Sessions"/>).
/// </summary>
/// <param name="keys">Those that are accepted.</param>
public sealed class Access(IReadOnlyList<AccessKey> keys, TimeProvider clock)
{
    internal const string SessionPath = "/api/session";

    private readonly SignatureChecker _signatures = new(keys, clock);
    private readonly Sessions _sessions = new(keys, clock);

    /// <summary>Why a request is not answered; <see langword="null"/> where it is.</summary>
    internal HttpAnswer? Refuse(HttpCall call) => Refuse(call, _signatures.Check);

    /// <summary>Why a request is not even read, as far as its head shows; who signs it is not proved yet.</summary>
    internal HttpAnswer? RefuseUnread(HttpCall head) => Refuse(head, _signatures.CheckHead);

    private HttpAnswer? Refuse(HttpCall call, Action<RequestToSign, string?> checkSignature)
    {
        if (Routes.IsProbe(call) || (call.Path == SessionPath && call.Method == "DELETE") || KeyOfBearer(call) is not null || _sessions.Has(call))
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
    internal HttpAnswer Begin(HttpCall call) => _sessions.Begin(
        call, KeyOfBearer(call) ?? throw new ApiException("Unauthorized", "A session begins with an access key.", 401));

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
}
