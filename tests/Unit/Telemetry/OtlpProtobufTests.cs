using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using FunctionsAsl.Service.Telemetry;
using FunctionsAsl.Service.Tracing;
using FunctionsAsl.Support.Otlp;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Xunit;
using MetricReader = FunctionsAsl.Service.Telemetry.MetricReader;

namespace FunctionsAsl.Unit.Telemetry;

/// <summary>Messages in bytes: those that OpenTelemetry's own exporter sends of the same, field by field.</summary>
[Collection(ListeningTests.Name)]
public sealed class OtlpProtobufTests : IDisposable
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    private static readonly string[] OfSpans = [".1", ".1.1", ".1.1.1", ".1.1.1.2", ".1.2", ".1.2.1", ".1.2.2", ".1.2.2.9", ".1.2.2.9.2", ".1.2.2.15"];

    private static readonly string[] OfMetrics =
    [
        ".1", ".1.1", ".1.1.1", ".1.1.1.2", ".1.2", ".1.2.1", ".1.2.2", ".1.2.2.7", ".1.2.2.7.1", ".1.2.2.7.1.7", ".1.2.2.7.1.7.2",
        ".1.2.2.9", ".1.2.2.9.1", ".1.2.2.9.1.9", ".1.2.2.9.1.9.2",
    ];

    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, 6, TimeSpan.Zero);

    private readonly Taker _ours = new();
    private readonly Taker _peers = new();
    private readonly HttpClient _http;

    public OtlpProtobufTests() => _http = new HttpClient(_ours);

    public void Dispose()
    {
        _http.Dispose();
        _ours.Dispose();
        _peers.Dispose();
    }

    [Fact]
    public async Task Spans_are_those_of_OpenTelemetry()
    {
        await using (Open())
        using (Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(Resource()).AddSource(ExecutionTelemetry.Name).SetSampler(new AlwaysOnSampler()).AddOtlpExporter(Export).Build())
        {
            DerivedSpan.Emit(
                "state:Ä \ud83d\ude00", ActivityKind.Client, new TraceContext(Trace, "b7ad6b7169203331", IsSampled: true), "00f067aa0ba902b7", Start, Start.AddMilliseconds(5), "Oh", new("number", -7L), new("text", ""), new("large", long.MaxValue), new("truth", true));
            DerivedSpan.Emit(
                "execution", ActivityKind.Server, new TraceContext(Trace, SpanId: null, IsSampled: true), "00f067aa0ba902b8", Start, Start, error: null, KeyValuePair.Create<string, object?>("long", new string('x', 70_000)));
        }

        // The peer has flags besides (16), and the version of the source (.1.2.1.2).
        string[] peers = [.. Lines(_peers, OfSpans).Where(static line => !line.StartsWith(".1.2.2.16=", StringComparison.Ordinal) && !line.StartsWith(".1.2.1.2=", StringComparison.Ordinal))];
        Assert.Equal(peers, Lines(_ours, OfSpans));
        Assert.Contains(".1.2.2.1=" + Trace, peers);
        Assert.Contains(".1.2.2.4=b7ad6b7169203331", peers);
    }

    [Fact]
    public async Task Metrics_are_those_of_OpenTelemetry()
    {
        using var meter = new Meter(ExecutionTelemetry.Name);
        Counter<long> counter = meter.CreateCounter<long>("c" + Guid.NewGuid().ToString("N"), "Count");
        Histogram<double> histogram = meter.CreateHistogram<double>("h" + Guid.NewGuid().ToString("N"), "ms");
        await using (Open())
        using (Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(Resource()).AddMeter(ExecutionTelemetry.Name).AddView(histogram.Name, new ExplicitBucketHistogramConfiguration { Boundaries = MetricReader.Bounds, RecordMinMax = false })
            .AddOtlpExporter((options, reader) => Export(options)).Build())
        {
            counter.Add(41, new KeyValuePair<string, object?>("a", "b"));
            counter.Add(1, new KeyValuePair<string, object?>("a", "b"));
            foreach (double time in (double[])[0, 0.25, 5, 5.5, 100_000_000])
            {
                histogram.Record(time);
            }
        }

        static bool IsTime(string line) => line.StartsWith(".1.2.2.7.1.2=", StringComparison.Ordinal) || line.StartsWith(".1.2.2.7.1.3=", StringComparison.Ordinal)
            || line.StartsWith(".1.2.2.9.1.2=", StringComparison.Ordinal) || line.StartsWith(".1.2.2.9.1.3=", StringComparison.Ordinal);
        // The peer has the version of the meter besides, and descriptions that are empty.
        string[] peers = [.. Lines(_peers, OfMetrics).Where(static line => !IsTime(line) && !line.StartsWith(".1.2.1.2=", StringComparison.Ordinal) && line != ".1.2.2.2=")];
        string[] ours = Lines(_ours, OfMetrics);
        Assert.Equal(peers, ours.Where(static line => !IsTime(line)));
        Assert.Equal(4, ours.Count(static line => IsTime(line) && line.Length == ".1.2.2.7.1.2=".Length + 16));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("0a00", 0)]
    [InlineData("0a020807", 7)]
    // The error message first, and a field that is not known.
    [InlineData("12017a0a0a120161180108ac021001", 300)]
    [InlineData("1d000000000a020801", 1)]
    [InlineData("0a0208", 0)]
    [InlineData("0a7f0807", 0)]
    [InlineData("0affffffffffffffffff010807", 0)]
    [InlineData("ffffffffffffffffffffff", 0)]
    [InlineData("0807", 0)]
    [InlineData("0a0b08ffffffffffffffffff01", -1)]
    public void An_answer_says_how_many_were_rejected(string answer, long rejected) =>
        Assert.Equal(rejected, OtlpProtobuf.Rejected(Convert.FromHexString(answer)));

    /// <summary>What came, in however many requests.</summary>
    private static string[] Lines(Taker taker, string[] messages) =>
        [.. taker.Bodies.SelectMany(body => new ProtobufMessage(body).Lines(path => messages.Contains(path, StringComparer.Ordinal))).Distinct().Order(StringComparer.Ordinal)];

    private static ResourceBuilder Resource() => ResourceBuilder.CreateEmpty().AddAttributes([new("service.name", "orders"), new("service.instance.id", "7")]);

    private TelemetryExport Open() => TelemetryExport.Open(
        static name => name switch
        {
            "OTEL_EXPORTER_OTLP_ENDPOINT" => "http://collector:4318",
            "OTEL_RESOURCE_ATTRIBUTES" => "service.name=orders,service.instance.id=7",
            _ => null,
        },
        _http,
        static (what, e) => throw new InvalidOperationException(what, e));

    private void Export(OtlpExporterOptions options)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.HttpClientFactory = () => new HttpClient(_peers, disposeHandler: false);
    }

    private sealed class Taker : HttpMessageHandler
    {
        public ConcurrentQueue<byte[]> Bodies { get; } = [];

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using var body = new MemoryStream();
            request.Content!.CopyTo(body, context: null, cancellationToken);
            Bodies.Enqueue(body.ToArray());
            return new HttpResponseMessage { Content = new ByteArrayContent([]) };
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(Send(request, cancellationToken));
    }
}
