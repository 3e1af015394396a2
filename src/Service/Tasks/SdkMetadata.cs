namespace FunctionsAsl.Service.Tasks;

/// <summary>
/// The HTTP side of a service's answer, which optimized integrations show in their results. AWS's order and set of headers
/// (conformance, areas services and callback).
/// </summary>
public static class SdkMetadata
{
    /// <summary><c>SdkHttpMetadata</c> of a Lambda invocation.</summary>
    internal static JsonMap OfLambda(FunctionAnswer answer, DateTimeOffset now, Guid traceId)
    {
        string length = Length(answer.Length);
        string date = now.ToString("R", CultureInfo.InvariantCulture);
        string trace = "Root=1-" + now.ToUnixTimeSeconds().ToString("x8", CultureInfo.InvariantCulture)
            + "-" + traceId.ToString("N")[..24] + ";Sampled=0";
        return Of(
            answer.StatusCode,
            [
                ("X-Amz-Log-Result", answer.LogResult),
                ("X-Amz-Executed-Version", answer.ExecutedVersion),
                ("x-amzn-Remapped-Content-Length", "0"),
                ("Connection", "keep-alive"),
                ("x-amzn-RequestId", answer.RequestId),
                ("Content-Length", length),
                ("Date", date),
                ("X-Amzn-Trace-Id", trace),
                ("Content-Type", "application/json"),
            ],
            [
                ("Connection", "keep-alive"),
                ("Content-Length", length),
                ("Content-Type", "application/json"),
                ("Date", date),
                ("X-Amz-Executed-Version", answer.ExecutedVersion),
                ("X-Amz-Log-Result", answer.LogResult),
                ("x-amzn-Remapped-Content-Length", "0"),
                ("x-amzn-RequestId", answer.RequestId),
                ("X-Amzn-Trace-Id", trace),
            ]);
    }

    /// <summary><c>SdkHttpMetadata</c> of a call of this service's own API.</summary>
    public static JsonMap OfStepFunctions(JsonMap body, string requestId, DateTimeOffset now)
    {
        string length = Length(body.Utf8Length);
        string date = now.ToString("R", CultureInfo.InvariantCulture);
        return Of(
            200,
            [
                ("x-amzn-RequestId", requestId),
                ("connection", "keep-alive"),
                ("Content-Length", length),
                ("Date", date),
                ("Content-Type", "application/x-amz-json-1.0"),
            ],
            [
                ("connection", "keep-alive"),
                ("Content-Length", length),
                ("Content-Type", "application/x-amz-json-1.0"),
                ("Date", date),
                ("x-amzn-RequestId", requestId),
            ]);
    }

    /// <summary><c>SdkHttpMetadata</c> of an answer that came over HTTP.</summary>
    /// <param name="headers">In the order in which they came.</param>
    public static JsonMap Of(int status, IReadOnlyList<KeyValuePair<string, string>> headers) => Of(
        status,
        [.. headers.Select(static h => (h.Key, (string?)h.Value))],
        [.. headers.OrderBy(static h => h.Key, StringComparer.OrdinalIgnoreCase).Select(static h => (h.Key, (string?)h.Value))]);

    private static JsonMap Of(
        int status, ReadOnlySpan<(string Name, string? Value)> all, ReadOnlySpan<(string Name, string? Value)> last)
    {
        var lists = new JsonMap.Builder(all.Length);
        foreach ((string name, string? value) in all)
        {
            lists.SetIfPresent(name, value is null ? null : JsonList.Of(value));
        }

        var texts = new JsonMap.Builder(last.Length);
        foreach ((string name, string? value) in last)
        {
            texts.SetIfPresent(name, value is null ? null : new JsonString(value));
        }

        return JsonMap.Of(
            ("AllHttpHeaders", lists.Build()),
            ("HttpHeaders", texts.Build()),
            ("HttpStatusCode", status));
    }

    private static string Length(int bytes) => bytes.ToString(CultureInfo.InvariantCulture);
}
