using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Tracing;
using Xunit;

namespace FunctionsAsl.Unit.Telemetry;

/// <summary>Who listens to spans hears all of the process, and others send headers then: such tests run by themselves.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ListeningTests
{
    public const string Name = "Listening";
}

/// <summary>What the spans of an execution are to be called.</summary>
internal static class Traces
{
    /// <param name="described">What DescribeExecution answers.</param>
    public static ExecutionTrace Of(JsonMap described, string? traceHeader = null, long redrives = 0) => new(
        ((JsonString)described["executionArn"]!).Value,
        DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Round(((JsonNumber)described["startDate"]!).AsDouble * 1000)),
        traceHeader,
        redrives);
}

/// <summary>A span as it ended.</summary>
public sealed record RecordedSpan(
    string Name, ActivityKind Kind, string Trace, string Id, string? Parent, DateTime Start, TimeSpan Duration, string? Error, IReadOnlyDictionary<string, object?> Tags)
{
    public string? Tag(string name) => Tags.GetValueOrDefault(name)?.ToString();
}

/// <summary>Takes all spans and metrics of the process while it is there.</summary>
internal sealed class SpanRecorder : IDisposable
{
    private readonly ConcurrentQueue<RecordedSpan> _spans = [];
    private readonly ConcurrentQueue<(string Name, double Value, string Tags)> _measured = [];
    private readonly ActivityListener _listener;
    private readonly MeterListener _meters = new();

    public SpanRecorder()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "FunctionsAsl",
            Sample = static (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = span => _spans.Enqueue(new RecordedSpan(
                span.DisplayName,
                span.Kind,
                span.TraceId.ToHexString(),
                span.SpanId.ToHexString(),
                span.ParentSpanId == default ? null : span.ParentSpanId.ToHexString(),
                span.StartTimeUtc,
                span.Duration,
                span.Status == ActivityStatusCode.Error ? span.StatusDescription : null,
                span.TagObjects.ToDictionary(static t => t.Key, static t => t.Value, StringComparer.Ordinal))),
        };
        ActivitySource.AddActivityListener(_listener);
        _meters.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "FunctionsAsl")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _meters.Start();
    }

    public RecordedSpan[] Spans => [.. _spans];

    public (string Name, double Value, string Tags)[] Measured => [.. _measured];

    public void Dispose()
    {
        _listener.Dispose();
        _meters.Dispose();
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => _measured.Enqueue(
        (instrument.Name, value, string.Join(',', tags.ToArray().Select(static t => $"{t.Key}={t.Value}"))));
}
