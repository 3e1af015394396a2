using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Telemetry;

namespace FunctionsAsl.Durable.Activities;

/// <summary>
/// Tells of the history of Standard executions when it is written, and of their status when that changes: by who has written it, so that nothing
/// that runs again tells it twice. No execution fails by it.
/// </summary>
internal sealed class HistoryLog(
    ExecutionTelemetry telemetry, ExecutionStore executions, Revisions revisions, HistoryStore histories, ServiceOptions service)
{
    /// <param name="events">What has just been written.</param>
    public async ValueTask Add(ExecutionKey key, IReadOnlyList<HistoryEvent> events, CancellationToken cancel)
    {
        if (telemetry.IsOn && events.Count > 0)
        {
            await Try(key, null, record => Add(key, record, events, cancel), cancel);
        }
    }

    /// <inheritdoc cref="Add(ExecutionKey, IReadOnlyList{HistoryEvent}, CancellationToken)"/>
    public async ValueTask Add(StoredExecution execution, IReadOnlyList<HistoryEvent> events, CancellationToken cancel)
    {
        if (telemetry.IsOn && events.Count > 0)
        {
            await Try(execution.Key, execution, record => Add(execution.Key, record, events, cancel), cancel);
        }
    }

    /// <param name="execution">As it is behind the event.</param>
    /// <param name="e">What it has begun, gone on or ended with; <see langword="null"/> for a Map Run, which has no history.</param>
    public async ValueTask ChangeStatus(StoredExecution execution, HistoryEvent? e, CancellationToken cancel)
    {
        if (telemetry.IsOn && e is not null)
        {
            await Try(
                execution.Key,
                execution,
                record =>
                {
                    telemetry.ChangeStatus(record, e);
                    return default;
                },
                cancel);
        }
    }

    private ValueTask Add(ExecutionKey key, ExecutionRecord record, IReadOnlyList<HistoryEvent> events, CancellationToken cancel) => telemetry.Add(
        record, events, () => histories.Read(key, 1, (int)Math.Min(events[0].Id - 1, int.MaxValue), long.MaxValue, cancel));

    /// <param name="execution">Read where it is not at hand.</param>
    private async ValueTask Try(ExecutionKey key, StoredExecution? execution, Func<ExecutionRecord, ValueTask> tell, CancellationToken cancel)
    {
        try
        {
            execution ??= await executions.Read(key, cancel);
            if (execution is not null && await revisions.Find(key.StateMachine, execution.Revision, cancel) is { } revision)
            {
                await tell(execution.ToRecord(revision.Record));
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            service.ReportFailure($"telling of {key}", e);
        }
    }
}
