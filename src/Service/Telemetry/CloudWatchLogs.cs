using System.Net.Http.Headers;
using System.Text;
using FunctionsAsl.AwsApi.Signing;

namespace FunctionsAsl.Service.Telemetry;

/// <summary>An endpoint of the CloudWatch Logs API (JSON 1.1), to which state machines log as to AWS's.</summary>
/// <param name="signer">Signs the requests; <see langword="null"/> where they go without a signature.</param>
/// <param name="token">The session token of temporary credentials.</param>
internal sealed class CloudWatchLogs(HttpClient http, Uri endpoint, Signer? signer, string? token, TimeProvider clock) : ITarget<LogRecord>, ILogGroups
{
    /// <summary>AWS makes it where a state machine is to log, to see whether it can.</summary>
    private const string ValidationStream = "log_stream_created_by_aws_to_validate_log_delivery_subscriptions";

    private const string NotFound = "ResourceNotFoundException";
    private const string AlreadyThere = "ResourceAlreadyExistsException";

    // The limits of PutLogEvents (API reference).
    private const int MostEvents = 10_000;
    private const int MostBytes = 1_048_576;
    private const int EventOverhead = 26;
    private static readonly TimeSpan CheckLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestSpan = TimeSpan.FromHours(24);

    /// <summary>Streams that are remembered; when there are more, new ones are begun.</summary>
    private const int MostStreams = 10_000;

    /// <summary>The stream of each group and machine.</summary>
    private readonly Dictionary<(string LogGroup, string StateMachine), string> _streams = [];

    public string Name => OtlpCollector.NameOf(endpoint);

    public async ValueTask Check(string arn, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(CheckLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            await CreateStreamAsync(NameOf(arn), ValidationStream, either.Token);
        }
        catch (LogsException e)
        {
            throw e.Code switch
            {
                // LS test_deleted_log_group
                NotFound => new ApiException("InvalidLoggingConfiguration", "Invalid Logging Configuration: Log Destination not found."),
                "AccessDeniedException" or "UnrecognizedClientException" => new ApiException(
                    "AccessDeniedException", "The state machine IAM Role is not authorized to access the Log Destination"),
                _ => Unavailable($"{e.Code}: {e.Message}"),
            };
        }
        catch (HttpRequestException e)
        {
            throw Unavailable(e.Message);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw Unavailable("It did not answer in time.");
        }
    }

    public IEnumerable<IReadOnlyList<LogRecord>> Split(IReadOnlyList<LogRecord> records)
    {
        foreach (var group in records.GroupBy(static record => (record.LogGroup, record.StateMachine)))
        {
            List<LogRecord> part = [];
            int bytes = 0;
            foreach (LogRecord record in group.OrderBy(static record => record.Time))
            {
                int size = Encoding.UTF8.GetByteCount(record.Text) + EventOverhead;
                if (part.Count > 0
                    && (part.Count == MostEvents || bytes + size > MostBytes || record.Time - part[0].Time > LongestSpan))
                {
                    yield return part;
                    (part, bytes) = ([], 0);
                }

                part.Add(record);
                bytes += size;
            }

            yield return part;
        }
    }

    public async Task<int> SendAsync(IReadOnlyList<LogRecord> part, CancellationToken cancel)
    {
        (string, string) key = (part[0].LogGroup, part[0].StateMachine);
        try
        {
            if (_streams.TryGetValue(key, out string? stream))
            {
                try
                {
                    return await PutAsync(stream, part, cancel);
                }
                catch (LogsException e) when (e.Code == NotFound)
                {
                    // Somebody has deleted it, perhaps with its group.
                    _streams.Remove(key);
                }
            }

            return await PutAsync(await BeginStreamAsync(key, cancel), part, cancel);
        }
        catch (LogsException e) when (!e.IsTransient)
        {
            throw new RefusedException($"{e.Code}: {e.Message} ({part[0].LogGroup})");
        }
    }

