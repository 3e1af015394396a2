namespace FunctionsAsl.Durable.Orchestration;

/// <summary>A task whose end an execution waits for.</summary>
internal sealed class OpenTask(IssuedCommand command, string? childArn = null)
{
    private const string LookPurpose = "look";

    public IssuedCommand Command { get; private set; } = command;

    public string Id => Command.Id;

    public Command.RunTask Task => (Command.RunTask)Command.Command;

    public bool HasToken => Task.Token is not null;

    /// <summary>Whether it waits for the end of an execution, or of a job, that it starts.</summary>
    public bool HasChild => Task.Resource.AwaitsJob;

    /// <summary>The execution that it has started and waits for.</summary>
    public string? ChildArn { get; set; } = childArn;

    /// <summary>Whether it waits for a job that it has started, at which it looks now and then.</summary>
    public bool HasJob => Task.Job is not null;

    /// <summary>The id of the timer for the next look at what it waits for; the core knows nothing of it.</summary>
    public string LookTimer => TimerPurpose.OfTask(Id, LookPurpose);

    /// <summary>Since when it is to be run; long ago where it has a job since before this generation.</summary>
    public DateTimeOffset Since { get; set; }

    /// <summary>Whether the activity that runs it counts its time, so that the orchestrator's timers are only there for want of that.</summary>
    public bool CountsItsTime { get; set; }

    /// <summary>Its timers that count from when it is taken up. While one holds its token, heartbeats may come that only the orchestrator sees.</summary>
    public IEnumerable<string> TimersOfCall => HasToken
        ? [TimerPurpose.OfTask(Id, TimerPurpose.Timeout)]
        : [TimerPurpose.OfTask(Id, TimerPurpose.Timeout), TimerPurpose.OfTask(Id, TimerPurpose.Heartbeat)];

    /// <summary>Whether its token is known to be of no use any more.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Whether nobody waits for it any more, though it has not ended: what it has started is to be stopped.</summary>
    public bool IsCancelled { get; set; }

    /// <summary>Whether a call runs it right now; else others will report for it.</summary>
    public bool IsRunning { get; set; }

    /// <summary>Whether the execution that it has started was said to have ended, and nobody has asked yet how.</summary>
    public bool ChildHasEnded { get; set; }

    /// <summary>The task that a timer is to look at; <see langword="null"/> where it is none of those.</summary>
    public static string? LookedAtBy(string timer) =>
        timer.EndsWith(":" + LookPurpose, StringComparison.Ordinal) ? timer[..^(LookPurpose.Length + 1)] : null;

    /// <summary>It has a job now. Who looks at that needs no arguments any more.</summary>
    public void Watch(JsonAny job) =>
        Command = new IssuedCommand(Task with { Submitted = true, Job = job, Input = JsonAny.Null });

    // Nobody needs the input again, but who asks how a child has ended that the arguments name.
    public ReportedTask ToReported() =>
        new(Task.Resource is TaskResource.Integration && HasChild ? Command : new IssuedCommand(Task with { Input = JsonAny.Null }), ChildArn)
        {
            Since = HasJob ? null : Since,
        };
}
