namespace FunctionsAsl.Service.Telemetry;

/// <summary>A state machine's <c>loggingConfiguration</c>, read once.</summary>
/// <param name="Level">What is logged.</param>
/// <param name="IncludesData">Whether records have what went in and out.</param>
/// <param name="LogGroup">Where they go.</param>
internal sealed record LogConfiguration(LogLevel Level, bool IncludesData, string LogGroup)
{
    public static LogConfiguration Of(StateMachineRecord machine)
    {
        JsonMap? given = machine.LoggingConfiguration;
        return given is not null
            && Configuration.LogGroup(given) is { } arn
            && Enum.TryParse(((JsonString)given["level"]!).Value, ignoreCase: true, out LogLevel level)
                ? new LogConfiguration(level, given["includeExecutionData"]?.Equals(JsonAny.True) == true, arn)
                : new LogConfiguration(LogLevel.Off, false, "");
    }

    /// <summary>Whether an event is logged (DG/cw-logs, "Log levels for Step Functions execution events").</summary>
    public bool Takes(HistoryEventType type) => Level switch
    {
        LogLevel.All => true,
        LogLevel.Error => IsError(type),
        LogLevel.Fatal => type is HistoryEventType.ExecutionAborted or HistoryEventType.ExecutionFailed or HistoryEventType.ExecutionTimedOut,
        _ => false,
    };

    /// <summary>Whether an event is logged at the level ERROR.</summary>
    public static bool IsError(HistoryEventType type) => type is HistoryEventType.FailStateEntered || EndsBadly(type.ToString());

    private static bool EndsBadly(string type) =>
        type.EndsWith("Failed", StringComparison.Ordinal)
        || type.EndsWith("Aborted", StringComparison.Ordinal)
        || type.EndsWith("TimedOut", StringComparison.Ordinal);
}

/// <summary>How much of an execution is logged.</summary>
internal enum LogLevel
{
    Off,
    Fatal,
    Error,
    All,
}
