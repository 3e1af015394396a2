namespace FunctionsAsl.Integrations.Azure.Jobs;

/// <summary>How an execution of a Container Apps job goes.</summary>
/// <param name="properties">As the Resource Manager describes it.</param>
internal sealed class JobExecution(JsonMap properties)
{
    public bool HasSucceeded => Status == "Succeeded";

    public bool WasStopped => Status == "Stopped";

    /// <summary>Whether it has ended otherwise; what is degraded may still go on, and has an end when it does not.</summary>
    public bool HasFailed => Status == "Failed" || (Status == "Degraded" && EndTime is not null);

    public bool HasEnded => HasSucceeded || WasStopped || HasFailed;

    public bool Runs => Status is "Running" or "Degraded" && !HasEnded;

    /// <summary>Of its containers: Azure says no more of them than whether all went well. <see langword="null"/> of those that have not ended by themselves.</summary>
    public int? ExitCode => HasSucceeded ? 0 : HasFailed ? 1 : null;

    /// <summary>ISO 8601; so the other.</summary>
    public JsonString? StartTime => properties["startTime"] as JsonString;

    public JsonString? EndTime => properties["endTime"] as JsonString;

    /// <summary>Its containers with their names and images.</summary>
    public IEnumerable<JsonMap> Containers =>
        ((properties["template"] as JsonMap)?["containers"] as JsonList ?? JsonList.Empty).OfType<JsonMap>();

    private string? Status => (properties["status"] as JsonString)?.Value;
}
