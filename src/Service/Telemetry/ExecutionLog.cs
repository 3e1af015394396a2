using System.Runtime.CompilerServices;

namespace FunctionsAsl.Service.Telemetry;

/// <summary>
/// Logs what happens to executions, as far as their state machines ask for it. An event is logged when it is stored: after a crash the
/// last ones may be missing or come twice.
/// </summary>
/// <param name="write">Takes the records; <see langword="null"/> where nobody does. It must neither throw nor wait.</param>
public sealed class ExecutionLog(Action<LogRecord>? write)
{
    private readonly ConditionalWeakTable<StateMachineRecord, LogConfiguration> _configurations = [];

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
                write(new LogRecord(configuration.LogGroup, e.Timestamp, Show(execution, e, configuration.IncludesData).ToString()));
            }
        }
    }

    /// <summary>A record, as AWS has recorded it (LS logs): numbers are texts, the time is in milliseconds.</summary>
    private static JsonObject Show(ExecutionRecord execution, HistoryEvent e, bool includesData) => JsonObject.Of(
        ("id", Text(e.Id)),
        ("type", e.Type.ToString()),
        ("details", HistoryView.Details(e, includesData)),
        ("previous_event_id", Text(e.PreviousEventId)),
        ("event_timestamp", Text(e.Timestamp.ToUnixTimeMilliseconds())),
        ("execution_arn", execution.Arn),
        ("redrive_count", Text(execution.Redrives?.Count ?? 0)));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
