using FunctionsAsl.Durable.Activities;
using FunctionsAsl.Service.Driver;

namespace FunctionsAsl.Durable.Engine;

/// <summary>Starts executions.</summary>
internal sealed class ExecutionStarts(
    Revisions revisions,
    ExecutionStore executions,
    Launcher launcher,
    LostLaunches lost,
    HistoryLog log,
    Action<string, ExecutionStatus> reportEnd,
    Randomness randomness,
    double waitScale)
{
    /// <remarks>
    /// The record's blob decides among those who start an execution of one name at once. After it is written, nothing is lost any more:
    /// it says how to begin, so that the <see cref="Sweeper"/> can do what is left.
    /// </remarks>
    public async ValueTask<(ExecutionRecord Record, bool Created)> Start(ExecutionRecord record, CancellationToken cancel)
    {
        Revision revision = revisions.Of(record.StateMachine);
        if (record.StateMachine.Label is not null)
        {
            await revisions.SaveOnce(record.StateMachine, cancel);
        }

        (string machine, string name) = ExecutionKey.PartsOf(record.Arn) ?? (record.StateMachine.Name, record.Name);
        var wanted = new ExecutionKey(machine, name, record.StartDate.UtcTicks);
        while (true)
        {
            ExecutionKey key = await executions.Claim(wanted, cancel);
            StoredExecution? stored = key == wanted ? null : await executions.Read(key, cancel);
            if (stored is null)
            {
                record = record with { NamedDate = key == wanted ? default : key.Time };
                (StoredExecution begun, Step step) = Begin(key, record, revision);
                if (await executions.TryAdd(begun, cancel) is { } added)
                {
                    if (key != wanted && await executions.FindKey(record.Arn, cancel) != key)
                    {
                        // The name was that of an old execution, and was freed just now (ExpiredExecutions): the record has none.
                        await executions.Remove(added, cancel);
                        continue;
                    }

                    return (await Launch(added, record, revision, step, cancel), true);
                }

                stored = await executions.Read(key, cancel);
                if (stored?.TokenKey == begun.TokenKey)
                {
                    // Written, though the store did not get to say so.
                    return (await Launch(stored, record, revision, step, cancel), true);
                }
            }

            if (stored is not null)
            {
                await lost.Repair(record.Arn, stored, cancel);

                // Where its machine is gone, and another of the name has come, the other must do.
                Revision? begunWith = await revisions.Find(key.StateMachine, stored.Revision, cancel);
                return (stored.ToRecord((begunWith ?? revision).Record), false);
            }

            // It was removed with its machine just now.
            cancel.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Tells of an execution whose record has just been written, and lets it go on.</summary>
    private async ValueTask<ExecutionRecord> Launch(
        StoredExecution added, ExecutionRecord record, Revision revision, Step step, CancellationToken cancel)
    {
        await log.ChangeStatus(added, step.History is [var first, ..] ? first : null, cancel);
        if (!added.IsRunning)
        {
            reportEnd(record.Arn, added.Status);
            await log.Add(added, step.History, cancel);
            await log.ChangeStatus(added, step.History is [.., var last] ? last : null, cancel);
        }

        return await launcher.Launch(added, record, revision, step, cancel);
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
            Version = record.Version,
            Alias = record.Alias,
            Owner = record.Owner,
            ItemCount = record.ItemCount,
            Seed = randomness.Seed(),
            TokenKey = randomness.TokenKey(),
            WaitScale = waitScale,
            Beginning = ExecutionBeginning.Of(record).Save(),
        };
        Step step = launcher.Begin(begun, record, revision);
        if (step.State.Status != ExecutionStatus.Running && ExecutionEnd.FitsRecord(step.History))
        {
            JsonMap? kept = StateSerializer.ToKept(step.State);
            if (kept is null || ExecutionEnd.FitsRecord(kept))
            {
                var outcome = ExecutionOutcome.Of(record.StartDate, step.State);
                begun = begun.Ended(step.State.Status, outcome, HistorySerializer.Save(step.History), kept?.ToUtf8());
            }
        }

        return (begun, step);
    }
}
