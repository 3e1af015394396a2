using System.Net.Http.Headers;

namespace FunctionsAsl.Service.Telemetry;

/// <summary>A collector of OpenTelemetry for one signal: OTLP 1.x over HTTP, in JSON.</summary>
/// <param name="headers">What goes with every request.</param>
/// <param name="resource">What the service says of itself (<see cref="OtlpJson.Attributes"/>).</param>
internal sealed class OtlpCollector(HttpClient http, Uri endpoint, IReadOnlyList<KeyValuePair<string, string>> headers, JsonList resource)
{
    public string Name => endpoint.GetLeftPart(UriPartial.Path);

    public JsonList Resource => resource;

    /// <param name="rejected">The member of the answer that counts what was refused, as <c>rejectedSpans</c>.</param>
    /// <returns>How many records were refused.</returns>
    /// <exception cref="RefusedException">The collector refuses all of them, and would again.</exception>
    public async Task<int> PostAsync(JsonMap request, string rejected, CancellationToken cancel)
    {
        using var post = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = new ByteArrayContent(request.ToUtf8()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        foreach ((string name, string value) in headers)
        {
            post.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await http.SendAsync(post, cancel);
        if (!response.IsSuccessStatusCode)
        {
            // Which may pass is what the protocol says ("OTLP/HTTP Response", "Failures").
            string problem = string.Create(CultureInfo.InvariantCulture, $"It answered with status {(int)response.StatusCode}.");
            throw (int)response.StatusCode is 429 or 502 or 503 or 504 ? new HttpRequestException(problem) : new RefusedException(problem);
        }

        return Rejected(await response.Content.ReadAsByteArrayAsync(cancel), rejected);
    }

    private static int Rejected(byte[] answer, string member)
    {
        try
        {
            return answer.Length > 0
                && (JsonAny.Parse(answer) as JsonMap)?["partialSuccess"] is JsonMap partial
                && partial[member] is { } rejected
                && int.TryParse(rejected is JsonString text ? text.Value : rejected.ToString(), CultureInfo.InvariantCulture, out int count)
                    ? Math.Max(0, count)
                    : 0;
        }
        catch (JsonSyntaxException)
        {
            return 0;
        }
    }
}
