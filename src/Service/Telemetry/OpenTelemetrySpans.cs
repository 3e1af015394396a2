namespace FunctionsAsl.Service.Telemetry;

/// <summary>Sends spans (<see cref="SpanListener"/>) to a collector.</summary>
internal sealed class OpenTelemetrySpans(OtlpCollector collector) : ITarget<JsonMap>
{
    public string Name => collector.Name;

    // In the other protocols it is less.
    public IEnumerable<IReadOnlyList<JsonMap>> Split(IReadOnlyList<JsonMap> records) => OtlpCollector.Split(records, static span => span.Utf8Length);

    public Task<int> SendAsync(IReadOnlyList<JsonMap> part, CancellationToken cancel) => collector.PostAsync(part, cancel);
}
