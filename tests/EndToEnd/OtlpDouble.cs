using System.Collections.Concurrent;
using System.Net;
using FunctionsAsl.Json;
using FunctionsAsl.Support.Otlp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary>A span as a collector got it.</summary>
/// <param name="Start">Nanoseconds since 1970.</param>
internal sealed record CollectedSpan(string Name, string Trace, string Id, string? Parent, long Start, long End, string? Execution);

/// <summary>A collector of OpenTelemetry of the test's own: takes spans and metrics, in any protocol.</summary>
internal sealed class OtlpDouble : IAsyncDisposable
{
    private const string Machine = "StateMachineArn";
    private const int GrpcHead = 5;

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<CollectedSpan> _spans = [];
    private readonly ConcurrentQueue<string> _services = [];
    private volatile Dictionary<(string Metric, string Machine), long>? _sums;

    /// <param name="protocol">What it takes, as <c>OTEL_EXPORTER_OTLP_PROTOCOL</c> has it.</param>
    private OtlpDouble(string protocol)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(
            IPAddress.Loopback, 0, port => port.Protocols = protocol == "grpc" ? HttpProtocols.Http2 : HttpProtocols.Http1));
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            string path = context.Request.Path.Value!;
            switch (context.Request.ContentType)
            {
                case "application/json" when protocol == "http/json":
                    Take(path, (JsonMap)JsonAny.Parse(body.ToArray()));
                    break;
                case "application/x-protobuf" when protocol == "http/protobuf":
                    Take(path, new ProtobufMessage(body.ToArray()));
                    break;
                case "application/grpc" when protocol == "grpc":
                    Take(path, new ProtobufMessage(body.ToArray().AsSpan(GrpcHead)));
                    context.Response.ContentType = "application/grpc";
                    context.Response.AppendTrailer("grpc-status", "0");
                    await context.Response.Body.WriteAsync(new byte[GrpcHead], context.RequestAborted);
                    break;
                default:
                    context.Response.StatusCode = (int)HttpStatusCode.UnsupportedMediaType;
                    break;
            }
        });
    }

    public string Address => _app.Urls.First();

    public CollectedSpan[] Spans => [.. _spans];

    public string[] Services => [.. _services.Distinct(StringComparer.Ordinal)];

    public static async Task<OtlpDouble> StartAsync(string protocol)
    {
        var started = new OtlpDouble(protocol);
        await started._app.StartAsync();
        return started;
    }

    /// <summary>The sum that a counter has come to for a state machine, as it was sent last; 0 where it was not.</summary>
    public long Sum(string metric, string machine) =>
        _sums is { } sums ? sums.Where(s => s.Key.Metric == metric && s.Key.Machine.EndsWith(machine, StringComparison.Ordinal)).Sum(static s => s.Value) : 0;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static IEnumerable<JsonAny> Lists(JsonAny request, params string[] names) =>
        names.Aggregate((IEnumerable<JsonAny>)[request], static (all, name) => all.SelectMany(one => (JsonList)((JsonMap)one)[name]!));

    private void Take(string path, JsonMap request)
    {
        if (path == "/v1/metrics")
        {
            _sums = Lists(request, "resourceMetrics", "scopeMetrics", "metrics")
                .Where(static m => ((JsonMap)m)["sum"] is not null)
                .SelectMany(static m => ((JsonList)((JsonMap)((JsonMap)m)["sum"]!)["dataPoints"]!)
                    .Select(p => (Key: (m.Text("name"), Attribute(p, Machine) ?? ""), Value: Number(p, "asInt"))))
                .GroupBy(static point => point.Key).ToDictionary(static g => g.Key, static g => g.Sum(static point => point.Value));
            return;
        }

        Assert.Equal("/v1/traces", path);
        foreach (JsonAny resource in (JsonList)request["resourceSpans"]!)
        {
            _services.Enqueue(Attribute(((JsonMap)resource)["resource"]!, "service.name") ?? "");
        }

        foreach (JsonAny span in Lists(request, "resourceSpans", "scopeSpans", "spans"))
        {
            _spans.Enqueue(new CollectedSpan(
                span.Text("name"),
                span.Text("traceId"),
                span.Text("spanId"),
                ((JsonMap)span)["parentSpanId"] is null ? null : span.Text("parentSpanId"),
                Number(span, "startTimeUnixNano"),
                Number(span, "endTimeUnixNano"),
                Attribute(span, "durabletask.task.instance_id")));
        }
    }

    // The numbers are those of opentelemetry-proto.
    private void Take(string path, ProtobufMessage request)
    {
        if (path is "/v1/metrics" or "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export")
        {
            _sums = request.All(1).SelectMany(static r => r.All(2)).SelectMany(static scope => scope.All(2))
                .SelectMany(static m => m.All(7).SelectMany(static sum => sum.All(1))
                    .Select(p => (Key: (m.Text(1)!, Attribute(p, 7, Machine) ?? ""), Value: p.Number(6)!.Value)))
                .GroupBy(static point => point.Key).ToDictionary(static g => g.Key, static g => g.Sum(static point => point.Value));
            return;
        }

        Assert.True(path is "/v1/traces" or "/opentelemetry.proto.collector.trace.v1.TraceService/Export", path);
        foreach (ProtobufMessage resource in request.All(1))
        {
            _services.Enqueue(Attribute(resource.All(1).Single(), 1, "service.name") ?? "");
            foreach (ProtobufMessage span in resource.All(2).SelectMany(static scope => scope.All(2)))
            {
                _spans.Enqueue(new CollectedSpan(
                    span.Text(5)!, span.Hex(1)!, span.Hex(2)!, span.Hex(4), span.Number(7)!.Value, span.Number(8)!.Value, Attribute(span, 9, "durabletask.task.instance_id")));
            }
        }
    }

    private static string? Attribute(ProtobufMessage of, int field, string key) =>
        of.All(field).FirstOrDefault(a => a.Text(1) == key)?.All(2).Single().Text(1);

    private static long Number(JsonAny span, string name) =>
        long.Parse(span.Text(name), System.Globalization.CultureInfo.InvariantCulture);

    private static string? Attribute(JsonAny of, string key) => ((JsonList)((JsonMap)of)["attributes"]!)
        .Where(a => a.Text("key") == key)
        .Select(static a => ((JsonMap)((JsonMap)a)["value"]!)["stringValue"]?.ToString().Trim('"'))
        .FirstOrDefault();
}
