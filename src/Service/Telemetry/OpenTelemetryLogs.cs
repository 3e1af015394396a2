using System.Net.Http.Headers;

namespace FunctionsAsl.Service.Telemetry;

/// <summary>
/// A collector of OpenTelemetry logs: OTLP 1.x over HTTP, in JSON. The body of a record is AWS's text; who logged it stands in
/// attributes (OpenTelemetry's semantic conventions for AWS).
/// </summary>
/// <param name="headers">What goes with every request.</param>
/// <param name="resource">What the service says of itself.</param>
internal sealed class OpenTelemetryLogs(
    HttpClient http, Uri endpoint, IReadOnlyList<KeyValuePair<string, string>> headers, IReadOnlyList<KeyValuePair<string, string>> resource)
    : ILogTarget
{
    private const string Scope = "FunctionsAsl";

    // SeverityNumber of the data model.
    private const int Information = 9;
    private const int Error = 17;

    public string Name => endpoint.GetLeftPart(UriPartial.Path);

    public IEnumerable<IReadOnlyList<LogRecord>> Split(IReadOnlyList<LogRecord> records) => [records];

    public async Task<int> SendAsync(IReadOnlyList<LogRecord> part, CancellationToken cancel)
    {
        using var post = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = new ByteArrayContent(Show(part).ToUtf8()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
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
            throw (int)response.StatusCode is 429 or 502 or 503 or 504 ? new HttpRequestException(problem) : new LogRefusedException(problem);
        }

        return Rejected(await response.Content.ReadAsByteArrayAsync(cancel));
    }

    private JsonMap Show(IReadOnlyList<LogRecord> records) => JsonMap.Of(("resourceLogs", JsonList.Of([JsonMap.Of(
        ("resource", JsonMap.Of(("attributes", Attributes(resource)))),
        ("scopeLogs", JsonList.Of([JsonMap.Of(
            ("scope", JsonMap.Of(("name", Scope))),
            ("logRecords", JsonList.Of(records.Select(Show))))])))])));

    private static JsonAny Show(LogRecord record)
    {
        bool isError = LogConfiguration.IsError(record.Type);
        return JsonMap.Of(
            ("timeUnixNano", Nanoseconds(record.Time)),
            ("severityNumber", isError ? Error : Information),
            ("severityText", isError ? "ERROR" : "INFO"),
            ("eventName", $"aws.states.{record.Type}"),
            ("body", Text(record.Text)),
            ("attributes", Attributes(
            [
                new("aws.log.group.arn", record.LogGroup),
                new("aws.step_functions.state_machine.arn", record.StateMachine),
                new("aws.step_functions.execution.arn", record.Execution),
            ])));
    }

    /// <summary>64-bit integers are texts in the JSON of Protocol Buffers.</summary>
    private static string Nanoseconds(DateTimeOffset time) =>
        ((time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick).ToString(CultureInfo.InvariantCulture);

    private static JsonList Attributes(IEnumerable<KeyValuePair<string, string>> attributes) =>
        JsonList.Of(attributes.Select(static a => (JsonAny)JsonMap.Of(("key", a.Key), ("value", Text(a.Value)))));

    private static JsonMap Text(string text) => JsonMap.Of(("stringValue", text));

    private static int Rejected(byte[] answer)
    {
        try
        {
            return answer.Length > 0
                && (JsonAny.Parse(answer) as JsonMap)?["partialSuccess"] is JsonMap partial
                && partial["rejectedLogRecords"] is { } rejected
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
