namespace FunctionsAsl.Integrations.Aws;

/// <summary><c>ecs:runTask</c> (DG/connect-ecs): a task that is waited for fails where any could not be placed.</summary>
internal sealed class RunTaskCall(OptimizedOperation operation) : OptimizedCall(operation)
{
    private const string StartedBy = "StartedBy";

    protected override JsonMap Complete(TaskOrigin origin, JsonMap members) =>
        members.Contains(StartedBy) ? members : members.With(StartedBy, "AWS Step Functions");

    /// <exception cref="TaskFailedException">AmazonECS.Unknown: a task could not be placed.</exception>
    protected override JsonMap Show(Command.RunTask task, JsonMap result, AwsReply reply)
    {
        JsonMap shown = base.Show(task, result, reply);
        return (task.Resource.AwaitsJob || task.Resource.AwaitsToken) && result["Failures"] is JsonList { Count: > 0 }
            ? throw new TaskFailedException("AmazonECS.Unknown", shown.ToString())
            : shown;
    }
}
