namespace FunctionsAsl.Service.Tasks;

/// <summary>
/// The code of a Task state, registered by the name that stands in the resource
/// (<c>arn:aws:lambda:…:function:NAME</c> or <c>lambda:invoke</c>'s <c>FunctionName</c>). It may run more than once for one
/// attempt: a result that was not made durable before a crash is asked for again.
/// </summary>
public interface ITaskHandler
{
    /// <summary>Runs one attempt.</summary>
    /// <returns>The task's result.</returns>
    /// <exception cref="TaskFailedException">The task fails with this error name and cause, for Retry and Catch to match.</exception>
    /// <remarks>Any other exception fails the task as an unhandled exception fails a Lambda function: its class name is the error.</remarks>
    ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel);
}

/// <summary>A task failed in a way its workflow can name.</summary>
public sealed class TaskFailedException(string error, string? cause) : Exception(cause)
{
    public string Error { get; } = error;

    public string? Cause { get; } = cause;
}
