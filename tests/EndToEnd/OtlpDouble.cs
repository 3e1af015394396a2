using System.Collections.Concurrent;
using System.Net;
using FunctionsAsl.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace FunctionsAsl.EndToEnd;

/// <summary>A span as a collector got it.</summary>
/// <param name="Start">Nanoseconds since 1970.</param>
internal sealed record CollectedSpan(string Name, string Trace, string Id, string? Parent, long Start, long End, string? Execution);

/// <summary>A collector of OpenTelemetry of the test's own: takes spans and metrics in JSON.</summary>
internal sealed class OtlpDouble : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<CollectedSpan> _spans = [];
    private readonly ConcurrentQueue<string> _services = [];
    private volatile JsonMap? _metrics;

    private OtlpDouble()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static server => server.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            var request = (JsonMap)JsonAny.Parse(body.ToArray());
            if (context.Request.Path == "/v1/traces")
            {
                Take(request);
            }
            else if (context.Request.Path == "/v1/metrics")
            {
                _metrics = request;
            }
        });
    }

    public string Address => _app.Urls.First();

    public CollectedSpan[] Spans => [.. _spans];

    public string[] Services => [.. _services.Distinct(StringComparer.Ordinal)];

    public static async Task<OtlpDouble> StartAsync()
    {
        var started = new OtlpDouble();
        await started._app.StartAsync();
        return started;
    }

    /// <summary>The sum that a counter has come to for a state machine, as it was sent last; 0 where it was not.</summary>
    public long Sum(string metric, string machine) => _metrics is not { } request ? 0 : Lists(request, "resourceMetrics", "scopeMetrics", "metrics")
        .Where(m => m.Text("name") == metric)
        .SelectMany(static m => (JsonList)((JsonMap)((JsonMap)m)["sum"]!)["dataPoints"]!)
        .Where(p => p.ToString().Contains(machine, StringComparison.Ordinal))
        .Sum(static p => long.Parse(p.Text("asInt"), System.Globalization.CultureInfo.InvariantCulture));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static IEnumerable<JsonAny> Lists(JsonAny request, params string[] names) =>
        names.Aggregate((IEnumerable<JsonAny>)[request], static (all, name) => all.SelectMany(one => (JsonList)((JsonMap)one)[name]!));

    private void Take(JsonMap request)
    {
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
                Nanoseconds(span, "startTimeUnixNano"),
                Nanoseconds(span, "endTimeUnixNano"),
                Attribute(span, "durabletask.task.instance_id")));
        }
    }

    private static long Nanoseconds(JsonAny span, string name) =>
        long.Parse(span.Text(name), System.Globalization.CultureInfo.InvariantCulture);

    private static string? Attribute(JsonAny of, string key) => ((JsonList)((JsonMap)of)["attributes"]!)
        .Where(a => a.Text("key") == key)
        .Select(static a => ((JsonMap)((JsonMap)a)["value"]!)["stringValue"]?.ToString().Trim('"'))
        .FirstOrDefault();
}
