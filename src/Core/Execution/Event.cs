namespace FunctionsAsl.Core.Execution;

/// <summary>
/// Input to the core: something happened to an execution. Time and randomness come with it, so that applying the same
/// events again decides the same. An event that comes late or twice changes nothing.
/// </summary>
/// <param name="Time">When it happened; the timestamp of every history event it causes.</param>
/// <param name="Seed">Seeds the random draws made while it is applied.</param>
public abstract record Event(DateTimeOffset Time, ulong Seed)
{
    /// <summary>The execution begins.</summary>
    public sealed record Started(DateTimeOffset Time, ulong Seed, ExecutionInput Execution) : Event(Time, Seed);

    /// <summary>A timer that a <see cref="Command.StartTimer"/> set is due.</summary>
    public sealed record TimerFired(DateTimeOffset Time, ulong Seed, string Id) : Event(Time, Seed);

    /// <summary>Something happened to a task.</summary>
    /// <param name="Id">The id of the <see cref="Command.RunTask"/>.</param>
    public abstract record OfTask(DateTimeOffset Time, ulong Seed, string Id) : Event(Time, Seed)
    {
        /// <summary>Whether nothing more will happen to it.</summary>
        public bool Ends => this is TaskSucceeded or TaskFailed;
    }

    /// <summary>An activity's workers can get the task: there is such an activity.</summary>
    public sealed record TaskOffered(DateTimeOffset Time, ulong Seed, string Id) : OfTask(Time, Seed, Id);

    /// <summary>An activity worker took the task; its time-outs count from here.</summary>
    public sealed record TaskStarted(DateTimeOffset Time, ulong Seed, string Id, string? WorkerName) : OfTask(Time, Seed, Id);

    /// <summary>The service accepted a task that it will report on later (<c>.sync</c>, <c>.waitForTaskToken</c>).</summary>
    public sealed record TaskSubmitted(DateTimeOffset Time, ulong Seed, string Id, JsonAny Output) : OfTask(Time, Seed, Id)
    {
        /// <summary>What names the job that was accepted, for those who look after it; <see langword="null"/> where others report its end.</summary>
        public JsonAny? Job { get; init; }
    }

    public sealed record TaskSucceeded(DateTimeOffset Time, ulong Seed, string Id, JsonAny Output) : OfTask(Time, Seed, Id);

    public sealed record TaskFailed(DateTimeOffset Time, ulong Seed, string Id, string? Error, string? Cause) : OfTask(Time, Seed, Id)
    {
        /// <summary>How the child execution of a Map Run has ended that the task was.</summary>
        public ExecutionStatus? Child { get; init; }
    }

    /// <summary>The task's worker says that it is still at work.</summary>
    public sealed record TaskHeartbeat(DateTimeOffset Time, ulong Seed, string Id) : OfTask(Time, Seed, Id);

    /// <summary>The step that a <see cref="Command.Continue"/> ended goes on.</summary>
    public sealed record Continued(DateTimeOffset Time, ulong Seed, string Id) : Event(Time, Seed);

    /// <summary>Somebody stops the execution.</summary>
    public sealed record Stopped(DateTimeOffset Time, ulong Seed, string? Error, string? Cause) : Event(Time, Seed);

    /// <summary>An execution that ended without success goes on from where it ended.</summary>
    public sealed record Redriven(DateTimeOffset Time, ulong Seed) : Event(Time, Seed);

    /// <summary>Somebody changes how a Map Run goes on; what is <see langword="null"/> stays.</summary>
    public sealed record MapRunUpdated(
        DateTimeOffset Time, ulong Seed, long? MaxConcurrency, long? ToleratedFailureCount, double? ToleratedFailurePercentage)
        : Event(Time, Seed);

    /// <summary>The state machine was deleted: the execution fails at its next transition (ST deletion_lifecycle).</summary>
    public sealed record MachineDeleted(DateTimeOffset Time, ulong Seed) : Event(Time, Seed);
}

/// <summary>What an execution is started with.</summary>
public sealed record ExecutionInput
{
    public required string Arn { get; init; }

    /// <summary>Whether the ARN is an Express execution's: <c>arn:aws:states:REGION:ACCOUNT:express:…</c>.</summary>
    public bool IsExpress => Arn.Split(':', 7) is [_, _, _, _, _, "express", _];

    /// <summary>Whether nobody waits for the Express execution's end; never saved, as those are not.</summary>
    public bool IsAsynchronous { get; init; }

    /// <summary>The region that the ARN names.</summary>
    public string Region => Arn.Split(':') is { Length: > 3 } parts ? parts[3] : "";

    public required string Name { get; init; }

    public required string RoleArn { get; init; }

    public required string StateMachineArn { get; init; }

    public required string StateMachineName { get; init; }

    /// <summary>The ARN of the version of the state machine that it runs; <see langword="null"/> where it runs none.</summary>
    public string? StateMachineVersionArn { get; init; }

    /// <summary>The ARN of the alias that led to the version; <see langword="null"/> where none did.</summary>
    public string? StateMachineAliasArn { get; init; }

    public required JsonAny Input { get; init; }

    /// <summary>Random bytes in hexadecimal that make this execution's task tokens unguessable.</summary>
    public required string TokenKey { get; init; }

    /// <summary>Wait states and retries wait this many times as long as they say; below 1 to see the end of a workflow sooner.</summary>
    public double WaitScale { get; init; } = 1;
}
