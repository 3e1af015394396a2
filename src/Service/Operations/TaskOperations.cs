using FunctionsAsl.Service.Engine;

namespace FunctionsAsl.Service.Operations;

/// <summary>What the holders of task tokens report.</summary>
internal sealed class TaskOperations(ServiceContext context)
{
    public ValueTask<JsonMap> Succeed(Request request, CancellationToken cancel)
    {
        CheckToken(request);
        JsonAny output;
        try
        {
            output = JsonAny.Parse(request.Text("output"));
        }
        catch (JsonSyntaxException e)
        {
            throw new ApiException("InvalidOutput", $"Invalid Output: '{e.Description}'");
        }

        return Report(request, new TaskReport.Success(output), cancel);
    }

    public ValueTask<JsonMap> Fail(Request request, CancellationToken cancel) =>
        Report(request, new TaskReport.Failure(request.OptionalText("error"), request.OptionalText("cause")), cancel);

    public ValueTask<JsonMap> Heartbeat(Request request, CancellationToken cancel) =>
        Report(request, new TaskReport.Heartbeat(), cancel);

    private async ValueTask<JsonMap> Report(Request request, TaskReport report, CancellationToken cancel)
    {
        CheckToken(request);
        return await context.Engine.ReportTask(request.Text("taskToken"), report, cancel) switch
        {
            TokenAnswer.Accepted => JsonMap.Empty,
            TokenAnswer.TimedOut =>
                throw new ApiException("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'"),
            _ => throw new ApiException("TaskDoesNotExist", "Task Does Not Exist: 'Provided task does not exist'"),
        };
    }

    /// <summary>
    /// A text that no execution can have given out is refused before anything else is looked at (LS test_sfn_send_task_outcome*).
    /// </summary>
    /// <exception cref="ApiException">InvalidToken</exception>
    private static void CheckToken(Request request)
    {
        if (!TaskToken.TryParse(request.Text("taskToken"), out _))
        {
            throw PageToken.Invalid();
        }
    }
}
