namespace FunctionsAsl.Integrations.Aws;

/// <summary>An optimized integration that is a single call (DG/integrate-optimized).</summary>
internal class OptimizedCall(OptimizedOperation operation) : IIntegration
{
    public virtual async ValueTask<CallAnswer> CallAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        JsonMap members = await RequestAsync(origin, task, cancel);
        (JsonMap result, AwsReply reply) = await operation.CallAsync(origin, task, members, cancel);
        return new CallAnswer(Show(task, result, reply));
    }

    public virtual void Check(Command.RunTask task) => operation.Check(new Arguments(task.Input));

    /// <summary>What the service gets of the task's arguments.</summary>
    /// <exception cref="TaskFailedException">They cannot be used.</exception>
    protected virtual ValueTask<JsonMap> RequestAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        var arguments = new Arguments(task.Input);
        operation.Check(arguments);
        return ValueTask.FromResult(Complete(origin, arguments.Members));
    }

    /// <summary>What the service gets of arguments that it takes.</summary>
    protected virtual JsonMap Complete(TaskOrigin origin, JsonMap members) => members;

    /// <summary>The task's result: that of the operation and the HTTP side of the answer, in the order of their names.</summary>
    /// <exception cref="TaskFailedException">The result is a failure.</exception>
    protected virtual JsonMap Show(Command.RunTask task, JsonMap result, AwsReply reply) => JsonMap.Of(
    [
        .. result.Select(static m => (m.Key, m.Value))
            .Append(("SdkHttpMetadata", SdkMetadata.Of(reply.Status, reply.Headers)))
            .Append(("SdkResponseMetadata", JsonMap.Of(("RequestId", reply.Answer.RequestId ?? ""))))
            .OrderBy(static m => m.Item1, StringComparer.Ordinal),
    ]);
}
