namespace FunctionsAsl.Durable.Orchestration;

/// <summary>
/// What an execution is told from outside. It may come twice, late or out of order: one that nobody waits for changes nothing.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Reported), nameof(Reported))]
[JsonDerivedType(typeof(Leased), nameof(Leased))]
[JsonDerivedType(typeof(Heartbeat), nameof(Heartbeat))]
[JsonDerivedType(typeof(ChildEnded), nameof(ChildEnded))]
[JsonDerivedType(typeof(Stop), nameof(Stop))]
[JsonDerivedType(typeof(UpdateMapRun), nameof(UpdateMapRun))]
[JsonDerivedType(typeof(MachineDeleted), nameof(MachineDeleted))]
[JsonDerivedType(typeof(Wake), nameof(Wake))]
internal abstract record OrchestrationMessage
{
    /// <summary>The holder of a token has reported. What it said stands in the task's blob, and here too where it is small.</summary>
    public sealed record Reported(string Id, TaskReport? Report = null) : OrchestrationMessage;

    /// <summary>A worker has taken an activity's task.</summary>
    public sealed record Leased(string Id, string? Worker = null) : OrchestrationMessage;

    public sealed record Heartbeat(string Id) : OrchestrationMessage;

    /// <summary>The execution that a task started has ended.</summary>
    public sealed record ChildEnded(string Id) : OrchestrationMessage;

    public sealed record Stop(string? Error = null, string? Cause = null) : OrchestrationMessage;

    /// <summary>Changes how a Map Run goes on.</summary>
    public sealed record UpdateMapRun(
        long? MaxConcurrency = null, long? ToleratedFailureCount = null, double? ToleratedFailurePercentage = null) : OrchestrationMessage;

    /// <summary>The state machine was deleted.</summary>
    public sealed record MachineDeleted : OrchestrationMessage;

    /// <summary>Some timer is long past due: all that are due by now fire, whatever became of them.</summary>
    public sealed record Wake : OrchestrationMessage;

    public string ToText() => Wire.ToText(this);

    /// <summary>Reads what <see cref="ToText"/> gave; <see langword="null"/> for anything else.</summary>
    public static OrchestrationMessage? TryParse(string text)
    {
        try
        {
            return Wire.Parse<OrchestrationMessage>(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
