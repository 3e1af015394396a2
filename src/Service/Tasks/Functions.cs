using FunctionsAsl.Json;

namespace FunctionsAsl.Service.Tasks;

/// <summary>Calls functions: the handlers of this host, and behind them those of an endpoint.</summary>
internal sealed class Functions(TaskRunnerOptions options)
{
    /// <exception cref="TaskFailedException">The function could not be called, or said how it failed.</exception>
    /// <exception cref="FunctionFailedException">The function failed.</exception>
    /// <exception cref="OperationCanceledException">Nobody waits for the answer any more.</exception>
    public ValueTask<FunctionAnswer> CallAsync(FunctionCall call, CancellationToken cancel)
    {
        if (options.Handlers.Find(call.Function.Name) is { } handler)
        {
            return CallAsync(handler, call, cancel);
        }

        return options.Lambda is { } endpoint
            ? endpoint.CallAsync(call, cancel)
            : throw LambdaInvocation.NotFound(call.Function, NewRequestId());
    }

    private async ValueTask<FunctionAnswer> CallAsync(ITaskHandler handler, FunctionCall call, CancellationToken cancel)
    {
        if (call.InvocationType == "Event")
        {
            _ = Task.Run(() => RunUnattendedAsync(handler, call), CancellationToken.None);
        }

        return call.Answer(call.IsAwaited ? await RunAsync(handler, call.Payload, cancel) : null, NewRequestId());
    }

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
            throw FunctionFailedException.Of(e.GetType().Name, e.Message, e.StackTrace);
        }

        return result ?? throw new TaskFailedException("Lambda.Unknown", "The task's handler returned no value.");
    }

    private static bool IsCancelled(Exception e, CancellationToken cancel) =>
        e is OperationCanceledException && cancel.IsCancellationRequested;

    internal static string NewRequestId() => Guid.NewGuid().ToString();
}
