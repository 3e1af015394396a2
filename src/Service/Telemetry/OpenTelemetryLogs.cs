using System.Text;
using FunctionsAsl.Service.Tracing;

namespace FunctionsAsl.Service.Telemetry;

/// <summary>
/// Sends what state machines log to a collector. The body of a record is AWS's text; who logged it stands in attributes (OpenTelemetry's
/// semantic conventions for AWS), and it belongs to the span of its execution.
/// </summary>
internal sealed class OpenTelemetryLogs(OtlpCollector collector) : ITarget<LogRecord>
{
    // SeverityNumber of the data model.
    private const int Information = 9;
    private const int Error = 17;

    /// <summary>What a record takes besides its text, about.</summary>
    private const int Overhead = 512;

    public string Name => collector.Name;

    public IEnumerable<IReadOnlyList<LogRecord>> Split(IReadOnlyList<LogRecord> records) =>
        OtlpCollector.Split(records, static record => Overhead + Encoding.UTF8.GetByteCount(record.Text));

    public Task<int> SendAsync(IReadOnlyList<LogRecord> part, CancellationToken cancel) => collector.PostAsync(part.Select(Show), cancel);

    private static JsonAny Show(LogRecord record)
    {
        bool isError = LogConfiguration.IsError(record.Type);
        var trace = new ExecutionTrace(record.Execution, record.NamedDate, record.TraceHeader, record.Redrives);
        return JsonMap.Of(
            ("timeUnixNano", OtlpJson.Nanoseconds(record.Time)),
            ("severityNumber", isError ? Error : Information),
            ("severityText", isError ? "ERROR" : "INFO"),
            ("traceId", trace.Around.TraceId),
            ("spanId", trace.Execution),
            ("eventName", $"aws.states.{record.Type}"),
            ("body", OtlpJson.Text(record.Text)),
            ("attributes", OtlpJson.Attributes(
            [
                new("aws.log.group.arn", record.LogGroup),
                new("aws.step_functions.state_machine.arn", record.StateMachine),
                new("aws.step_functions.execution.arn", record.Execution),
            ])));
    }
}
