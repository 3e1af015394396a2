namespace FunctionsAsl.Service.Telemetry;

/// <summary>
/// Sends what state machines log to a collector. The body of a record is AWS's text; who logged it stands in attributes (OpenTelemetry's
/// semantic conventions for AWS).
/// </summary>
internal sealed class OpenTelemetryLogs(OtlpCollector collector) : ITarget<LogRecord>
{
    // SeverityNumber of the data model.
    private const int Information = 9;
    private const int Error = 17;

    public string Name => collector.Name;

    public IEnumerable<IReadOnlyList<LogRecord>> Split(IReadOnlyList<LogRecord> records) => [records];

    public Task<int> SendAsync(IReadOnlyList<LogRecord> part, CancellationToken cancel) =>
        collector.PostAsync(OtlpJson.Request(collector.Resource, "Logs", "logRecords", part.Select(Show)), "rejectedLogRecords", cancel);

    private static JsonAny Show(LogRecord record)
    {
        bool isError = LogConfiguration.IsError(record.Type);
        return JsonMap.Of(
            ("timeUnixNano", OtlpJson.Nanoseconds(record.Time)),
            ("severityNumber", isError ? Error : Information),
            ("severityText", isError ? "ERROR" : "INFO"),
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
