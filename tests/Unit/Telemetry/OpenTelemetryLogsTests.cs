using System.Net;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Service;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Telemetry;
using FunctionsAsl.Service.Tracing;
using Xunit;

namespace FunctionsAsl.Unit.Telemetry;

public sealed class OpenTelemetryLogsTests : IDisposable
{
    private const string Header = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private readonly Collector _collector = new();
    private readonly HttpClient _http;
    private readonly List<string> _reports = [];

    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal)
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://collector:4318",
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/json",
    };

    public OpenTelemetryLogsTests() => _http = new HttpClient(_collector);

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Records_are_sent_as_the_protocol_has_them()
    {
        _variables["OTEL_SERVICE_NAME"] = "orders";
        _variables["OTEL_RESOURCE_ATTRIBUTES"] = "service.name=other,deployment.environment.name=a%20b";
        _variables["OTEL_EXPORTER_OTLP_HEADERS"] = "api-key=k%3D1, x = y";
        Assert.Equal(0, await Read()!.SendAsync([Record(HistoryEventType.ExecutionStarted), Record(HistoryEventType.TaskFailed)], default));
        Assert.Equal("http://collector:4318/v1/logs", _collector.Request!.RequestUri!.ToString());
        Assert.Equal(["k=1"], _collector.Request.Headers.GetValues("api-key"));
        Assert.Equal(["y"], _collector.Request.Headers.GetValues("x"));
        Assert.Equal("application/json", _collector.Request.Content!.Headers.ContentType!.ToString());
        string attributes = string.Join(
            ',',
            Attribute("aws.log.group.arn", "group"),
            Attribute("aws.step_functions.state_machine.arn", "machine"),
            Attribute("aws.step_functions.execution.arn", "execution"));
        var trace = new ExecutionTrace("execution", default, Header, redrives: 1);
        string span = $"\"traceId\":\"0af7651916cd43dd8448eb211c80319c\",\"spanId\":\"{trace.Execution}\",";
        Assert.Equal(
            """{"resourceLogs":[{"resource":{"attributes":["""
            + Attribute("service.name", "orders") + "," + Attribute("deployment.environment.name", "a b")
            + """]},"scopeLogs":[{"scope":{"name":"FunctionsAsl"},"logRecords":["""
            + """{"timeUnixNano":"1767323045006000000","severityNumber":9,"severityText":"INFO",SPAN"eventName":"aws.states.ExecutionStarted","body":{"stringValue":"{\"id\":\"1\"}"},"attributes":["""
            + attributes
            + """]},{"timeUnixNano":"1767323045006000000","severityNumber":17,"severityText":"ERROR",SPAN"eventName":"aws.states.TaskFailed","body":{"stringValue":"{\"id\":\"1\"}"},"attributes":["""
            + attributes + "]}]}]}]}",
            _collector.Body!.Replace(span, "SPAN", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://collector:4318/", "", "http://collector:4318/v1/logs")]
    [InlineData("http://collector/otlp", "", "http://collector/otlp/v1/logs")]
    [InlineData("http://collector", "http://logs:1/here", "http://logs:1/here")]
    [InlineData("", "http://logs:1", "http://logs:1/")]
    public async Task The_endpoint_of_the_logs_is_taken_as_it_is_and_the_common_one_gets_a_path(string common, string logs, string expected)
    {
        _variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = common;
        _variables["OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"] = logs;
        await Read()!.SendAsync([Record(HistoryEventType.ExecutionStarted)], default);
        Assert.Equal(expected, _collector.Request!.RequestUri!.ToString());
        Assert.Contains(Attribute("service.name", "asl"), _collector.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "")]
    [InlineData("OTEL_SDK_DISABLED", "true")]
    [InlineData("OTEL_LOGS_EXPORTER", "none")]
    public void Where_nobody_wants_them_none_are_sent(string name, string value)
    {
        _variables[name] = value;
        Assert.Null(Read());
        Assert.Empty(_reports);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/xml")]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_PROTOCOL", "gRPC")]
    public void Another_protocol_is_told_of_and_stops_nothing(string name, string value)
    {
        Assert.NotNull(Read());
        _variables[name] = value;
        Assert.Null(Read());
        Assert.Contains($"{name} is http/protobuf, http/json or grpc; it is '{value}'", Assert.Single(_reports), StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_has_what_a_server_of_gRPC_takes()
    {
        LogRecord[] records = [.. Enumerable.Range(0, 30).Select(static _ => Record(HistoryEventType.TaskFailed) with { Text = new string('ä', 100_000) })];
        IReadOnlyList<LogRecord>[] parts = [.. Read()!.Split([.. records, records[0] with { Text = new string('x', 5_000_000) }])];
        Assert.Equal([15, 15, 1], parts.Select(static part => part.Count));
        Assert.Equal(records[..15], parts[0]);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "key")]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES", "=a")]
    public void What_cannot_be_is_refused_by_name(string name, string value)
    {
        _variables[name] = value;
        Assert.StartsWith(name, Assert.Throws<SettingException>(Read).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "", 0)]
    [InlineData(200, "{}", 0)]
    [InlineData(200, "not JSON", 0)]
    [InlineData(200, """{"partialSuccess":{"rejectedLogRecords":"2","errorMessage":"too old"}}""", 2)]
    public async Task What_a_collector_rejects_is_counted(int status, string answer, int rejected)
    {
        _collector.Answer = (status, answer);
        Assert.Equal(rejected, await Read()!.SendAsync([Record(HistoryEventType.ExecutionStarted)], default));
    }

    [Theory]
    [InlineData(400, true)]
    [InlineData(401, true)]
    [InlineData(500, true)]
    [InlineData(429, false)]
    [InlineData(503, false)]
    public async Task Only_what_may_pass_is_sent_again(int status, bool isForGood)
    {
        _collector.Answer = (status, "");
        Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => Read()!.SendAsync([Record(HistoryEventType.ExecutionStarted)], default));
        Assert.Equal(isForGood, failure is RefusedException);
    }

    private static string Attribute(string key, string value) => $$$"""{"key":"{{{key}}}","value":{"stringValue":"{{{value}}}"}}""";

    private static LogRecord Record(HistoryEventType type) =>
        new("group", "machine", "execution", type, new DateTimeOffset(2026, 1, 2, 3, 4, 5, 6, TimeSpan.Zero), """{"id":"1"}""")
        {
            TraceHeader = Header,
            Redrives = 1,
        };

    private OpenTelemetryLogs? Read() => OpenTelemetrySettings.Read(OtlpSignal.Logs, _variables.GetValueOrDefault, _http, (_, e) => _reports.Add(e.Message)) is { } collector
        ? new OpenTelemetryLogs(collector)
        : null;

    private sealed class Collector : HttpMessageHandler
    {
        public (int Status, string Body) Answer { get; set; } = (200, "");

        public HttpRequestMessage? Request { get; private set; }

        public string? Body { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Request = request;
            Body = await request.Content!.ReadAsStringAsync(cancellationToken);
            return new HttpResponseMessage((HttpStatusCode)Answer.Status) { Content = new StringContent(Answer.Body) };
        }
    }
}
