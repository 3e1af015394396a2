namespace FunctionsAsl.Durable.Orchestration;

/// <summary>The names that the orchestrator calls this project's activities by.</summary>
public static class ActivityName
{
    /// <summary>Runs a task, or offers it to workers.</summary>
    public const string Task = "asl-task";

    /// <summary>Applies events.</summary>
    public const string Advance = "asl-advance";

    /// <summary>Writes what the orchestrator has decided.</summary>
    public const string Save = "asl-save";
}
