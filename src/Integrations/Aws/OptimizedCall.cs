using FunctionsAsl.AwsApi.Protocols;

namespace FunctionsAsl.Integrations.Aws;

/// <summary>An optimized integration that is a single call (DG/integrate-optimized).</summary>
/// <param name="names">What AWS calls the service in errors.</param>
internal class OptimizedCall(AwsClient client, ServiceModel service, OperationModel operation, OptimizedNames names) : IIntegration
{
    public async ValueTask<CallAnswer> CallAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        Check(task);
        var arguments = new Arguments(task.Input);
        try
        {
            AwsReply reply = await ModelCall.CallAsync(client, service, operation, origin, task, Complete(origin, arguments.Members), cancel);
            return reply.Answer.Error is { } error
                ? throw Refused(error, reply)
                : new CallAnswer(Show(ModelCall.Result(operation, reply), reply));
        }
        catch (AwsUnreachableException e)
        {
            throw new TaskFailedException($"{names.Prefix}.SdkClientException", e.Message);
        }
    }

    public void Check(Command.RunTask task) => new Arguments(task.Input).Check(operation.Input!);

    /// <summary>What the service gets of the arguments.</summary>
    protected virtual JsonObject Complete(TaskOrigin origin, JsonObject members) => members;

    /// <summary>The task's result: that of the operation and the HTTP side of the answer, in the order of their names.</summary>
    /// <exception cref="TaskFailedException">The result is a failure.</exception>
    protected virtual JsonObject Show(JsonObject result, AwsReply reply) => JsonObject.Of(
    [
        .. result.Select(static m => (m.Key, m.Value))
            .Append(("SdkHttpMetadata", SdkMetadata.Of(reply.Status, reply.Headers)))
            .Append(("SdkResponseMetadata", JsonObject.Of(("RequestId", reply.Answer.RequestId ?? ""))))
            .OrderBy(static m => m.Item1, StringComparer.Ordinal),
    ]);

    private TaskFailedException Refused(AwsError error, AwsReply reply) => new(
        $"{names.Prefix}.{(error.Shape is { } shape ? ApiNames.ExceptionName(shape.Name) : names.OwnError)}",
        SdkErrorText.Of(error.Message, error.Status, error.Code, reply.Answer.RequestId ?? "null", names.Client));
}
