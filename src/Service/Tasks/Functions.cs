using System.Text;
using FunctionsAsl.Core.Json;

namespace FunctionsAsl.Service.Tasks;

/// <summary>Calls functions: the handlers of this host, and behind them those of an endpoint.</summary>
internal sealed class Functions(TaskRunnerOptions options)
{
    private const int MaxFrames = 32;

    /// <exception cref="TaskFailedException">The function could not be called, or said how it failed.</exception>
    /// <exception cref="FunctionFailedException">The function failed.</exception>
    /// <exception cref="OperationCanceledException">Nobody waits for the answer any more.</exception>
    public ValueTask<FunctionAnswer> CallAsync(FunctionCall call, CancellationToken cancel)
    {
        if (options.Handlers.Find(call.Function.Name) is { } handler)
        {
            return CallAsync(handler, call, cancel);
        }

        return options.Lambda is { } endpoint ? endpoint.CallAsync(call, cancel) : throw NotFound(call.Function);
    }

    private static TaskFailedException NotFound(FunctionName function) => new(
        "Lambda.ResourceNotFoundException",
        SdkErrorText.Of(
            $"Function not found: {function.Arn}:{function.Qualifier ?? "$LATEST"}", 404, "ResourceNotFoundException", NewRequestId()));

    private async ValueTask<FunctionAnswer> CallAsync(ITaskHandler handler, FunctionCall call, CancellationToken cancel)
    {
        string requestId = NewRequestId();
        string version = call.Function.Qualifier ?? "$LATEST";
        var answer = new FunctionAnswer(null)
        {
            RequestId = requestId,
            ExecutedVersion = version,
            LogResult = call.LogType == "Tail" ? Log(requestId, version) : null,
        };
        switch (call.InvocationType)
        {
            case "DryRun":
                return answer with { StatusCode = 204 };
            case "Event":
                _ = Task.Run(() => RunUnattendedAsync(handler, call), CancellationToken.None);
                return answer with { StatusCode = 202 };
            default:
                return answer with { Payload = await RunAsync(handler, call.Payload, cancel) };
        }
    }

    /// <summary>The lines that Lambda itself logs. What a handler logs goes to the host's log.</summary>
    private static string Log(string requestId, string version) => Convert.ToBase64String(
        Encoding.UTF8.GetBytes($"START RequestId: {requestId} Version: {version}\nEND RequestId: {requestId}\n"));

    private async Task RunUnattendedAsync(ITaskHandler handler, FunctionCall call)
    {
        try
        {
            await handler.HandleAsync(call.Payload, CancellationToken.None);
        }
        catch (Exception e)
        {
            options.Service.ReportFailure($"function {call.Function.Name}", e);
        }
    }

    private static async ValueTask<JsonValue> RunAsync(ITaskHandler handler, JsonValue payload, CancellationToken cancel)
    {
        JsonValue? result;
        try
        {
            // A handler that ignores its cancellation is left behind.
            result = await handler.HandleAsync(payload, cancel).AsTask().WaitAsync(cancel);
        }
        catch (Exception e) when (e is not (TaskFailedException or FunctionFailedException) && !IsCancelled(e, cancel))
        {
            throw new FunctionFailedException(Report(e));
        }

        return result ?? throw new TaskFailedException("Lambda.Unknown", "The task's handler returned no value.");
    }

    private static bool IsCancelled(Exception e, CancellationToken cancel) =>
        e is OperationCanceledException && cancel.IsCancellationRequested;

    private static JsonObject Report(Exception e) => JsonObject.Of(
        ("errorMessage", e.Message),
        ("errorType", e.GetType().Name),
        ("stackTrace", JsonArray.Of((e.StackTrace ?? "")
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Take(MaxFrames)
            .Select(static line => (JsonValue)line))));

    internal static string NewRequestId() => Guid.NewGuid().ToString();
}
