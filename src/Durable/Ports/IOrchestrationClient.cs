namespace FunctionsAsl.Durable.Ports;

/// <summary>Starts and tells orchestrations, from outside of them.</summary>
public interface IOrchestrationClient
{
    /// <summary>Starts the orchestrator, durably. Nothing happens where an instance of this id is there and has not ended.</summary>
    ValueTask Start(string instanceId, string input, CancellationToken cancel);

    /// <summary>Sends a message, durably. It may arrive more than once; to an instance that is not there, never.</summary>
    ValueTask Send(string instanceId, string message, CancellationToken cancel);

    /// <summary>What the durable engine knows of an instance. It may lag behind.</summary>
    ValueTask<OrchestrationInstance?> Find(string instanceId, CancellationToken cancel);

    /// <summary>Has the durable engine forget an instance, which has ended. Nothing happens where there is none.</summary>
    ValueTask Purge(string instanceId, CancellationToken cancel);
}

/// <summary>An instance as the durable engine shows it.</summary>
public sealed record OrchestrationInstance(OrchestrationStatus Status, string? CustomStatus, string? Failure);

public enum OrchestrationStatus
{
    /// <summary>It runs, waits, is about to, or is suspended.</summary>
    Running,
    Completed,
    Failed,

    /// <summary>Somebody ended it through the durable engine.</summary>
    Terminated,
}
