using FunctionsAsl.Service.Driver;

namespace FunctionsAsl.Durable.Activities;

/// <summary>Applies events for an orchestrator: where the state or what comes of it is too large for it, or a task's blob must decide.</summary>
internal sealed class AdvanceActivity(
    Revisions revisions, ExecutionStore executions, TaskStore tasks, ValueStore values, ProgressStore progressStore, ExecutionEnd end)
{
    /// <param name="input">An <see cref="AdvanceRequest"/>.</param>
    /// <param name="cancel">Ends it; the engine runs it again.</param>
    /// <returns>A <see cref="Progress"/>.</returns>
    /// <exception cref="UnreadableException">The state, or the outcome of a task, is no such thing.</exception>
    public async Task<string> RunAsync(string input, CancellationToken cancel)
    {
        AdvanceRequest request = AdvanceRequest.Parse(input);
        try
        {
            return (await Advanced(request, cancel)).ToText();
        }
        catch (FormatException e)
        {
            throw new UnreadableException(request.Arn, e);
        }
    }

    private async ValueTask<Progress> Advanced(AdvanceRequest request, CancellationToken cancel)
    {
        JsonAny? saved = request.StateBlob is { } blob ? await values.Read(blob, cancel) : request.State;
        if (saved is null || await revisions.Find(request.Key.StateMachine, request.Revision, cancel) is not { } revision)
        {
            return await Ended(request, cancel);
        }

        StateMachine definition = revisions.Compile(revision, request.Arn);
        var advance = new Advance(definition, new Round(definition, StateSerializer.Load(saved as JsonMap ?? JsonMap.Empty), StepLimits.Standard));
        foreach (PendingEvent pending in request.Events)
        {
            await Apply(advance, request.Key, pending, cancel);
        }

        return await Save(request, advance, cancel);
    }

    /// <summary>What the execution needs is only gone where it has ended, or where its machine was removed.</summary>
    private async ValueTask<Progress> Ended(AdvanceRequest request, CancellationToken cancel)
    {
        StoredExecution? stored = await executions.Read(request.Key, cancel);
        return stored is { IsRunning: true }
            ? throw new InvalidOperationException($"The state {request.StateBlob} or the revision {request.Revision} of a running execution is gone.")
            : new Progress { Status = stored?.Status ?? ExecutionStatus.Aborted };
    }

    private async ValueTask Apply(Advance advance, ExecutionKey key, PendingEvent pending, CancellationToken cancel)
    {
        Event @event = pending.Event;
        if (pending.Blob is null)
        {
            advance.Apply(@event);
        }
        else if (@event is Event.TimerFired timer)
        {
            await TimeOut(advance, key, timer, cancel);
        }
        else
        {
            advance.Apply(await Read(key, @event, pending.Blob, cancel));
        }
    }

    /// <summary>The task's blob says who was faster: the clock, or the holder of the token. Whatever it says, it says for ever.</summary>
    private async ValueTask TimeOut(Advance advance, ExecutionKey key, Event.TimerFired timer, CancellationToken cancel)
    {
        if (!advance.IsChangedBy(timer))
        {
            // Too early, perhaps because a heartbeat came: only the timer is set again.
            advance.Apply(timer);
            return;
        }

        string id = timer.Id[..timer.Id.LastIndexOf(':')];
        advance.Closed.Add(id);
        advance.Apply(await tasks.Close(key, id, cancel) is { } report
            ? Stamp(report.ToEvent(id), timer)
            : timer);
    }

    private async ValueTask<Event> Read(ExecutionKey key, Event hollow, string blob, CancellationToken cancel)
    {
        string id = ((Event.OfTask)hollow).Id;
        Event? @event = blob == key.TaskBlob(id)
            ? await tasks.Read(key, id, cancel) is TaskFate.Reported { Report: var report } ? report.ToEvent(id) : null
            : await values.Read(blob, cancel) is JsonMap saved ? EventSerializer.Load(saved) : null;
        return Stamp(@event ?? throw new InvalidOperationException($"The outcome {blob} is gone."), hollow);
    }

    private static Event Stamp(Event @event, Event by) => @event with { Time = by.Time, Seed = by.Seed };

    private async ValueTask<Progress> Save(AdvanceRequest request, Advance advance, CancellationToken cancel)
    {
        ExecutionState state = advance.Round.State;
        Progress progress;
        if (state.Status == ExecutionStatus.Running)
        {
            progress = await progressStore.Save(
                request.Key, state, request.Ordinal, advance.Round.Commands, request.Tail, advance.Round.History, request.Position, request.Terms, cancel);
        }
        else
        {
            if (await executions.Read(request.Key, request.Record, request.RecordETag, cancel) is { } running
                && running.RedriveCount == request.Redrives)
            {
                var outcome = ExecutionOutcome.Of(advance.Round.Time, state);
                JsonMap? kept = StateSerializer.ToKept(state);
                await end.Save(running, state.Status, outcome, kept, request.Tail, advance.Round.History, request.Position, cancel);
            }

            progress = new Progress
            {
                Status = state.Status,
                Commands = [.. advance.Round.Commands.Select(static c => new IssuedCommand(c))],
                MachineDeleted = state.MachineDeleted,
            };
        }

        // The state that was read stays for another run of this; the one before is not needed any more.
        foreach (string blob in request.Discarded)
        {
            await values.Remove(blob, cancel);
        }

        return progress with { Closed = [.. advance.Closed] };
    }

    /// <summary>The events applied so far, and the tasks for which nobody can report any more.</summary>
    private sealed record Advance(StateMachine Definition, Round Round)
    {
        public List<string> Closed { get; } = [];

        public bool IsChangedBy(Event @event) => !ReferenceEquals(Machine.Apply(Definition, Round.State, @event).State, Round.State);

        public void Apply(Event @event)
        {
            try
            {
                Round.Apply(@event);
            }
            catch (FormatException)
            {
                // It came with an id that no command ever had.
            }
        }
    }
}
