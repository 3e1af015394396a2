using FunctionsAsl.Json;
using FunctionsAsl.Service;

namespace FunctionsAsl.Durable.Storage;

/// <summary>Saves and loads how a task has ended, as the holder of its token reports it.</summary>
internal static class ReportSerializer
{
    public static JsonObject Save(TaskReport report) => report switch
    {
        TaskReport.Success success => JsonObject.Of(("output", success.Output)),
        TaskReport.Failure failure => JsonObject.Of(("failure", new JsonObject.Builder()
            .SetIfPresent("error", failure.Error is { } error ? new JsonString(error) : null)
            .SetIfPresent("cause", failure.Cause is { } cause ? new JsonString(cause) : null)
            .Build())),
        _ => throw new ArgumentException($"A task does not end with a {report.GetType().Name}.", nameof(report)),
    };

    /// <exception cref="FormatException">This is no saved report.</exception>
    public static TaskReport Load(JsonObject saved) => (saved["output"], saved["failure"]) switch
    {
        ({ } output, null) => new TaskReport.Success(output),
        (null, JsonObject failure) => new TaskReport.Failure((failure["error"] as JsonString)?.Value, (failure["cause"] as JsonString)?.Value),
        _ => throw new FormatException("This is no saved report of a task."),
    };
}
