using FunctionsAsl.Service.Driver;
using FunctionsAsl.Service.Operations;
using FunctionsAsl.Service.Protocol;

namespace FunctionsAsl.Durable.Activities;

/// <summary>Ends an execution with the outcome of its last task, so that the orchestrator does not have to call for that.</summary>
internal sealed class LastTask(Revisions revisions, ExecutionStore executions, ExecutionEnd end, ServiceOptions service)
{
    /// <summary>
    /// Applies what came of the task and, where the execution has ended by it, writes that. Nobody else writes what its orchestrator did
    /// not decide, so it is one write, of the record, which whoever comes first makes.
    /// </summary>
    /// <returns>
    /// How it has ended; <see langword="null"/> where the orchestrator is to decide, also where the storage fails: the task has run, and
    /// does not run again for that.
    /// </returns>
    public async ValueTask<ExecutionStatus?> TryEnd(
        ExecutionKey key, string arn, Ending ending, IReadOnlyList<Event> events, CancellationToken cancel)
    {
        try
        {
            return await End(key, arn, ending, events, cancel);
        }
        catch (Exception e)
        {
            service.ReportFailure($"ending {arn}", e);
            return null;
        }
    }

    /// <summary>
    /// How the execution has ended already: by the same task, which is run once more since its answer was lost. Whatever it came to this
    /// time, nothing must go on from there.
    /// </summary>
    /// <returns><see langword="null"/> where it goes on.</returns>
    public async ValueTask<ExecutionStatus?> FindEnd(ExecutionKey key, Ending ending, CancellationToken cancel)
    {
        StoredExecution? stored = await executions.Read(key, cancel);
        if (stored is null || stored.RedriveCount > ending.Redrives)
        {
            // It is removed, or runs once more: this orchestration is of before.
            return ExecutionStatus.Aborted;
        }

        if (stored.IsRunning)
        {
            return null;
        }

        // Who wrote it may not have come to that.
        await end.Tell(ExecutionBeginning.Load(stored.Beginning.Span), cancel);
        return stored.Status;
    }

    private async ValueTask<ExecutionStatus?> End(
        ExecutionKey key, string arn, Ending ending, IReadOnlyList<Event> events, CancellationToken cancel)
    {
        if (await revisions.Find(key.StateMachine, ending.Revision, cancel) is not { } revision)
        {
            return null;
        }

        Round round = Apply(new Round(revisions.Compile(revision, arn), StateSerializer.Load(ending.State), StepLimits.Standard), ending, events);
        ExecutionState state = round.State;
        if (state.Status == ExecutionStatus.Running)
        {
            return await FindEnd(key, ending, cancel);
        }

        JsonMap? kept = StateSerializer.ToKept(state);
        if (!ExecutionEnd.FitsRecord(round.History)
            || (kept is not null && !ExecutionEnd.FitsRecord(kept))
            || await executions.Read(key, ending.Record, ending.RecordETag, cancel) is not { IsRunning: true } running
            || running.RedriveCount != ending.Redrives)
        {
            return null;
        }

        await end.Save(running, state.Status, ExecutionOutcome.Of(round.Time, state), kept, ending.Tail, round.History, position: 0, cancel);
        return state.Status;
    }

    /// <summary>Time and seeds are those that the orchestrator would have given.</summary>
    private Round Apply(Round round, Ending ending, IReadOnlyList<Event> events)
    {
        var time = new EventClock(ending.Time);
        for (int i = 0; i < events.Count; i++)
        {
            round.Apply(time.Stamp(events[i], service.Clock.Now(), EventSeed.Of(ending.Seed, ending.Ordinal + i + 1)));
        }

        return round;
    }
}
