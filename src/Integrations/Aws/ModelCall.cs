using System.Security.Cryptography;
using System.Text;

namespace FunctionsAsl.Integrations.Aws;

/// <summary>A task's call of one operation: its arguments checked and written, and the answer as tasks see it.</summary>
internal static class ModelCall
{
    /// <returns>The reply; its output has the names of the model.</returns>
    /// <exception cref="TaskFailedException">The arguments cannot be used.</exception>
    /// <exception cref="AwsUnreachableException">As <see cref="AwsClient.CallAsync"/>.</exception>
    public static ValueTask<AwsReply> CallAsync(
        AwsClient client, ServiceModel service, OperationModel operation, TaskOrigin origin, Command.RunTask task, JsonMap members, CancellationToken cancel) =>
        client.CallAsync(service, operation, WithType(Request(operation, origin, task, members), operation), cancel, trace: origin.TraceOf(task));

    /// <summary>What the operation gets: the task's arguments under the names of the model, with the tokens that nobody gave.</summary>
    public static JsonMap Request(OperationModel operation, TaskOrigin origin, Command.RunTask task, JsonMap members)
    {
        JsonMap request = operation.Input is { } input ? ApiNames.ToRequest(members, input) : JsonMap.Empty;
        foreach (Member token in operation.Input?.Members.Where(static m => m.IdempotencyToken) ?? [])
        {
            if (!request.Contains(token.Name))
            {
                request = request.With(token.Name, TokenOf(origin, task));
            }
        }

        return request;
    }

    /// <summary>A stream of a task is text, and says so where it can (LS test_s3_put_object).</summary>
    private static JsonMap WithType(JsonMap request, OperationModel operation)
    {
        const string ContentType = "ContentType";
        return operation.Input is { Payload: { } payload } input && (payload.Streaming || payload.Shape.Streaming)
            && request.Contains(payload.Name) && input.FindMember(ContentType) is not null && !request.Contains(ContentType)
                ? request.With(ContentType, "text/plain; charset=UTF-8")
                : request;
    }

    /// <summary>What tasks see of an output.</summary>
    /// <param name="time">How they see times; as ISO 8601 where it is <see langword="null"/>.</param>
    public static JsonMap Result(OperationModel operation, AwsReply reply, Func<DateTimeOffset, JsonAny>? time = null) =>
        operation.Output is { } output ? ApiNames.ToResult(reply.Answer.Output!, output, time) : JsonMap.Empty;

    /// <summary>The same for an attempt that is made again after a crash, so that a service does not do twice what it did.</summary>
    public static string TokenOf(TaskOrigin origin, Command.RunTask task) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{origin.ExecutionArn}#{task.Id}")).AsSpan(0, 16)).ToString();
}
