using System.Buffers.Text;
using System.Security.Cryptography;
using FunctionsAsl.AwsApi.Signing;

namespace FunctionsAsl.Service.Http;

/// <summary>
/// Who may ask from a browser, on a host that checks a key of its own before a request gets here. Once past it a browser gets a session, and
/// with that it asks below <c>/console</c>, where the host checks nothing. What proves sessions is made once, at random, and kept in
/// the store, so that those of one process hold for all; to remove it, and start the processes again, ends them all.
/// </summary>
public sealed class BrowserAccess(IRecordStore store, TimeProvider clock)
{
    private const int SecretBytes = 32;

    private readonly IRecords<SessionKeyRecord> _records = store.Records<SessionKeyRecord>();

    // Set once, to what every process reads.
    private volatile AccessKey? _key;

    /// <summary>Gives a browser its cookie.</summary>
    /// <param name="call">A request that the host has checked.</param>
    internal async ValueTask<HttpAnswer> Begin(HttpCall call, CancellationToken cancel)
    {
        AccessKey? key;
        while ((key = await FindKey(cancel)) is null)
        {
            // Whoever is first makes it.
            string secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
            await _records.TryWrite(null, new SessionKeyRecord { Arn = SessionKeyRecord.TheArn, Secret = secret }, cancel);
        }

        return new Sessions([key], clock).Begin(call, key);
    }

    /// <summary>Why a request is not answered that the host has not checked; <see langword="null"/> where it is.</summary>
    /// <param name="call">The path without <c>/console</c>.</param>
    internal async ValueTask<HttpAnswer?> Refuse(HttpCall call, CancellationToken cancel)
    {
        if (call.Path == Access.SessionPath && call.Method is "POST" or "DELETE")
        {
            // A session gets no further one.
            return call.Method == "DELETE" ? null : Unauthorized();
        }

        // Before there was any session there is no key, and who has no cookie has no storage asked.
        return Sessions.CookieOf(call) is not null && await FindKey(cancel) is { } key && new Sessions([key], clock).Has(call)
            ? null
            : Unauthorized();
    }

    private static HttpAnswer Unauthorized() => Routes.Error(
        401, "Unauthorized", $"There is no session, or it has ended: POST {Access.SessionPath} with a function key begins one.");

    private async ValueTask<AccessKey?> FindKey(CancellationToken cancel) =>
        _key ??= await _records.Find(SessionKeyRecord.TheArn, cancel) is { } record ? new AccessKey(record.Arn, record.Secret) : null;
}
