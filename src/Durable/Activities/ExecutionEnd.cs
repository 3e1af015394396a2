namespace FunctionsAsl.Durable.Activities;

/// <summary>Ends executions in the records, and tells those that wait for them. Doing it again is harmless.</summary>
internal sealed class ExecutionEnd(
    ExecutionStore executions, ProgressStore progressStore, IOrchestrationClient client, Action<string, ExecutionStatus> report)
{
    // More than that is read in parts.
    private const int LargestEmbeddedHistory = 1024 * 1024;

    /// <summary>Writes how an execution has ended, unless its record says already how, and tells the task that started it.</summary>
    /// <param name="tail">History from before that stands in no blob yet, step by step.</param>
    /// <param name="history">History of the end.</param>
    /// <param name="position">Where the history's blob ends, in bytes; 0 where there is none.</param>
    public async ValueTask Save(
        StoredExecution running,
        ExecutionStatus status,
        ExecutionOutcome outcome,
        JsonArray tail,
        IReadOnlyList<HistoryEvent> history,
        long position,
        CancellationToken cancel)
    {
        var beginning = ExecutionBeginning.Load(running.Beginning.Span);
        byte[] embedded = [];
        if (position == 0 && FitsRecord(history))
        {
            embedded = HistorySerializer.Save([.. tail.SelectMany(static step => HistorySerializer.Load((JsonArray)step)), .. history]);
        }
        else
        {
            await progressStore.Append(running.Key, tail, history, position, cancel);
        }

        if (await executions.TryEnd(running.Ended(status, outcome, embedded), cancel))
        {
            report(beginning.Arn, status);
        }

        await Tell(beginning, cancel);
    }

    /// <summary>Whether the history of an execution's end may stand in its record.</summary>
    public static bool FitsRecord(IReadOnlyList<HistoryEvent> history) =>
        history.Sum(static e => (long)(e.Details?.Utf8Length ?? 0)) <= LargestEmbeddedHistory;

    /// <summary>Tells the task that started an execution that it has ended, where a task did.</summary>
    private async ValueTask Tell(ExecutionBeginning ended, CancellationToken cancel)
    {
        if (ended.ParentTask is not { } parentTask)
        {
            return;
        }

        int separator = parentTask.LastIndexOf('#');
        string parentArn = parentTask[..separator];
        if (await executions.FindKey(parentArn, cancel) is { } parent)
        {
            await client.Send(
                parent.InstanceId(parentArn), new OrchestrationMessage.ChildEnded(parentTask[(separator + 1)..]).ToText(), cancel);
        }
    }
}
