using FunctionsAsl.AwsApi.Protocols;

namespace FunctionsAsl.Integrations.Aws;

/// <summary>An operation of a service as optimized integrations call it: times in milliseconds, errors as the first SDK for Java has them.</summary>
/// <param name="names">What AWS calls the service in errors.</param>
internal sealed class OptimizedOperation(AwsClient client, ServiceModel service, OperationModel operation, OptimizedNames names)
{
    /// <exception cref="TaskFailedException">The operation does not take these arguments.</exception>
    public void Check(Arguments arguments)
    {
        if (operation.Input is { } input)
        {
            arguments.Check(input);
        }
        else
        {
            arguments.Allow();
        }
    }

    /// <summary>Calls it for a task.</summary>
    /// <param name="members">Arguments that were checked.</param>
    /// <exception cref="TaskFailedException">The service refused, or could not be reached.</exception>
    public async ValueTask<(JsonMap Result, AwsReply Reply)> CallAsync(
        TaskOrigin origin, Command.RunTask task, JsonMap members, CancellationToken cancel)
    {
        try
        {
            AwsReply reply = await AskAsync(origin, task, members, cancel);
            return reply.Answer.Error is null ? (Result(reply), reply) : throw Refused(reply);
        }
        catch (AwsUnreachableException e)
        {
            throw new TaskFailedException($"{names.Prefix}.SdkClientException", e.Message);
        }
    }

    /// <summary>Calls it for a task, whatever the answer.</summary>
    /// <exception cref="AwsUnreachableException">As <see cref="AwsClient.CallAsync"/>.</exception>
    public ValueTask<AwsReply> AskAsync(TaskOrigin origin, Command.RunTask task, JsonMap members, CancellationToken cancel) =>
        ModelCall.CallAsync(client, service, operation, origin, task, members, cancel);

    /// <summary>What tasks see of an answer that is no error.</summary>
    public JsonMap Result(AwsReply reply) => ModelCall.Result(operation, reply, ApiNames.Milliseconds);

    /// <summary>The failure of a task by an answer that is an error.</summary>
    public TaskFailedException Refused(AwsReply reply)
    {
        AwsError error = reply.Answer.Error!;
        return new TaskFailedException(
            $"{names.Prefix}.{(error.Shape is { } shape ? ApiNames.ExceptionName(shape.Name) : names.OwnError)}",
            SdkErrorText.Of(error.Message, error.Status, error.Code, reply.Answer.RequestId ?? "null", names.Client));
    }
}
