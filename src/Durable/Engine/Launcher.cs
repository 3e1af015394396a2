using FunctionsAsl.Durable.Activities;

namespace FunctionsAsl.Durable.Engine;

/// <summary>Lets executions begin whose records are written. The record says all there is to know, so it may be done again.</summary>
internal sealed class Launcher(
    Revisions revisions,
    HistoryStore histories,
    ValueStore values,
    IOrchestrationClient client,
    ProgressStore progressStore,
    ExecutionEnd end,
    OrchestrationOptions options,
    ImmutableArray<string> functions)
{
    /// <summary>The first step of an execution.</summary>
    public Step Begin(StoredExecution stored, ExecutionRecord record, Revision revision) =>
        Machine.Start(
            revisions.Compile(revision, record.Arn),
            (record with { StateMachine = revision.Record }).Started(stored.Seed, stored.TokenKey, stored.WaitScale));

    /// <summary>The first step of an execution, or after its last redrive; <see langword="null"/> where its machine is gone.</summary>
    public async ValueTask<(ExecutionRecord Record, Revision Revision, Step Step)?> Begin(StoredExecution stored, CancellationToken cancel)
    {
        if (await revisions.Find(stored.Key.StateMachine, stored.Revision, cancel) is not { } revision)
        {
            return null;
        }

        ExecutionRecord record = stored.ToRecord(revision.Record);
        Step? step = stored.Redrives is null ? Begin(stored, record, revision) : await BeginAgain(stored, revision, cancel);
        return step is { } first ? (record, revision, first) : null;
    }

    /// <summary>The first step after the last redrive.</summary>
    private async ValueTask<Step?> BeginAgain(StoredExecution stored, Revision revision, CancellationToken cancel)
    {
        JsonAny? kept = stored.Kept.IsEmpty
            ? await values.Read(stored.Key.KeptBlob(stored.RedriveCount - 1), cancel)
            : JsonReader.ReadSaved(stored.Kept.Span);
        ulong seed = EventSeed.Of(stored.Seed, Ordinal(stored));
        if (kept is not JsonMap saved)
        {
            return null;
        }

        ExecutionState ended = StateSerializer.Load(saved);
        return Machine.Apply(revisions.Compile(revision, ended.Execution.Arn), ended, new Event.Redriven(stored.Redrives!.Date, seed));
    }

    /// <summary>The number of the event that an orchestration begins with; those of one never get as far as those of the next.</summary>
    private static long Ordinal(StoredExecution stored) => stored.RedriveCount << 32;

    /// <summary>Lets an execution go on after its first step.</summary>
    /// <returns>How it is now.</returns>
    public async ValueTask<ExecutionRecord> Launch(
        StoredExecution stored, ExecutionRecord record, Revision revision, Step step, CancellationToken cancel)
    {
        (HistoryEvent? last, long position) = stored.Redrives is null ? (null, 0) : await histories.ReadEnd(stored.Key, cancel);
        // An earlier launch may have written some.
        IReadOnlyList<HistoryEvent> history = last is null ? step.History : [.. step.History.Where(e => e.Id > last.Id)];
        if (step.State.Status == ExecutionStatus.Running)
        {
            OrchestrationInput input = await InputOf(stored, record, revision, step, history, position, cancel);
            await client.Start(stored.InstanceId(record.Arn), input.ToText(), cancel);
            return record;
        }

        if (stored.IsRunning)
        {
            // The record could not say so at once.
            ExecutionState state = step.State;
            var outcome = ExecutionOutcome.Of(stored.Redrives?.Date ?? record.StartDate, state);
            JsonMap? kept = StateSerializer.ToKept(state);
            await end.Save(stored, state.Status, outcome, kept, JsonList.Empty, history, position, cancel);
            return stored.Ended(state.Status, outcome, default).ToRecord(record.StateMachine);
        }

        return stored.ToRecord(record.StateMachine);
    }

    /// <summary>Lets an execution begin whose first launch did not come to its end.</summary>
    /// <returns>Whether it could: its machine may be gone.</returns>
    public async ValueTask<bool> LaunchAgain(StoredExecution stored, CancellationToken cancel)
    {
        if (await Begin(stored, cancel) is not var (record, revision, step))
        {
            return false;
        }

        await Launch(stored, record, revision, step, cancel);
        return true;
    }

    private async ValueTask<OrchestrationInput> InputOf(
        StoredExecution stored,
        ExecutionRecord record,
        Revision revision,
        Step step,
        IReadOnlyList<HistoryEvent> history,
        long position,
        CancellationToken cancel)
    {
        bool hasDefinition = revision.PackedDefinition.Length <= options.DefinitionLength;
        JsonList tail = HistorySerializer.ToJson(history);
        bool isInline = hasDefinition
            && options.AllowsInline(tail)
            && options.AllowsInline(StateSerializer.ToJson(step.State));
        var terms = new OrchestrationTerms(record.Arn, hasDefinition, functions);
        Progress progress = isInline
            ? Progress.Inline(step, tail) with { Position = position }
            : await progressStore.Save(
                stored.Key, step.State, Ordinal(stored), step.Commands, JsonList.Empty, history, position, terms, cancel);
        return new OrchestrationInput
        {
            Engine = EngineVersion.Current,
            Flags = OrchestrationInput.NewestFlags,
            Key = stored.Key,
            Arn = record.Arn,
            TestCase = record.TestCase,
            TraceHeader = record.TraceHeader,
            Revision = revision.Id,
            Definition = hasDefinition ? revision.PackedDefinition : null,
            Record = stored.Beginning.Length <= options.InlineBytes ? Encoding.UTF8.GetString((stored with { Kept = default }).Save()) : null,
            RecordETag = stored.ETag,
            Redrives = stored.RedriveCount,
            Ordinal = Ordinal(stored),
            Seed = stored.Seed,
            Functions = functions,
            Progress = progress,
            Time = stored.Redrives?.Date ?? record.StartDate,
        };
    }
}
