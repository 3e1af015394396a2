namespace FunctionsAsl.Service.Tasks;

/// <summary>
/// A function failed and its runtime reported how: an object with <c>errorType</c>, <c>errorMessage</c> and <c>stackTrace</c>.
/// </summary>
/// <remarks>
/// The error is the report's <c>errorType</c>. The cause is the report's text: as the runtime wrote it for a function named by
/// its ARN, compact through <c>lambda:invoke</c> (AWS differs so; conformance test_raise_exception_catch*).
/// </remarks>
/// <param name="text">The report as the runtime wrote it, where that is known; else it is written with blanks.</param>
public sealed class FunctionFailedException(JsonAny report, string? text = null) : Exception(text ?? report.ToString())
{
    private const int MaxFrames = 32;

    public JsonAny Report { get; } = report;

    /// <summary>A failure by an exception, as Lambda's runtimes report one.</summary>
    internal static FunctionFailedException Of(string type, string message, string? trace) => new(JsonMap.Of(
        ("errorMessage", message),
        ("errorType", type),
        ("stackTrace", JsonList.Of((trace ?? "")
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Take(MaxFrames)
            .Select(static line => (JsonAny)line)))));

    /// <summary>The error name and cause of the task.</summary>
    /// <param name="compact">Whether the cause has no blanks.</param>
    internal TaskFailedException Describe(bool compact)
    {
        string written = compact ? Report.ToString() : text ?? SpacedJson.Write(Report);
        return Report is JsonMap o && o["errorType"] is JsonString { Value.Length: > 0 } type
            ? new TaskFailedException(type.Value, written)
            // AWS's words for a report without a type, as of a function that was killed.
            : new TaskFailedException(
                "Lambda.Unknown",
                $"The cause could not be determined because Lambda did not return an error type. Returned payload: {written}");
    }
}
