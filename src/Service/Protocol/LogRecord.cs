namespace FunctionsAsl.Service.Protocol;

/// <summary>What a state machine's <c>loggingConfiguration</c> has logged of an execution: one event of its history.</summary>
/// <param name="LogGroup">ARN of the log group that the machine names.</param>
/// <param name="StateMachine">The machine's ARN.</param>
/// <param name="Execution">The execution's ARN.</param>
/// <param name="Text">The record as AWS writes it: one line of JSON (DG/cw-logs).</param>
public sealed record LogRecord(
    string LogGroup, string StateMachine, string Execution, HistoryEventType Type, DateTimeOffset Time, string Text)
{
    /// <inheritdoc cref="Records.ExecutionRecord.NamedDate"/>
    public DateTimeOffset NamedDate { get; init; }

    /// <summary>What the execution was started with, which says whose trace it is in.</summary>
    public string? TraceHeader { get; init; }

    /// <summary>How often the execution was redriven.</summary>
    public long Redrives { get; init; }
}
