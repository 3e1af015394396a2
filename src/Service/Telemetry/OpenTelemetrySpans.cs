namespace FunctionsAsl.Service.Telemetry;

/// <summary>Sends spans (<see cref="SpanListener"/>) to a collector.</summary>
internal sealed class OpenTelemetrySpans(OtlpCollector collector) : ITarget<JsonMap>
{
    public string Name => collector.Name;

    public IEnumerable<IReadOnlyList<JsonMap>> Split(IReadOnlyList<JsonMap> records) => [records];

    public Task<int> SendAsync(IReadOnlyList<JsonMap> part, CancellationToken cancel) =>
        collector.PostAsync(OtlpJson.Request(collector.Resource, "Spans", "spans", part), "rejectedSpans", cancel);
}
