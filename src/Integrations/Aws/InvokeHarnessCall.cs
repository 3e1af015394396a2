using FunctionsAsl.AwsApi.EventStreams;
using FunctionsAsl.AwsApi.Protocols;
using FunctionsAsl.Service.Tracing;

namespace FunctionsAsl.Integrations.Aws;

/// <summary>
/// <c>bedrockagentcore:invokeHarness</c> (DG/connect-bedrockagentcore): runs an agent, reads what it says as it comes, and gives its last
/// message. After 15 minutes the task times out whatever its state says; the agent is not stopped by that.
/// </summary>
/// <remarks>
/// No errors of AWS are recorded: these are those of the second SDK for Java, the first one had its end before this integration came. The
/// examples of the guide leave RuntimeSessionId out, which the API requires: one is made up then, the same for an attempt that is made again.
/// </remarks>
internal sealed class InvokeHarnessCall(AwsClient client, ServiceModel service, OperationModel operation, TimeProvider clock) : IIntegration
{
    private const string Session = "RuntimeSessionId";

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    public void Check(Command.RunTask task) => Members(origin: null, task);

    public async ValueTask<CallAnswer> CallAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        JsonMap members = Members(origin, task);
        using var end = new CancellationTokenSource(Longest, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, end.Token);
        try
        {
            return new CallAnswer(await AskAsync(ModelCall.Request(operation, origin, task, members), origin.TraceOf(task), limit.Token));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TaskFailedException(ErrorName.Timeout, cause: null);
        }
        catch (Exception e) when (e is AwsUnreachableException or AwsFormatException or IOException or HttpRequestException)
        {
            throw new TaskFailedException($"{SdkName.OfService(service)}.SdkClientException", e.Message);
        }
    }

    private async ValueTask<JsonMap> AskAsync(JsonMap request, TraceContext? trace, CancellationToken cancel)
    {
        (AwsReply reply, Stream? content) = await client.OpenAsync(service, operation, request, cancel, trace);
        if (content is null)
        {
            throw SdkCall.Refused(service, reply.Answer.Error!, reply);
        }

        await using (content)
        {
            var answer = new HarnessAnswer();
            await foreach (StreamEvent said in EventStreamReader.ReadAsync(operation, content, cancel))
            {
                if (said.Error is { } error)
                {
                    throw SdkCall.Refused(service, error, reply);
                }

                answer.Add(said);
            }

            return answer.ToResult();
        }
    }

    /// <summary>The task's arguments, checked.</summary>
    /// <param name="origin">Not needed where nothing is called.</param>
    /// <exception cref="TaskFailedException">They cannot be used.</exception>
    private JsonMap Members(TaskOrigin? origin, Command.RunTask task)
    {
        var arguments = new Arguments(task.Input);
        JsonMap members = arguments.Members;
        members = members.Contains(Session) ? members : members.With(Session, origin is null ? "" : ModelCall.TokenOf(origin, task));
        new Arguments(members).Check(operation.Input!);
        return members;
    }
}
