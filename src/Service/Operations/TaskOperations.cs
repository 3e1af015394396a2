using System.Buffers;
using FunctionsAsl.Core.Json;
using FunctionsAsl.Service.Protocol;

namespace FunctionsAsl.Service.Operations;

/// <summary>What the holders of task tokens report.</summary>
internal sealed class TaskOperations(ServiceContext context)
{
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_.");

    public ValueTask<JsonObject> Succeed(Request request, CancellationToken cancel)
    {
        JsonValue output;
        try
        {
            output = JsonValue.Parse(request.Text("output"));
        }
        catch (JsonSyntaxException e)
        {
            throw new ApiException("InvalidOutput", $"Invalid Output: '{e.Description}'");
        }

        return Report(request, new TaskReport.Success(output), cancel);
    }

    public ValueTask<JsonObject> Fail(Request request, CancellationToken cancel) =>
        Report(request, new TaskReport.Failure(request.OptionalText("error"), request.OptionalText("cause")), cancel);

    public ValueTask<JsonObject> Heartbeat(Request request, CancellationToken cancel) =>
        Report(request, new TaskReport.Heartbeat(), cancel);

    private async ValueTask<JsonObject> Report(Request request, TaskReport report, CancellationToken cancel)
    {
        string token = request.Text("taskToken");
        if (token.AsSpan().ContainsAnyExcept(TokenCharacters))
        {
            throw PageToken.Invalid();
        }

        return await context.Backend.ReportTask(token, report, cancel) switch
        {
            TokenAnswer.Accepted => JsonObject.Empty,
            TokenAnswer.TimedOut =>
                throw new ApiException("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'"),
            _ => throw new ApiException("TaskDoesNotExist", "Task Does Not Exist: 'Provided task does not exist'"),
        };
    }
}
