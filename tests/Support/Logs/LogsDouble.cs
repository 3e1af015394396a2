using System.Net;
using System.Text;
using FunctionsAsl.Json;

namespace FunctionsAsl.Support.Logs;

/// <summary>The part of CloudWatch Logs that tests need, as one HTTP handler: groups, streams and events, with AWS's limits.</summary>
public sealed class LogsDouble : HttpMessageHandler
{
    private const int MostEvents = 10_000;
    private const int MostBytes = 1_048_576;
    private const int EventOverhead = 26;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<LogStream>> _groups = new(StringComparer.Ordinal);

    /// <summary>Asked before each request: what to answer instead, or <see langword="null"/>.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?> Intercept { get; set; } = static _ => null;

    /// <summary>How many events came with each accepted PutLogEvents.</summary>
    public List<int> Puts { get; } = [];

    public string Region { get; init; } = "us-east-1";

    public string Account { get; init; } = "123456789012";

    /// <summary>The streams of a group that are not AWS's own, in the order they were created.</summary>
    public IReadOnlyList<LogStream> StreamsOf(string group)
    {
        lock (_lock)
        {
            return [.. _groups[group].Where(static stream => stream.Name.StartsWith("states/", StringComparison.Ordinal))];
        }
    }

    /// <summary>Calls an operation of the API.</summary>
    /// <returns>The HTTP status and the JSON answer; a refusal carries <c>__type</c>.</returns>
    public (int Status, JsonMap Body) Call(string operation, JsonMap request)
    {
        lock (_lock)
        {
            try
            {
                return (200, Answer(operation, request));
            }
            catch (RefusedException e)
            {
                return (400, JsonMap.Of(("__type", e.Message), ("message", $"{operation} is refused.")));
            }
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Intercept(request) is { } other)
        {
            return other;
        }

        const string Prefix = "Logs_20140328.";
        string target = request.Headers.GetValues("X-Amz-Target").Single();
        string type = request.Content!.Headers.ContentType!.ToString();
        if (!target.StartsWith(Prefix, StringComparison.Ordinal) || type != "application/x-amz-json-1.1")
        {
            return Response(400, JsonMap.Of(("__type", "UnknownOperationException")));
        }

        byte[] body = await request.Content.ReadAsByteArrayAsync(cancellationToken);
        (int status, JsonMap answer) = Call(target[Prefix.Length..], (JsonMap)JsonAny.Parse(body));
        return Response(status, answer);
    }

    /// <summary>An answer in the form of the protocol.</summary>
    public static HttpResponseMessage Response(int status, JsonMap body) =>
        new((HttpStatusCode)status) { Content = new ByteArrayContent(body.ToUtf8()) };

    private JsonMap Answer(string operation, JsonMap request)
    {
        switch (operation)
        {
            case "CreateLogGroup":
                return _groups.TryAdd(Text(request, "logGroupName"), []) ? JsonMap.Empty : throw new RefusedException("ResourceAlreadyExistsException");
            case "DeleteLogGroup":
                return _groups.Remove(Text(request, "logGroupName")) ? JsonMap.Empty : throw new RefusedException("ResourceNotFoundException");
            case "DescribeLogGroups":
                string prefix = Text(request, "logGroupNamePrefix");
                return JsonMap.Of(("logGroups", JsonList.Of(_groups.Keys
                    .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
                    .Select(name => (JsonAny)JsonMap.Of(
                        ("logGroupName", name), ("arn", $"arn:aws:logs:{Region}:{Account}:log-group:{name}:*"))))));
            case "CreateLogStream":
                Create(Group(request), Text(request, "logStreamName"));
                return JsonMap.Empty;
            case "DescribeLogStreams":
                return JsonMap.Of(("logStreams", JsonList.Of(Group(request).Select(static stream =>
                    (JsonAny)JsonMap.Of(("logStreamName", stream.Name))))));
            case "PutLogEvents":
                Put(Stream(request), (JsonList)request["logEvents"]!);
                return JsonMap.Of(("nextSequenceToken", "0"));
            case "GetLogEvents":
                return JsonMap.Of(("events", JsonList.Of(Stream(request).Events.Select(static e =>
                    (JsonAny)JsonMap.Of(("timestamp", e.Timestamp), ("message", e.Message))))));
            default:
                throw new RefusedException("UnknownOperationException");
        }
    }

    private static void Create(List<LogStream> group, string name)
    {
        if (name.Length is 0 or > 512 || name.AsSpan().ContainsAny(':', '*'))
        {
            throw new RefusedException("InvalidParameterException");
        }

        if (group.Any(stream => stream.Name == name))
        {
            throw new RefusedException("ResourceAlreadyExistsException");
        }

        group.Add(new LogStream(name, []));
    }

    private void Put(LogStream stream, JsonList events)
    {
        LogEvent[] read = [.. events.Cast<JsonMap>().Select(static e => new LogEvent((long)((JsonNumber)e["timestamp"]!).AsDouble, Text(e, "message")))];
        bool isAscending = read.Zip(read.Skip(1)).All(static pair => pair.First.Timestamp <= pair.Second.Timestamp);
        if (read.Length is 0 or > MostEvents
            || read.Sum(static e => Encoding.UTF8.GetByteCount(e.Message) + EventOverhead) > MostBytes
            || !isAscending
            || read[^1].Timestamp - read[0].Timestamp > TimeSpan.FromHours(24).TotalMilliseconds)
        {
            throw new RefusedException("InvalidParameterException");
        }

        stream.Events.AddRange(read);
        Puts.Add(read.Length);
    }

    private List<LogStream> Group(JsonMap request) =>
        _groups.GetValueOrDefault(Text(request, "logGroupName")) ?? throw new RefusedException("ResourceNotFoundException");

    private LogStream Stream(JsonMap request) =>
        Group(request).FirstOrDefault(stream => stream.Name == Text(request, "logStreamName")) ?? throw new RefusedException("ResourceNotFoundException");

    private static string Text(JsonMap json, string name) => ((JsonString)json[name]!).Value;

    private sealed class RefusedException(string code) : Exception(code);
}

/// <param name="Events">In the order they came.</param>
public sealed record LogStream(string Name, List<LogEvent> Events);

/// <param name="Timestamp">Milliseconds since 1970.</param>
public sealed record LogEvent(long Timestamp, string Message);
