namespace FunctionsAsl.Core.Execution;

/// <summary>
/// Output of the core: something the host must do. The id is derived from the position in the workflow (branch, step,
/// attempt), so carrying a command out twice can be recognised and is harmless.
/// </summary>
public abstract record Command(string Id)
{
    /// <summary>Run one attempt of a task and report with the events that carry this id.</summary>
    /// <param name="Id">Position of the attempt.</param>
    /// <param name="Attempt">0 for the first attempt, counting up with each retry.</param>
    /// <param name="Token">The task token, where a callback may end the task.</param>
    /// <param name="Submitted">
    /// Whether the service had accepted the job already, or the activity's workers had been offered it, before a restart: then only its
    /// end is to be awaited again.
    /// </param>
    public sealed record RunTask(
        string Id, string State, TaskResource Resource, JsonAny Input, int Attempt, string? Token, bool Submitted = false)
        : Command(Id)
    {
        /// <summary>For hosts that let tasks queue: how long it may take from when it is taken up, in seconds. An activity's worker has its own time.</summary>
        public long? TimeoutSeconds { get; init; }

        /// <summary>How long it may take to the first heartbeat, counted in the same way.</summary>
        public long? HeartbeatSeconds { get; init; }

        /// <summary>What names the job that the service has accepted, in the words of whoever started it; <see langword="null"/> where none was.</summary>
        public JsonAny? Job { get; init; }

        /// <summary>The Entered event of its state; 0 where an older release issued the command.</summary>
        public long EnteredEventId { get; init; }
    }

    /// <summary>Nobody waits for the task any more. It may have ended already.</summary>
    public sealed record CancelTask(string Id) : Command(Id);

    /// <summary>Send <see cref="Event.TimerFired"/> at or after <paramref name="Due"/>; a timer of the same id is replaced.</summary>
    public sealed record StartTimer(string Id, DateTimeOffset Due) : Command(Id);

    /// <summary>Send <see cref="Event.Continued"/>, behind what other executions have to do: there is more to do than fits into a step.</summary>
    public sealed record Continue(string Id) : Command(Id);

    /// <summary>The timer is not needed any more. It may have fired already.</summary>
    public sealed record CancelTimer(string Id) : Command(Id);
}
