namespace FunctionsAsl.Service.Tasks;

/// <summary>Calls a function, by its ARN or by <c>lambda:invoke</c>: a handler of this host, or one behind an endpoint.</summary>
internal sealed class FunctionIntegration(TaskRunnerOptions options) : IIntegration
{
    public async ValueTask<CallAnswer> CallAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        LambdaInvocation invocation = LambdaInvocation.Read(task, options.Service, Guid.NewGuid);
        try
        {
            FunctionAnswer answer = await CallAsync(invocation.Call with { Trace = origin.TraceOf(task) }, cancel);
            return new CallAnswer(invocation.Output(answer, options.Service.Clock.GetUtcNow()));
        }
        catch (FunctionFailedException e)
        {
            throw invocation.Describe(e);
        }
    }

    public void Check(Command.RunTask task) => LambdaInvocation.Read(task, options.Service, Guid.NewGuid);

    private ValueTask<FunctionAnswer> CallAsync(FunctionCall call, CancellationToken cancel)
    {
        if (options.Handlers.Find(call.Function.Name) is { } handler)
        {
            return CallAsync(handler, call, cancel);
        }

        return options.Lambda is { } endpoint
            ? endpoint.CallAsync(call, cancel)
            : throw LambdaInvocation.NotFound(call.Function, Guid.NewGuid().ToString());
    }

    private async ValueTask<FunctionAnswer> CallAsync(ITaskHandler handler, FunctionCall call, CancellationToken cancel)
    {
        if (call.InvocationType == "Event")
        {
            _ = Task.Run(() => RunUnattendedAsync(handler, call), CancellationToken.None);
        }

        return call.Answer(call.IsAwaited ? await RunAsync(handler, call.Payload, cancel) : null, Guid.NewGuid().ToString());
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

    private static async ValueTask<JsonAny> RunAsync(ITaskHandler handler, JsonAny payload, CancellationToken cancel)
    {
        JsonAny? result;
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
}
