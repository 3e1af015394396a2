namespace FunctionsAsl.Service.Engine;

/// <summary>What the holder of a task token says of its task.</summary>
public abstract record TaskReport
{
    private TaskReport()
    {
    }

    /// <summary>The event that stands for it.</summary>
    public Event ToEvent(string id) => this switch
    {
        Success success => new Event.TaskSucceeded(default, 0, id, success.Output),
        Failure failure => new Event.TaskFailed(default, 0, id, failure.Error, failure.Cause),
        _ => new Event.TaskHeartbeat(default, 0, id),
    };

    public sealed record Success(JsonAny Output) : TaskReport;

    public sealed record Failure(string? Error = null, string? Cause = null) : TaskReport;

    public sealed record Heartbeat : TaskReport;
}
