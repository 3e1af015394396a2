using System.Diagnostics.Metrics;

namespace FunctionsAsl.Service.Telemetry;

/// <summary>Adds up the metrics of this process since it began to, and shows them as OTLP has them.</summary>
internal sealed class MetricReader : IDisposable
{
    /// <summary>Series of an instrument, as OpenTelemetry's SDKs have it: what comes beyond is one.</summary>
    private const int MostSeries = 2_000;

    /// <summary>As many as fit well into a request: a point of a histogram takes about 700 bytes.</summary>
    private const int SeriesAtOnce = 500;

    /// <summary>AGGREGATION_TEMPORALITY_CUMULATIVE.</summary>
    private const int Cumulative = 2;

    /// <summary>Milliseconds: those of OpenTelemetry's SDKs, and as long as executions take.</summary>
    internal static readonly double[] Bounds =
    [
        0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000, 86_400_000,
    ];

    private readonly Lock _lock = new();
    private readonly Dictionary<Instrument, Dictionary<(object?, object?), Series>> _instruments = [];
    private readonly MeterListener _listener = new();
    private readonly TimeProvider _clock;
    private readonly DateTimeOffset _start;

    public MetricReader(TimeProvider clock)
    {
        _clock = clock;
        _start = clock.GetUtcNow();
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == ExecutionTelemetry.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>What there is so far, a metric each; those with many series in parts.</summary>
    public IReadOnlyList<JsonAny> Show()
    {
        DateTimeOffset now = _clock.GetUtcNow();
        lock (_lock)
        {
            return [.. _instruments.SelectMany(i => i.Value.Values.Chunk(SeriesAtOnce).Select(some => Show(i.Key, some, now)))];
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = (tags.Length > 0 ? tags[0].Value : null, tags.Length > 1 ? tags[1].Value : null);
        lock (_lock)
        {
            if (!_instruments.TryGetValue(instrument, out Dictionary<(object?, object?), Series>? all))
            {
                _instruments[instrument] = all = [];
            }

            if (!all.TryGetValue(key, out Series? series))
            {
                bool hasRoom = all.Count < MostSeries;
                key = hasRoom ? key : (true, true);
                if (hasRoom || !all.TryGetValue(key, out series))
                {
                    all[key] = series = new Series(hasRoom ? tags.ToArray() : [new("otel.metric.overflow", true)], instrument is Histogram<double>);
                }
            }

            series.Add(value);
        }
    }

    private JsonMap Show(Instrument instrument, IEnumerable<Series> all, DateTimeOffset now)
    {
        bool isHistogram = instrument is Histogram<double>;
        JsonList points = JsonList.Of(all.Select(series => (JsonAny)Point(series, now)));
        JsonMap data = JsonMap.Of(("dataPoints", points), ("aggregationTemporality", Cumulative));
        var shown = new JsonMap.Builder();
        shown.Set("name", instrument.Name);
        if (instrument.Unit is { } unit)
        {
            shown.Set("unit", unit);
        }

        shown.Set(isHistogram ? "histogram" : "sum", isHistogram ? data : data.With("isMonotonic", true));
        return shown.Build();
    }

    private JsonMap Point(Series series, DateTimeOffset now)
    {
        JsonMap point = JsonMap.Of(
            ("attributes", OtlpJson.Attributes(series.Tags)),
            ("startTimeUnixNano", OtlpJson.Nanoseconds(_start)),
            ("timeUnixNano", OtlpJson.Nanoseconds(now)));
        return series.Buckets is { } buckets
            ? point.With("count", OtlpJson.Long(series.Count))
                .With("sum", JsonNumber.Of(series.Sum))
                .With("bucketCounts", JsonList.Of(buckets.Select(OtlpJson.Long)))
                .With("explicitBounds", JsonList.Of(Bounds.Select(static bound => (JsonAny)JsonNumber.Of(bound))))
            : point.With("asInt", OtlpJson.Long((long)series.Sum));
    }

    /// <summary>What has come with the same dimensions.</summary>
    private sealed class Series(KeyValuePair<string, object?>[] tags, bool isHistogram)
    {
        public KeyValuePair<string, object?>[] Tags => tags;

        public long Count { get; private set; }

        public double Sum { get; private set; }

        /// <summary>How many are at most each bound, and the rest; <see langword="null"/> where only the sum is of interest.</summary>
        public long[]? Buckets { get; } = isHistogram ? new long[Bounds.Length + 1] : null;

        public void Add(double value)
        {
            Count++;
            Sum += value;
            if (Buckets is not null)
            {
                int at = Array.BinarySearch(Bounds, value);
                Buckets[at < 0 ? ~at : at]++;
            }
        }
    }
}
