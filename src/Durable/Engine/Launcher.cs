using FunctionsAsl.Durable.Activities;

namespace FunctionsAsl.Durable.Engine;

/// <summary>Lets executions begin whose records are written. The record says all there is to know, so it may be done again.</summary>
internal sealed class Launcher(
    Revisions revisions,
    IOrchestrationClient client,
    ProgressStore progressStore,
    ExecutionEnd end,
    OrchestrationOptions options,
    ImmutableArray<string> functions)
{
    /// <summary>The first step of an execution.</summary>
    public Step Begin(StoredExecution stored, ExecutionRecord record, Revision revision) =>
        Machine.Start(
            revisions.Compile(revision),
            (record with { StateMachine = revision.Record }).Started(stored.Seed, stored.TokenKey, stored.WaitScale));

    /// <summary>The first step of an execution; <see langword="null"/> where its machine is gone.</summary>
    public async ValueTask<(ExecutionRecord Record, Revision Revision, Step Step)?> Begin(StoredExecution stored, CancellationToken cancel)
    {
        if (await revisions.Find(stored.Key.Machine, stored.Revision, cancel) is not { } revision)
        {
            return null;
        }

        ExecutionRecord record = stored.ToRecord(revision.Record);
        return (record, revision, Begin(stored, record, revision));
    }

    /// <summary>Lets an execution go on after its first step.</summary>
    /// <returns>How it is now.</returns>
    public async ValueTask<ExecutionRecord> Launch(
        StoredExecution stored, ExecutionRecord record, Revision revision, Step step, CancellationToken cancel)
    {
        if (step.State.Status == ExecutionStatus.Running)
        {
            OrchestrationInput input = await InputOf(stored, record, revision, step, cancel);
            await client.Start(stored.Key.InstanceId(record.Arn), input.ToText(), cancel);
            return record;
        }

        if (stored.IsRunning)
        {
            // Its history is too long for the record.
            ExecutionState state = step.State;
            var outcome = ExecutionOutcome.Of(record.StartDate, state.Output, state.Error, state.Cause);
            await end.Save(stored, state.Status, outcome, JsonArray.Empty, step.History, 0, cancel);
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
        StoredExecution stored, ExecutionRecord record, Revision revision, Step step, CancellationToken cancel)
    {
        bool hasDefinition = revision.PackedDefinition.Length <= options.DefinitionLength;
        JsonArray history = HistorySerializer.ToJson(step.History);
        bool isInline = hasDefinition
            && options.AllowsInline(history)
            && options.AllowsInline(StateSerializer.ToJson(step.State));
        var terms = new OrchestrationTerms(record.Arn, hasDefinition, functions);
        Progress progress = isInline
            ? Progress.Inline(step, history)
            : await progressStore.Save(stored.Key, step.State, 0, step.Commands, JsonArray.Empty, step.History, 0, terms, cancel);
        return new OrchestrationInput
        {
            Engine = EngineVersion.Current,
            Flags = EngineFlags.All,
            Key = stored.Key,
            Arn = record.Arn,
            TestCase = record.TestCase,
            Revision = revision.Id,
            Definition = hasDefinition ? revision.PackedDefinition : null,
            Record = stored.Beginning.Length <= options.InlineBytes ? Encoding.UTF8.GetString(stored.Save()) : null,
            RecordETag = stored.ETag,
            Seed = stored.Seed,
            Functions = functions,
            Progress = progress,
            Time = record.StartDate,
        };
    }
}
