namespace FunctionsAsl.Durable.Ports;

/// <summary>Starts and tells orchestrations, from outside of them.</summary>
public interface IOrchestrationClient
{
    /// <summary>Starts the orchestrator, durably. Nothing happens where an instance of this id is there and has not ended.</summary>
    ValueTask Start(string instanceId, string input, CancellationToken cancel);

    /// <summary>
    /// Sends a message, durably. It may arrive more than once; to an instance that is not there, never; and to one that is
    /// <see cref="OrchestrationStatus.Pending"/>, perhaps never.
    /// </summary>
    ValueTask Send(string instanceId, string message, CancellationToken cancel);

    /// <summary>What the durable engine knows of an instance. It may lag behind.</summary>
    ValueTask<OrchestrationInstance?> Find(string instanceId, CancellationToken cancel);

    /// <summary>Has the durable engine forget an instance, which has ended. Nothing happens where there is none.</summary>
    ValueTask Purge(string instanceId, CancellationToken cancel);
}

/// <summary>An instance as the durable engine shows it.</summary>
public sealed record OrchestrationInstance(OrchestrationStatus Status, string? CustomStatus, string? Failure)
{
    public bool IsOver => Status is not (OrchestrationStatus.Pending or OrchestrationStatus.Running);
}

// The data sets of tests/Compatibility have them by their numbers.
public enum OrchestrationStatus
{
    /// <summary>It runs, waits, or is suspended.</summary>
    Running,
    Completed,
    Failed,

    /// <summary>Somebody ended it through the durable engine.</summary>
    Terminated,

    /// <summary>It was started, and has not begun. What is sent to it now may be lost.</summary>
    Pending,
}
