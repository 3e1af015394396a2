namespace FunctionsAsl.Durable.Orchestration;

/// <summary>A task whose end an execution waits for.</summary>
internal sealed class OpenTask(IssuedCommand command, string? childArn = null)
{
    public IssuedCommand Command => command;

    public string Id => command.Id;

    public Command.RunTask Task => (Command.RunTask)command.Command;

    public bool HasToken => Task.Token is not null;

    /// <summary>Whether it waits for the end of an execution that it starts.</summary>
    public bool HasChild => Task.Resource.AwaitsJob;

    /// <summary>The execution that it has started and waits for.</summary>
    public string? ChildArn { get; set; } = childArn;

    /// <summary>Since when it is to be run.</summary>
    public DateTimeOffset Since { get; init; }

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

    // Nobody needs the input again, but who asks how a child has ended that the arguments name.
    public ReportedTask ToReported() =>
        new(Task.Resource is TaskResource.Integration && HasChild ? command : new IssuedCommand(Task with { Input = JsonValue.Null }), ChildArn);
}
