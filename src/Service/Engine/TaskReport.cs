using FunctionsAsl.Json;

namespace FunctionsAsl.Service.Engine;

/// <summary>What the holder of a task token says of its task.</summary>
public abstract record TaskReport
{
    private TaskReport()
    {
    }

    public sealed record Success(JsonValue Output) : TaskReport;

    public sealed record Failure(string? Error = null, string? Cause = null) : TaskReport;

    public sealed record Heartbeat : TaskReport;
}