    private async Task<int> PutAsync(string stream, IReadOnlyList<LogRecord> part, CancellationToken cancel)
    {
        JsonMap answer = await CallAsync(
            "PutLogEvents",
            JsonMap.Of(
                ("logGroupName", NameOf(part[0].LogGroup)),
                ("logStreamName", stream),
                ("logEvents", JsonList.Of(part.Select(static record => (JsonAny)JsonMap.Of(
                    ("timestamp", record.Time.ToUnixTimeMilliseconds()), ("message", record.Text)))))),
            cancel);
        if (answer["rejectedLogEventsInfo"] is not JsonMap rejected)
        {
            return 0;
        }

        // The first ones are too old, the last ones too new.
        long old = Math.Max(Index("tooOldLogEventEndIndex") ?? 0, Index("expiredLogEventEndIndex") ?? 0);
        return (int)Math.Clamp(old + part.Count - (Index("tooNewLogEventStartIndex") ?? part.Count), 0, part.Count);

        long? Index(string name) => (rejected[name] as JsonNumber)?.TryGetInt64(out long index) == true ? index : null;
    }

    /// <summary>Names are of AWS's form: the machine, the time in UTC, and something by chance.</summary>
    private async Task<string> BeginStreamAsync((string LogGroup, string StateMachine) key, CancellationToken cancel)
    {
        string machine = key.StateMachine[(key.StateMachine.LastIndexOf(':') + 1)..];
        string stream = string.Create(
            CultureInfo.InvariantCulture, $"states/{machine}/{clock.GetUtcNow():yyyy-MM-dd-HH-mm}/{Guid.NewGuid().ToString("N")[..8]}");
        await CreateStreamAsync(NameOf(key.LogGroup), stream, cancel);
        if (_streams.Count == MostStreams)
        {
            _streams.Clear();
        }

        return _streams[key] = stream;
    }

    private async Task CreateStreamAsync(string group, string stream, CancellationToken cancel)
    {
        try
        {
            await CallAsync("CreateLogStream", JsonMap.Of(("logGroupName", group), ("logStreamName", stream)), cancel);
        }
        catch (LogsException e) when (e.Code == AlreadyThere)
        {
            // So it can be written to.
        }
    }

    /// <exception cref="LogsException">The endpoint refuses.</exception>
    /// <exception cref="HttpRequestException">It cannot be reached.</exception>
    private async Task<JsonMap> CallAsync(string operation, JsonMap request, CancellationToken cancel)
    {
        byte[] body = request.ToUtf8();
        using var post = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1") } },
        };
        post.Headers.Add("X-Amz-Target", "Logs_20140328." + operation);
        if (token is not null)
        {
            post.Headers.Add("X-Amz-Security-Token", token);
        }

        signer?.Sign(post, body);
        using HttpResponseMessage response = await http.SendAsync(post, cancel);
        byte[] answer = await response.Content.ReadAsByteArrayAsync(cancel);
        JsonMap read = Parse(answer);
        if (response.IsSuccessStatusCode)
        {
            return read;
        }

        int status = (int)response.StatusCode;
        string code = (read["__type"] as JsonString)?.Value ?? string.Create(CultureInfo.InvariantCulture, $"status {status}");
        string message = ((read["message"] ?? read["Message"]) as JsonString)?.Value ?? "";
        throw new LogsException(status, code[(code.LastIndexOf('#') + 1)..], message);
    }

    private static JsonMap Parse(byte[] answer)
    {
        try
        {
            return answer.Length == 0 ? JsonMap.Empty : JsonAny.Parse(answer) as JsonMap ?? JsonMap.Empty;
        }
        catch (JsonSyntaxException)
        {
            return JsonMap.Empty;
        }
    }

    private static string NameOf(string logGroup) => logGroup.Split(':') is [_, _, _, _, _, _, var name, ..] ? name : logGroup;

    private ApiException Unavailable(string reason) =>
        new("ServiceUnavailable", $"The log destination cannot be checked: {Name}: {reason}", 503);

    /// <param name="status">The HTTP status.</param>
    /// <param name="code">The exception's name in the API model.</param>
    private sealed class LogsException(int status, string code, string message) : Exception(message)
    {
        public string Code => code;

        public bool IsTransient => status is >= 500 or 429 or 408 || code is "ThrottlingException" or "OperationAbortedException";
    }
}
