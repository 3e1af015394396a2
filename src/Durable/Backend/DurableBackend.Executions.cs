using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable.Activities;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Service.Driver;
using FunctionsAsl.Service.Express;
using FunctionsAsl.Service.Records;

namespace FunctionsAsl.Durable.Backend;

/// <content>Starting and stopping.</content>
public sealed partial class DurableBackend
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FirstStopPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestStopPause = TimeSpan.FromSeconds(1);

    /// <remarks>
    /// The record's blob decides among those who start an execution of one name at once. After it is written, nothing is lost any more:
    /// it says how to begin, so that the <see cref="Sweeper"/> can do what is left.
    /// </remarks>
    public async ValueTask<(ExecutionRecord Record, bool Created)> StartExecution(ExecutionRecord record, CancellationToken cancel)
    {
        Revision revision = _parts.Stores.Revisions.Of(record.StateMachine);
        var wanted = new ExecutionKey(record.StateMachine.Name, record.Name, record.StartDate.UtcTicks);
        while (true)
        {
            ExecutionKey key = await _parts.Stores.Executions.Claim(wanted, cancel);
            StoredExecution? stored = key == wanted ? null : await _parts.Stores.Executions.Read(key, cancel);
            if (stored is null)
            {
                (StoredExecution begun, Step step) = Begin(key, record, revision);
                if (await _parts.Stores.Executions.TryAdd(begun, cancel) is { } added)
                {
                    if (!added.IsRunning)
                    {
                        _parts.ReportEnd(record.Arn, added.Status);
                    }

                    return (await _launcher.Launch(added, record, revision, step, cancel), true);
                }

                stored = await _parts.Stores.Executions.Read(key, cancel);
                if (stored?.TokenKey == begun.TokenKey)
                {
                    // Written, though the store did not get to say so.
                    return (await _launcher.Launch(stored, record, revision, step, cancel), true);
                }
            }

            if (stored is not null)
            {
                // Where its machine is gone, and another of the name has come, the other must do.
                Revision? begunWith = await _parts.Stores.Revisions.Find(key.Machine, stored.Revision, cancel);
                return (stored.ToRecord((begunWith ?? revision).Record), false);
            }

            // It was removed with its machine just now.
            cancel.ThrowIfCancellationRequested();
        }
    }

    public async ValueTask<ExecutionRecord> RunExpress(ExecutionRecord record, CancellationToken cancel) => await ExpressRun.RunAsync(
        _parts.Stores.Revisions.Compile(_parts.Stores.Revisions.Of(record.StateMachine)), record, _parts.Runner, _parts.Service, cancel);

    public async ValueTask<ExecutionRecord?> StopExecution(string arn, string? error, string? cause, CancellationToken cancel)
    {
        // The machine may be removed as soon as its last execution has ended.
        if (await _parts.Stores.Executions.Find(arn, cancel) is not { } execution
            || await _parts.Stores.Revisions.Find(execution.Key.Machine, execution.Revision, cancel) is not { } revision)
        {
            return null;
        }

        if (execution.IsRunning)
        {
            execution = await StopAsync(arn, execution, new OrchestrationMessage.Stop(error, cause).ToText(), cancel);
        }

        return execution.ToRecord(revision.Record);
    }

    /// <summary>The record to write for a new execution, and its first step: where that is the last, the record says so.</summary>
    private (StoredExecution Begun, Step Step) Begin(ExecutionKey key, ExecutionRecord record, Revision revision)
    {
        var begun = new StoredExecution
        {
            Key = key,
            Status = ExecutionStatus.Running,
            StartDate = record.StartDate,
            Revision = revision.Id,
            Seed = Randomness.Seed(),
            TokenKey = Randomness.TokenKey(),
            WaitScale = _parts.Service.WaitScale,
            Beginning = ExecutionBeginning.Of(record).Save(),
        };
        Step step = _launcher.Begin(begun, record, revision);
        if (step.State.Status != ExecutionStatus.Running && ExecutionEnd.FitsRecord(step.History))
        {
            begun = begun.Ended(step.State, record.StartDate, HistorySerializer.Save(step.History));
        }

        return (begun, step);
    }

    private async ValueTask<StoredExecution> StopAsync(string arn, StoredExecution execution, string message, CancellationToken cancel)
    {
        string instance = execution.Key.InstanceId(arn);
        DateTimeOffset begin = _parts.Now;
        await _parts.Client.Send(instance, message, cancel);
        bool isThere = false;
        for (TimeSpan pause = FirstStopPause; execution.IsRunning && _parts.Now < begin + StopLimit; pause = Min(pause * 2, LongestStopPause))
        {
            await Task.Delay(pause, _parts.Service.Clock, cancel);
            if (await _parts.Stores.Executions.Read(execution.Key, cancel) is not { } stored)
            {
                // Its end was what the deletion of its machine had been waiting for.
                return execution.Ended(ExecutionStatus.Aborted, new ExecutionOutcome(begin), default);
            }

            execution = stored;
            if (execution.IsRunning && !isThere && pause == LongestStopPause)
            {
                // The process that was to begin it may be gone: then the message was for nobody.
                isThere = await _parts.Client.Find(instance, cancel) is not null || !await _launcher.LaunchAgain(execution, cancel);
                if (!isThere)
                {
                    await _parts.Client.Send(instance, message, cancel);
                }
            }
        }

        return execution;
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
