namespace FunctionsAsl.Integrations.Aws;

/// <summary>
/// <c>events:putEvents</c> (DG/connect-eventbridge): each event says which execution it comes from, and one that the bus does not take fails
/// the task.
/// </summary>
internal sealed class PutEventsCall(OptimizedOperation operation) : OptimizedCall(operation)
{
    protected override JsonMap Complete(TaskOrigin origin, JsonMap members) => members["Entries"] is JsonList entries
        ? members.With("Entries", JsonList.Of(entries.Select(entry => entry is JsonMap e ? WithOrigin(e, origin) : entry)))
        : members;

    /// <exception cref="TaskFailedException">EventBridge.FailedEntry: an entry failed.</exception>
    protected override JsonMap Show(Command.RunTask task, JsonMap result, AwsReply reply) =>
        result["FailedEntryCount"] is JsonNumber failed && failed.AsDouble > 0
            ? throw new TaskFailedException("EventBridge.FailedEntry", result.ToString())
            : result;

    private static JsonMap WithOrigin(JsonMap entry, TaskOrigin origin)
    {
        JsonList given = entry["Resources"] as JsonList ?? JsonList.Empty;
        return entry.With("Resources", JsonList.Of(given.Concat([StateMachineOf(origin), origin.ExecutionArn])));
    }

    // arn:PARTITION:states:REGION:ACCOUNT:execution:MACHINE:NAME
    private static JsonAny StateMachineOf(TaskOrigin origin)
    {
        string[] parts = origin.ExecutionArn.Split(':');
        return $"{string.Join(':', parts.Take(5))}:stateMachine:{origin.StateMachineName}";
    }
}
