namespace FunctionsAsl.Integrations.Aws;

/// <summary><c>ecs:runTask</c> (DG/connect-ecs): a task that is waited for fails where any could not be placed.</summary>
internal sealed class RunTaskCall(OptimizedOperation operation) : OptimizedCall(operation)
{
    private const string StartedBy = "StartedBy";

    protected override JsonObject Complete(TaskOrigin origin, JsonObject members) =>
        members.Contains(StartedBy) ? members : members.With(StartedBy, "AWS Step Functions");

    /// <exception cref="TaskFailedException">AmazonECS.Unknown: a task could not be placed.</exception>
    protected override JsonObject Show(Command.RunTask task, JsonObject result, AwsReply reply)
    {
        JsonObject shown = base.Show(task, result, reply);
        return (task.Resource.AwaitsJob || task.Resource.AwaitsToken) && result["Failures"] is JsonArray { Count: > 0 }
            ? throw new TaskFailedException("AmazonECS.Unknown", shown.ToString())
            : shown;
    }
}
