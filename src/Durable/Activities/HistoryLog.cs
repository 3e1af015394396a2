using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Telemetry;

namespace FunctionsAsl.Durable.Activities;

/// <summary>
/// Tells of the history of Standard executions when it is written: by who has written it, so that nothing that runs again tells it twice.
/// No execution fails by it.
/// </summary>
internal sealed class HistoryLog(
    ExecutionTelemetry telemetry, ExecutionStore executions, Revisions revisions, HistoryStore histories, ServiceOptions service)
{
    /// <param name="events">What has just been written.</param>
    public async ValueTask Add(ExecutionKey key, IReadOnlyList<HistoryEvent> events, CancellationToken cancel)
    {
        if (telemetry.IsOn && events.Count > 0)
        {
            await Try(key, async () => await executions.Read(key, cancel), events, cancel);
        }
    }

    /// <inheritdoc cref="Add(ExecutionKey, IReadOnlyList{HistoryEvent}, CancellationToken)"/>
    public async ValueTask Add(StoredExecution execution, IReadOnlyList<HistoryEvent> events, CancellationToken cancel)
    {
        if (telemetry.IsOn && events.Count > 0)
        {
            await Try(execution.Key, () => Task.FromResult<StoredExecution?>(execution), events, cancel);
        }
    }

    private async ValueTask Try(
        ExecutionKey key, Func<Task<StoredExecution?>> read, IReadOnlyList<HistoryEvent> events, CancellationToken cancel)
    {
        try
        {
            if (await read() is { } execution && await revisions.Find(key.Machine, execution.Revision, cancel) is { } revision)
            {
                await telemetry.Add(
                    execution.ToRecord(revision.Record),
                    events,
                    () => histories.Read(key, 1, (int)Math.Min(events[0].Id - 1, int.MaxValue), long.MaxValue, cancel));
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            service.ReportFailure($"telling of {events.Count} events of {key}", e);
        }
    }
}
