namespace FunctionsAsl.Integrations.Aws;

/// <summary>
/// <c>events:putEvents</c> (DG/connect-eventbridge): each event says which execution it comes from, and one that the bus does not take fails
/// the task.
/// </summary>
internal sealed class PutEventsCall(OptimizedOperation operation) : OptimizedCall(operation)
{
    protected override JsonObject Complete(TaskOrigin origin, JsonObject members) => members["Entries"] is JsonArray entries
        ? members.With("Entries", JsonArray.Of(entries.Select(entry => entry is JsonObject e ? WithOrigin(e, origin) : entry)))
        : members;

    /// <exception cref="TaskFailedException">EventBridge.FailedEntry: an entry failed.</exception>
    protected override JsonObject Show(Command.RunTask task, JsonObject result, AwsReply reply) =>
        result["FailedEntryCount"] is JsonNumber failed && failed.AsDouble > 0
            ? throw new TaskFailedException("EventBridge.FailedEntry", result.ToString())
            : result;

    private static JsonObject WithOrigin(JsonObject entry, TaskOrigin origin)
    {
        JsonArray given = entry["Resources"] as JsonArray ?? JsonArray.Empty;
        return entry.With("Resources", JsonArray.Of(given.Concat([StateMachineOf(origin), origin.ExecutionArn])));
    }

    // arn:PARTITION:states:REGION:ACCOUNT:execution:MACHINE:NAME
    private static JsonValue StateMachineOf(TaskOrigin origin)
    {
        string[] parts = origin.ExecutionArn.Split(':');
        return $"{string.Join(':', parts.Take(5))}:stateMachine:{origin.StateMachineName}";
    }
}
