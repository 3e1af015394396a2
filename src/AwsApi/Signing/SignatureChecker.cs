using System.Security.Cryptography;
using System.Text;

namespace FunctionsAsl.AwsApi.Signing;

/// <summary>
/// Checks the signatures of requests (AWS Signature Version 4, in the header <c>Authorization</c>). Errors and texts are those of AWS's
/// services that speak JSON. Any region will do.
/// </summary>
public sealed class SignatureChecker(IEnumerable<AccessKey> keys, TimeProvider clock)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string Incomplete = "IncompleteSignatureException";
    private const string Invalid = "InvalidSignatureException";
    private const int SkewMinutes = 5;

    // What says what is asked has to be signed where it is there: else whoever saw a request could ask for something else with it.
    private static readonly string[] Essential = ["x-amz-date", "x-amz-security-token", "x-amz-target"];

    private readonly Dictionary<string, AccessKey> _keys = keys.ToDictionary(static k => k.Id, StringComparer.Ordinal);

    /// <param name="service">The signing name of the service that is asked; <see langword="null"/> where that is not known.</param>
    /// <exception cref="SignatureException">The request does not prove that it comes from who has one of the keys.</exception>
    public void Check(RequestToSign request, string? service)
    {
        (AccessKey key, CredentialScope scope, string time, string[] headers, byte[] signature) = Read(request, service);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(request.Sign(key, scope, time, headers)), signature))
        {
            throw new SignatureException(
                Invalid,
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and "
                    + "signing method. Consult the service documentation for details.");
        }
    }

    /// <summary>All of <see cref="Check"/> that needs no body: whether it may pass.</summary>
    /// <inheritdoc cref="Check"/>
    public void CheckHead(RequestToSign request, string? service) => Read(request, service);

    private (AccessKey Key, CredentialScope Scope, string Time, string[] Headers, byte[] Signature) Read(RequestToSign request, string? service)
    {
        string authorization = request.Header("authorization")
            ?? throw new SignatureException("MissingAuthenticationTokenException", "Missing Authentication Token");
        (string[] credential, string[] headers, byte[] signature) = Parse(authorization, request);
        string time = Time(request);
        if (!_keys.TryGetValue(credential[0], out AccessKey? key))
        {
            throw new SignatureException("UnrecognizedClientException", "The security token included in the request is invalid.");
        }

        var scope = new CredentialScope(credential[1], credential[2], credential[3]);
        CheckScope(scope, time, service);
        CheckTime(time);
        CheckHeaders(request, headers);
        return (key, scope, time, headers, signature);
    }

    private static (string[] Credential, string[] Headers, byte[] Signature) Parse(string authorization, RequestToSign request)
    {
        // AWS says what it was by its hash: the signature is not to be read in logs.
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(authorization)));
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        bool isSignature = authorization.StartsWith(Algorithm + " ", StringComparison.Ordinal);
        foreach (string part in isSignature ? authorization[Algorithm.Length..].Split([' ', ','], StringSplitOptions.RemoveEmptyEntries) : [])
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                throw new SignatureException(
                    Incomplete,
                    "Invalid key=value pair (missing equal-sign) in Authorization header "
                        + $"(hashed with SHA-256 and encoded with Base64): '{hash}'.");
            }

            fields[part[..equals]] = part[(equals + 1)..];
        }

        var missing = new StringBuilder();
        foreach (string name in (string[])["Credential", "Signature", "SignedHeaders"])
        {
            if (!fields.ContainsKey(name))
            {
                missing.Append(CultureInfo.InvariantCulture, $"Authorization header requires '{name}' parameter. ");
            }
        }

        if (request.Header("x-amz-date") is null && request.Header("date") is null)
        {
            missing.Append("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
        }

        if (missing.Length > 0)
        {
            throw new SignatureException(Incomplete, $"{missing}(Hashed with SHA-256 and encoded with Base64) Authorization={hash}");
        }

        string[] credential = fields["Credential"].Split('/');
        return credential is [_, _, _, _, CredentialScope.End]
            ? (credential, fields["SignedHeaders"].Split(';'), Encoding.UTF8.GetBytes(fields["Signature"]))
            : throw new SignatureException(
                Incomplete, $"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/{CredentialScope.End}.");
    }

    /// <returns>In the format of <c>X-Amz-Date</c>.</returns>
    private static string Time(RequestToSign request)
    {
        if (request.Header("x-amz-date") is { } time)
        {
            return TryParse(time) is not null
                ? time
                : throw new SignatureException(Incomplete, "Date must be in ISO-8601 'basic format', as 20260101T120000Z.");
        }

        return DateTimeOffset.TryParseExact(request.Header("date"), "r", CultureInfo.InvariantCulture, default, out DateTimeOffset date)
            ? Text(date)
            : throw new SignatureException(Incomplete, "The header 'Date' is no date as 'Thu, 01 Jan 2026 12:00:00 GMT'.");
    }

    private static DateTimeOffset? TryParse(string time) =>
        DateTimeOffset.TryParseExact(
            time, RequestToSign.TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset read) ? read : null;

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(RequestToSign.TimeFormat, CultureInfo.InvariantCulture);

    private static void CheckScope(CredentialScope scope, string time, string? service)
    {
        if (scope.Date != time[..8])
        {
            throw new SignatureException(
                Invalid,
                // Whoever has no key is not answered with much.
                $"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{Brief(scope.Date)}' != '{time[..8]}', "
                    + $"from '{time}'.");
        }

        if (service is not null && scope.Service != service)
        {
            throw new SignatureException(Invalid, $"Credential should be scoped to correct service: '{service}'. ");
        }
    }

    private static string Brief(string date) => date.Length > 8 ? date[..8] + "…" : date;

    private void CheckTime(string time)
    {
        DateTimeOffset now = clock.GetUtcNow();
        DateTimeOffset sent = TryParse(time)!.Value;
        TimeSpan skew = TimeSpan.FromMinutes(SkewMinutes);
        if (sent < now - skew)
        {
            throw new SignatureException(
                Invalid, $"Signature expired: {time} is now earlier than {Text(now - skew)} ({Text(now)} - {SkewMinutes} min.)");
        }

        if (sent > now + skew)
        {
            throw new SignatureException(
                Invalid, $"Signature not yet current: {time} is still later than {Text(now + skew)} ({Text(now)} + {SkewMinutes} min.)");
        }
    }

    private static void CheckHeaders(RequestToSign request, string[] headers)
    {
        if (!headers.Contains("host"))
        {
            throw new SignatureException(Invalid, "'Host' must be a 'SignedHeader' in the AWS Authorization.");
        }

        foreach (string name in Essential.Where(name => request.Header(name) is not null && !headers.Contains(name)))
        {
            throw new SignatureException(Invalid, $"'{name}' must be a 'SignedHeader' in the AWS Authorization.");
        }
    }
}
