namespace FunctionsAsl.Durable.Activities;

/// <summary>Ends executions in the records, and tells those that wait for them. Doing it again is harmless.</summary>
internal sealed class ExecutionEnd(
    ExecutionStore executions,
    ValueStore values,
    ProgressStore progressStore,
    HistoryLog log,
    IOrchestrationClient client,
    Action<string, ExecutionStatus> report)
{
    // More than that is read in parts.
    private const int LargestEmbeddedHistory = 1024 * 1024;

    // Whoever reads the record reads it too.
    private const int LargestEmbeddedState = 64 * 1024;

    /// <summary>Writes how an execution has ended, unless its record says already how, and tells the task that started it.</summary>
    /// <param name="state">The state that it ended in, where it can go on from there.</param>
    /// <param name="tail">History from before that stands in no blob yet, step by step.</param>
    /// <param name="history">History of the end.</param>
    /// <param name="position">Where the history's blob ends, in bytes; 0 where there is none.</param>
    public async ValueTask Save(
        StoredExecution running,
        ExecutionStatus status,
        ExecutionOutcome outcome,
        JsonMap? state,
        JsonList tail,
        IReadOnlyList<HistoryEvent> history,
        long position,
        CancellationToken cancel)
    {
        var beginning = ExecutionBeginning.Load(running.Beginning.Span);
        if (!running.IsRunning)
        {
            // All is written, and this runs again.
            await Tell(beginning, cancel);
            return;
        }

        IReadOnlyList<HistoryEvent> all = [.. tail.SelectMany(static step => HistorySerializer.Load((JsonList)step)), .. history];
        bool isEmbedded = position == 0 && FitsRecord(history);
        if (!isEmbedded)
        {
            await progressStore.Append(running.Key, tail, history, position, cancel);
        }

        if (state is not null && !FitsRecord(state))
        {
            await values.Write(running.Key.KeptBlob(running.RedriveCount), state, cancel);
            state = null;
        }

        byte[] saved = isEmbedded && all.Count > 0 ? HistorySerializer.Save(all) : [];
        StoredExecution ended = running.Ended(status, outcome, saved, state?.ToUtf8());
        if (await executions.TryEnd(ended, cancel))
        {
            report(beginning.Arn, status);
            if (isEmbedded)
            {
                await log.Add(running, all, cancel);
            }

            // Where all was written before, by who did not get to the end, nobody says it.
            await log.ChangeStatus(ended, all is [.., var last] ? last : null, cancel);
        }

        await Tell(beginning, cancel);
    }

    /// <summary>Whether the history of an execution's end may stand in its record.</summary>
    public static bool FitsRecord(IReadOnlyList<HistoryEvent> history) =>
        history.Sum(static e => (long)(e.Details?.Utf8Length ?? 0)) <= LargestEmbeddedHistory;

    /// <summary>Whether the state that an execution ended in may stand in its record.</summary>
    public static bool FitsRecord(JsonMap state) => state.Utf8Length <= LargestEmbeddedState;

    /// <summary>Tells the task that started an execution that it has ended, where a task did.</summary>
    public async ValueTask Tell(ExecutionBeginning ended, CancellationToken cancel)
    {
        if (ended.ParentTask is not { } parentTask)
        {
            return;
        }

        int separator = parentTask.LastIndexOf('#');
        string parentArn = parentTask[..separator];
        if (await executions.Find(parentArn, cancel) is { } parent)
        {
            await client.Send(
                parent.InstanceId(parentArn), new OrchestrationMessage.ChildEnded(parentTask[(separator + 1)..]).ToText(), cancel);
        }
    }
}
