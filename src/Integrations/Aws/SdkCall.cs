using FunctionsAsl.AwsApi.Protocols;

namespace FunctionsAsl.Integrations.Aws;

/// <summary><c>aws-sdk:SERVICE:ACTION</c> (DG/supported-services-awssdk).</summary>
internal sealed class SdkCall(AwsClient client, ServiceModel service, OperationModel operation) : IIntegration
{
    public async ValueTask<CallAnswer> CallAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        var arguments = new Arguments(task.Input);
        string name = SdkName.OfService(service);
        Check(task);
        try
        {
            AwsReply reply = await ModelCall.CallAsync(client, service, operation, origin, task, arguments.Members, cancel);
            return reply.Answer.Error is { } error ? throw Refused(service, error, reply) : new CallAnswer(ModelCall.Result(operation, reply));
        }
        catch (AwsUnreachableException e)
        {
            throw new TaskFailedException($"{name}.SdkClientException", e.Message);
        }
    }

    public void Check(Command.RunTask task)
    {
        if (operation.Input is { } input)
        {
            new Arguments(task.Input).Check(input);
        }
    }

    /// <summary>The failure of a task by an error, as the second SDK for Java has it.</summary>
    public static TaskFailedException Refused(ServiceModel service, AwsError error, AwsReply reply)
    {
        string name = SdkName.OfService(service);
        return new TaskFailedException(
            $"{name}.{SdkName.OfError(service, error.Shape)}",
            SdkErrorText.OfSdk2(error.Message, error.Status, name, reply.Answer.RequestId ?? "null", reply.Header("x-amz-id-2")));
    }
}
