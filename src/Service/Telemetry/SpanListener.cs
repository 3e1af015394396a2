using System.Diagnostics;

namespace FunctionsAsl.Service.Telemetry;

/// <summary>Takes the spans of this process as OTLP has them.</summary>
internal sealed class SpanListener : IDisposable
{
    private readonly ActivityListener _listener;

    /// <param name="sampler">Which traces are taken, of those that their callers want recorded.</param>
    /// <param name="take">Gets each span. It must neither throw nor wait.</param>
    public SpanListener(TraceSampler sampler, Action<JsonMap> take)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == ExecutionTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                sampler.Takes(options.TraceId.ToHexString())
                    ? ActivitySamplingResult.AllDataAndRecorded
                    : ActivitySamplingResult.None,
            ActivityStopped = span => take(Show(span)),
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    private static JsonMap Show(Activity span)
    {
        // SpanKind and StatusCode of the data model.
        const int Internal = 1;
        const int Error = 2;
        var start = new DateTimeOffset(span.StartTimeUtc);
        var shown = new JsonMap.Builder();
        shown.Set("traceId", span.TraceId.ToHexString());
        shown.Set("spanId", span.SpanId.ToHexString());
        if (span.ParentSpanId != default)
        {
            shown.Set("parentSpanId", span.ParentSpanId.ToHexString());
        }

        shown.Set("name", span.DisplayName);
        shown.Set("kind", (int)span.Kind + Internal);
        shown.Set("startTimeUnixNano", OtlpJson.Nanoseconds(start));
        shown.Set("endTimeUnixNano", OtlpJson.Nanoseconds(start + span.Duration));
        shown.Set("attributes", OtlpJson.Attributes(span.TagObjects));
        if (span.Status == ActivityStatusCode.Error)
        {
            shown.Set("status", JsonMap.Of(("code", Error), ("message", span.StatusDescription ?? "")));
        }

        return shown.Build();
    }
}
