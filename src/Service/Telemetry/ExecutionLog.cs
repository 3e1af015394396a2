using System.Runtime.CompilerServices;

namespace FunctionsAsl.Service.Telemetry;

/// <summary>
/// Logs what happens to executions, as far as their state machines ask for it. An event is logged when it is stored: after a crash the
/// last ones may be missing or come twice.
/// </summary>
/// <param name="write">Takes the records; <see langword="null"/> where nobody does. It must neither throw nor wait.</param>
public sealed class ExecutionLog(Action<LogRecord>? write)
{
    /// <summary>Of a payload with its quotes.</summary>
    private const int MaxPayloadBytes = 248 * 1024;

    private static readonly string[] Payloads = ["input", "output"];

    private readonly ConditionalWeakTable<StateMachineRecord, LogConfiguration> _configurations = [];

    /// <summary>Whether anybody takes the records.</summary>
    public bool IsOn => write is not null;

    public void Add(ExecutionRecord execution, IReadOnlyList<HistoryEvent> history)
    {
        if (write is null || execution.StateMachine.LoggingConfiguration is null)
        {
            return;
        }

        LogConfiguration configuration = _configurations.GetValue(execution.StateMachine, LogConfiguration.Of);
        foreach (HistoryEvent e in history)
        {
            if (configuration.Takes(e.Type))
            {
                string text = Show(execution, e, configuration.IncludesData).ToString();
                write(new LogRecord(configuration.LogGroup, execution.StateMachineArn, execution.Arn, e.Type, e.Timestamp, text)
                {
                    NamedDate = execution.NamedDate,
                    TraceHeader = execution.TraceHeader,
                    Redrives = execution.Redrives?.Count ?? 0,
                });
            }
        }
    }

    /// <summary>A record, as AWS has recorded it (LS logs): numbers are texts, the time is in milliseconds.</summary>
    private static JsonMap Show(ExecutionRecord execution, HistoryEvent e, bool includesData) => JsonMap.Of(
        ("id", Text(e.Id)),
        ("type", e.Type.ToString()),
        ("details", Truncate(HistoryView.Details(e, includesData))),
        ("previous_event_id", Text(e.PreviousEventId)),
        ("event_timestamp", Text(e.Timestamp.ToUnixTimeMilliseconds())),
        ("execution_arn", execution.Arn),
        ("redrive_count", Text(execution.Redrives?.Count ?? 0)));

    /// <summary>Cuts what went in or out where, escaped as the record escapes it, it is too long (DG/cw-logs, "CloudWatch Logs payloads").</summary>
    private static JsonMap Truncate(JsonMap details)
    {
        foreach (string name in Payloads)
        {
            if (details[name] is JsonString { Utf8Length: > MaxPayloadBytes } payload)
            {
                details = details.With(name, Cut(payload.Value)).With(name + "Details", JsonMap.Of(("truncated", true)));
            }
        }

        return details;
    }

    /// <summary>The longest beginning of a text that has room.</summary>
    private static string Cut(string text)
    {
        int fits = 0;
        for (int limit = text.Length; fits < limit;)
        {
            int middle = (fits + limit + 1) / 2;
            (fits, limit) = new JsonString(text[..middle]).Utf8Length <= MaxPayloadBytes ? (middle, limit) : (fits, middle - 1);
        }

        return text[..(fits > 0 && char.IsHighSurrogate(text[fits - 1]) ? fits - 1 : fits)];
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
