using FunctionsAsl.Durable.Activities;
using FunctionsAsl.Service.Driver;
using FunctionsAsl.Service.Operations;
using FunctionsAsl.Service.Protocol;

namespace FunctionsAsl.Durable.Engine;

/// <summary>Stops executions.</summary>
internal sealed class ExecutionStops(
    Revisions revisions, ExecutionStore executions, IOrchestrationClient client, Delivery delivery, Launcher launcher, TimeProvider clock)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    public async ValueTask<ExecutionRecord?> Stop(string arn, string? error, string? cause, CancellationToken cancel)
    {
        // The machine may be removed as soon as its last execution has ended.
        if (await executions.Find(arn, cancel) is not { } execution
            || await revisions.Find(execution.Key.StateMachine, execution.Revision, cancel) is not { } revision)
        {
            return null;
        }

        if (execution.IsRunning)
        {
            execution = await StopAsync(arn, execution, new OrchestrationMessage.Stop(error, cause).ToText(), cancel);
        }

        return execution.ToRecord(revision.Record);
    }

    private async ValueTask<StoredExecution> StopAsync(string arn, StoredExecution execution, string message, CancellationToken cancel)
    {
        string instance = execution.InstanceId(arn);
        DateTimeOffset begin = clock.Now();
        bool arrives = await delivery.TrySend(instance, message, cancel);
        bool isThere = false;
        for (TimeSpan pause = FirstPause;
            execution.IsRunning && clock.Now() < begin + Limit;
            pause = Backoff.After(pause, LongestPause))
        {
            await Task.Delay(pause, clock, cancel);
            if (await executions.Read(execution.Key, cancel) is not { } stored)
            {
                // Its end was what the deletion of its machine had been waiting for.
                return execution.Ended(ExecutionStatus.Aborted, new ExecutionOutcome(begin), default);
            }

            execution = stored;
            if (execution.IsRunning && !arrives && await delivery.HasBegun(instance, cancel))
            {
                await client.Send(instance, message, cancel);
                arrives = true;
            }

            if (execution.IsRunning && !isThere && pause == LongestPause)
            {
                // The process that was to begin it may be gone: then the message was for nobody.
                isThere = await client.Find(instance, cancel) is not null || !await launcher.LaunchAgain(execution, cancel);
                if (!isThere)
                {
                    arrives = await delivery.TrySend(instance, message, cancel);
                }
            }
        }

        return !execution.IsRunning || arrives
            ? execution
            : throw new ApiException("ThrottlingException", "The execution has not begun yet, and cannot be stopped: ask again.");
    }
}
