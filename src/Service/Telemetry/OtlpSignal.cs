namespace FunctionsAsl.Service.Telemetry;

/// <summary>What is told of by OTLP, with what it is called there.</summary>
/// <param name="Variable">In names of variables.</param>
/// <param name="Data">In names of messages, as <c>resourceSpans</c>.</param>
/// <param name="Records">The member with what is told.</param>
/// <param name="Rejected">The member of an answer that counts what was refused.</param>
/// <param name="Service">Who takes it by gRPC.</param>
internal sealed record OtlpSignal(string Variable, string Data, string Records, string Rejected, string Service)
{
    public static readonly OtlpSignal Traces = new("TRACES", "Spans", "spans", "rejectedSpans", "trace.v1.TraceService");
    public static readonly OtlpSignal Metrics = new("METRICS", "Metrics", "metrics", "rejectedDataPoints", "metrics.v1.MetricsService");
    public static readonly OtlpSignal Logs = new("LOGS", "Logs", "logRecords", "rejectedLogRecords", "logs.v1.LogsService");

    /// <summary>Where it is taken, behind a collector's address.</summary>
    public string Path(OtlpProtocol protocol) =>
        protocol == OtlpProtocol.Grpc ? $"/opentelemetry.proto.collector.{Service}/Export" : $"/v1/{Variable.ToLowerInvariant()}";
}

/// <summary>How OTLP's messages are carried.</summary>
internal enum OtlpProtocol
{
    HttpProtobuf,
    HttpJson,
    Grpc,
}
