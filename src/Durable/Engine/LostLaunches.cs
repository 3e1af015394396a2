using FunctionsAsl.Service.Operations;

namespace FunctionsAsl.Durable.Engine;

/// <summary>Launches executions whose records say that they run, and that have no orchestration: who wrote the record may be gone.</summary>
internal sealed class LostLaunches(ExecutionStore executions, IOrchestrationClient client, Launcher launcher, TimeProvider clock)
{
    /// <summary>How long after its start or its redrive an execution without an orchestration may be taken for one that has not begun.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromHours(1);

    /// <summary>How much longer after a redrive: where its note was lost, it is only seen when all are listed (<see cref="Sweeper"/>).</summary>
    private static readonly TimeSpan RedriveLimit = TimeSpan.FromDays(1) + Limit;

    /// <summary>Launches an execution if it has no orchestration.</summary>
    /// <param name="execution">The record as it was just read.</param>
    public async ValueTask Repair(string arn, StoredExecution execution, CancellationToken cancel)
    {
        if (execution.IsRunning
            && await client.Find(execution.InstanceId(arn), cancel) is null
            // Read once more: its orchestration may have come, and gone with its end, since the record was read.
            && await executions.Read(execution.Key, cancel) is { IsRunning: true } stored
            && stored.RedriveCount == execution.RedriveCount)
        {
            await TryLaunch(stored, cancel);
        }
    }

    /// <summary>Launches an execution that has no orchestration.</summary>
    /// <returns>Whether it could: it may have lost its orchestration later, and its machine may be gone.</returns>
    public async ValueTask<bool> TryLaunch(StoredExecution execution, CancellationToken cancel)
    {
        DateTimeOffset limit = execution.Redrives is { } redrives ? redrives.Date + RedriveLimit : execution.StartDate + Limit;
        return limit > clock.Now() && await launcher.LaunchAgain(execution, cancel);
    }
}
