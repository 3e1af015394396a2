using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using FunctionsAsl.Json;
using FunctionsAsl.Service;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Telemetry;
using FunctionsAsl.Service.Tracing;
using FunctionsAsl.Unit.Tasks;
using Xunit;

namespace FunctionsAsl.Unit.Telemetry;

/// <summary>Spans and metrics as collectors get them.</summary>
[Collection(ListeningTests.Name)]
public sealed class TelemetryExportTests : IDisposable
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Parent = "b7ad6b7169203331";
    private const string Id = "00f067aa0ba902b7";

    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, 6, TimeSpan.Zero);

    private readonly Collector _collector = new();
    private readonly HttpClient _http;
    private readonly ConcurrentQueue<string> _reports = [];
    private readonly ConcurrentQueue<string> _lines = [];

    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal)
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://collector:4318",
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/json",
        ["OTEL_SERVICE_NAME"] = "orders",
    };

    public TelemetryExportTests() => _http = new HttpClient(_collector);

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Spans_are_sent_as_the_protocol_has_them()
    {
        await using (Open())
        {
            DerivedSpan.Emit(
                "state:T", ActivityKind.Internal, new TraceContext(Trace, Parent, IsSampled: true), Id, Start, Start.AddMilliseconds(5), "Oh", new("number", 7L), new("text", "Ä"));
        }

        const string Expected =
            """
            {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"orders"}}]},"scopeSpans":[{"scope":{"name":"FunctionsAsl"},"spans":[
            {"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"00f067aa0ba902b7","parentSpanId":"b7ad6b7169203331","name":"state:T","kind":1,
            "startTimeUnixNano":"1767323045006000000","endTimeUnixNano":"1767323045011000000",
            "attributes":[{"key":"number","value":{"intValue":"7"}},{"key":"text","value":{"stringValue":"Ä"}},{"key":"error.type","value":{"stringValue":"Oh"}}],
            "status":{"code":2,"message":"Oh"}}]}]}]}
            """;
        Assert.Equal(JsonAny.Parse(Expected), JsonAny.Parse(Assert.Single(_collector.Bodies("/v1/traces"))));
        Assert.Equal(JsonAny.Parse(Expected), JsonAny.Parse(Assert.Single(_lines)));
        Assert.Empty(_reports);
    }

    [Fact]
    public async Task Metrics_are_sent_as_the_protocol_has_them()
    {
        string machine = "t" + Guid.NewGuid().ToString("N");
        await using (Open())
        {
            await using var fixture = new TaskFixture();
            await fixture.Create(machine, """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""");
            await fixture.End(await fixture.Start(machine, name: "a"));
            await fixture.End(await fixture.Start(machine, name: "b"));
        }

        var request = (JsonMap)JsonAny.Parse(_collector.Bodies("/v1/metrics")[^1]);
        var scope = (JsonMap)((JsonList)((JsonMap)((JsonList)request["resourceMetrics"]!)[0])["scopeMetrics"]!)[0];
        JsonMap[] metrics = [.. ((JsonList)scope["metrics"]!).Cast<JsonMap>()];
        JsonMap Point(string name, string kind) => ((JsonList)((JsonMap)metrics.Single(m => TaskFixture.Text(m, "name") == name)[kind]!)["dataPoints"]!)
            .Cast<JsonMap>().Single(p => p.ToString().Contains(machine, StringComparison.Ordinal));
        Assert.Equal("2", TaskFixture.Text(Point("ExecutionsStarted", "sum"), "asInt"));
        Assert.Equal("2", TaskFixture.Text(Point("ExecutionsSucceeded", "sum"), "asInt"));
        JsonMap time = Point("ExecutionTime", "histogram");
        Assert.Equal("2", TaskFixture.Text(time, "count"));
        var buckets = (JsonList)time["bucketCounts"]!;
        Assert.Equal(((JsonList)time["explicitBounds"]!).Count + 1, buckets.Count);
        Assert.Equal(2, buckets.Sum(static b => int.Parse(((JsonString)b).Value, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal("ms", TaskFixture.Text(metrics.Single(static m => TaskFixture.Text(m, "name") == "ExecutionTime"), "unit"));
    }

    [Theory]
    [InlineData("OTEL_SDK_DISABLED", "true", true)]
    [InlineData("OTEL_TRACES_EXPORTER", "none", true)]
    [InlineData("OTEL_TRACES_SAMPLER", "always_off", false)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "", true)]
    public async Task Where_nobody_wants_them_none_are_sent(string name, string value, bool toFile)
    {
        _variables[name] = value;
        await using (Open())
        {
            Emit();
        }

        Assert.Empty(_collector.Bodies("/v1/traces"));
        Assert.Equal(toFile ? 1 : 0, _lines.Count);
    }

    [Fact]
    public async Task Without_a_setting_nobody_listens()
    {
        _variables.Clear();
        await using var export = TelemetryExport.Open(_variables.GetValueOrDefault, _http, Report);
        Assert.False(ExecutionTelemetry.IsMeasuring);
    }

    [Theory]
    [InlineData("0.5", "00000000000000000000000000000000", true)]
    [InlineData("0.5", "000000000000000000ffffffffffffff", false)]
    [InlineData("0.5", "0000000000000000007fffffffffffff", true)]
    [InlineData("1", "ffffffffffffffffffffffffffffffff", true)]
    [InlineData("0", "00000000000000000000000000000000", false)]
    public void A_ratio_takes_a_trace_or_not_wherever_it_is_asked(string ratio, string trace, bool takes)
    {
        _variables["OTEL_TRACES_SAMPLER"] = "parentbased_traceidratio";
        _variables["OTEL_TRACES_SAMPLER_ARG"] = ratio;
        Assert.Equal(takes, TraceSampler.Read(_variables.GetValueOrDefault).Takes(trace));
    }

    [Theory]
    [InlineData("OTEL_TRACES_SAMPLER", "jaeger_remote")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "2")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "-1")]
    [InlineData("OTEL_METRIC_EXPORT_INTERVAL", "0")]
    [InlineData("OTEL_METRIC_EXPORT_INTERVAL", "soon")]
    public void What_cannot_be_is_refused_by_name(string name, string value)
    {
        _variables["OTEL_TRACES_SAMPLER"] = "traceidratio";
        _variables[name] = value;
        Assert.StartsWith(name, Assert.Throws<SettingException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_more_series_than_can_be_kept_the_rest_is_one()
    {
        using var metrics = new MetricReader(TimeProvider.System);
        string[] operations = [.. Enumerable.Range(0, 2_100).Select(static i => "o" + i.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        var throttle = new Throttle(operations.ToDictionary(static o => o, static _ => new ThrottleQuota(0, 0), StringComparer.Ordinal), TimeProvider.System);
        Assert.All(operations, o => Assert.Throws<ApiException>(() => throttle.Take(o)));

        JsonMap[][] parts =
        [
            .. metrics.Show().Where(static m => TaskFixture.Text(m, "name") == "ThrottledEvents")
                .Select(static m => ((JsonList)((JsonMap)((JsonMap)m)["sum"]!)["dataPoints"]!).Cast<JsonMap>().ToArray()),
        ];
        // No request may become too large.
        Assert.Equal([500, 500, 500, 500, 1], parts.Select(static part => part.Length));
        JsonMap rest = parts.SelectMany(static part => part).Single(static p => p.ToString().Contains("otel.metric.overflow", StringComparison.Ordinal));
        Assert.Equal("100", TaskFixture.Text(rest, "asInt"));
    }

    [Fact]
    public async Task A_collector_that_is_away_is_told_of()
    {
        _collector.Status = HttpStatusCode.BadRequest;
        await using (Open())
        {
            Emit();
        }

        Assert.Contains(_reports, static r => r.StartsWith("Sending to http://collector:4318/v1/traces", StringComparison.Ordinal));
    }

    private TelemetryExport Open() => TelemetryExport.Open(_variables.GetValueOrDefault, _http, Report, _lines.Enqueue);

    private void Report(string what, Exception problem) => _reports.Enqueue($"{what}: {problem.Message}");

    private static void Emit() =>
        DerivedSpan.Emit("n", ActivityKind.Internal, new TraceContext(Trace, Parent, IsSampled: true), Id, Start, Start, error: null);

    private sealed class Collector : HttpMessageHandler
    {
        private readonly ConcurrentQueue<(string Path, string Body)> _requests = [];

        public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

        public string[] Bodies(string path) => [.. _requests.Where(r => r.Path == path).Select(static r => r.Body)];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            _requests.Enqueue((request.RequestUri!.AbsolutePath, await request.Content!.ReadAsStringAsync(cancellationToken)));
            return new HttpResponseMessage(Status) { Content = new StringContent("{}") };
        }
    }
}
