using FunctionsAsl.Core.Execution;

namespace FunctionsAsl.Sqlite;

/// <summary>A step of an execution as bytes, made by the caller, so that the one writer does nothing but write.</summary>
internal sealed record ExecutionRow(
    ExecutionRecord Record,
    byte[]? Outcome,
    byte[]? Redrives,
    IReadOnlyList<HistoryChunk> History,
    byte[]? Snapshot,
    byte[]? Change,
    IReadOnlyList<LargeValue> Values)
{
    public static ExecutionRow Of(ExecutionStep step)
    {
        IReadOnlyList<HistoryChunk> history = HistoryChunk.Split(step.History, step.Values);
        return new(
            step.Record,
            ExecutionOutcome.Of(step.Record)?.Save(),
            step.Record.Redrives?.Save(),
            history,
            step.Snapshot,
            step.Change,
            step.Values?.TakeNew() ?? []);
    }
}
