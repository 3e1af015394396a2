namespace FunctionsAsl.AwsApi.Signing;

/// <summary>Signs requests with AWS Signature Version 4.</summary>
public sealed class Signer(AccessKey key, string region, string service, TimeProvider clock)
{
    // Those that say what is asked, and of whom; proxies may change others.
    private static readonly string[] Signed = ["content-type", "host", "x-amz-date", "x-amz-security-token", "x-amz-target"];

    /// <summary>Signs a request that is about to be sent.</summary>
    /// <param name="request">Complete, with an absolute address.</param>
    /// <param name="body">What its content holds.</param>
    public void Sign(HttpRequestMessage request, ReadOnlyMemory<byte> body)
    {
        Uri address = request.RequestUri!;
        var signed = new RequestToSign(
            request.Method.Method,
            address.AbsolutePath,
            address.Query.TrimStart('?'),
            name => name == "host" ? request.Headers.Host ?? address.Authority
                : name == "content-type" ? request.Content?.Headers.ContentType?.ToString()
                : request.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(',', values)
                : null,
            body);
        foreach ((string name, string value) in Sign(signed))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>The headers that sign a request.</summary>
    /// <param name="request">With all its headers but these.</param>
    /// <param name="others">Names of more headers that are signed, in lower case.</param>
    public IEnumerable<KeyValuePair<string, string>> Sign(RequestToSign request, params IEnumerable<string> others)
    {
        string time = clock.GetUtcNow().ToString(RequestToSign.TimeFormat, CultureInfo.InvariantCulture);
        var scope = new CredentialScope(time[..8], region, service);
        Func<string, string?> header = request.Header;
        request = request with { Header = name => name == "x-amz-date" ? time : header(name) };
        string[] names = [.. Signed.Union(others).Where(name => request.Header(name) is not null).Order(StringComparer.Ordinal)];
        return
        [
            new("X-Amz-Date", time),
            new(
                "Authorization",
                $"AWS4-HMAC-SHA256 Credential={key.Id}/{scope}, SignedHeaders={string.Join(';', names)}, "
                    + $"Signature={request.Sign(key, scope, time, names)}"),
        ];
    }

    /// <summary>The query of a request that anybody may send once it is signed, for as long as it holds ("Signature Version 4", query string).</summary>
    /// <param name="request">Without a body; with the headers that whoever sends it sends too.</param>
    /// <param name="headers">Their names, in lower case.</param>
    /// <param name="sessionToken">Of a temporary key; <see langword="null"/> of another.</param>
    public string Presign(RequestToSign request, IEnumerable<string> headers, string? sessionToken, TimeSpan lifetime)
    {
        string time = clock.GetUtcNow().ToString(RequestToSign.TimeFormat, CultureInfo.InvariantCulture);
        var scope = new CredentialScope(time[..8], region, service);
        string[] names = [.. headers.Order(StringComparer.Ordinal)];
        string[] added =
        [
            "X-Amz-Algorithm=AWS4-HMAC-SHA256",
            "X-Amz-Credential=" + Uri.EscapeDataString($"{key.Id}/{scope}"),
            "X-Amz-Date=" + time,
            string.Create(CultureInfo.InvariantCulture, $"X-Amz-Expires={(long)lifetime.TotalSeconds}"),
            .. sessionToken is null ? [] : (string[])["X-Amz-Security-Token=" + Uri.EscapeDataString(sessionToken)],
            "X-Amz-SignedHeaders=" + Uri.EscapeDataString(string.Join(';', names)),
        ];
        string query = string.Join('&', (string[])[.. request.Query.Length == 0 ? [] : (string[])[request.Query], .. added]);
        return $"{query}&X-Amz-Signature={(request with { Query = query }).Sign(key, scope, time, names)}";
    }
}
