namespace FunctionsAsl.Durable.Ports;

/// <summary>
/// What an orchestrator may use: nothing else may be awaited or asked for a time, so that a replay decides the same. All tasks
/// complete on the orchestrator's own thread, one at a time, in the order of the recorded history.
/// </summary>
public interface IOrchestration
{
    /// <summary>The time of the recorded history, in UTC; it stands still between two awaits.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Whether what is done now was done before. Only for what nobody decides on, as the status.</summary>
    bool IsReplaying { get; }

    /// <summary>Runs one of this project's own activities. It may run more than once, and its text is kept in the durable history.</summary>
    /// <exception cref="ActivityFailedException">It threw, or it does not exist.</exception>
    Task<string> CallActivity(string name, string input);

    /// <summary>Runs an activity function that the app's author wrote, with a JSON document in and out.</summary>
    /// <exception cref="ActivityFailedException">It threw, or it does not exist.</exception>
    Task<JsonAny> CallFunction(string name, JsonAny input);

    /// <summary>
    /// How much too early a timer may complete. The queues of Azure Storage hold a message back for whole seconds; what is left of the
    /// last one is cut off.
    /// </summary>
    TimeSpan TimerGrain => TimeSpan.FromSeconds(1);

    /// <summary>Completes at <paramref name="due"/> or later, or a <see cref="TimerGrain"/> early. One that is not needed any more must be cancelled.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ActivityFailedException">The engine took an activity's failure for its end, as it may where it moves orchestrations.</exception>
    Task CreateTimer(DateTimeOffset due, CancellationToken cancel);

    /// <summary>
    /// The next message (<see cref="IOrchestrationClient.Send"/>). Those that come early are kept. At most one may be awaited at a time:
    /// several waiters are served in an order that nobody would guess.
    /// </summary>
    Task<string> WaitForMessage();

    /// <summary>Shows a status beside the instance, at no cost; at most 8,192 characters. It may be shown late.</summary>
    void SetStatus(string status);

    /// <summary>Ends this run, and begins another of the same id with an empty durable history; messages not taken stay.</summary>
    void ContinueAsNew(string input);
}

/// <summary>An activity failed; for what reason is only for people and for error names to match.</summary>
/// <param name="type">The exception's type name, with or without its namespace; <c>(unknown)</c> where there is no such activity.</param>
public sealed class ActivityFailedException(string type, string? message, string? trace) : Exception(message)
{
    public string Type { get; } = type;

    public string? Trace { get; } = trace;

    internal bool IsOf<TException>()
        where TException : Exception => Type.EndsWith(typeof(TException).Name, StringComparison.Ordinal);

    /// <summary>Whether the worker was lost that ran it: it said nothing, and may not have come to its end.</summary>
    public bool IsWorkerLost { get; init; }
}
