namespace FunctionsAsl.Testing;

/// <summary>What came of one state that was tested by itself.</summary>
public sealed class StateResult
{
    private readonly JsonSerializerOptions _json;

    internal StateResult(JsonObject answer, JsonSerializerOptions json)
    {
        _json = json;
        Status = (string)answer["status"]!;
        OutputJson = (string?)answer["output"];
        Error = (string?)answer["error"];
        Cause = (string?)answer["cause"];
        NextState = (string?)answer["nextState"];
        Inspection = answer["inspectionData"] as JsonObject ?? [];
    }

    /// <summary>In AWS's words: <c>SUCCEEDED</c>, <c>FAILED</c>, <c>RETRIABLE</c>, <c>CAUGHT_ERROR</c>.</summary>
    public string Status { get; }

    /// <summary>The state's output as JSON text; <see langword="null"/> where it failed.</summary>
    public string? OutputJson { get; }

    /// <summary>What it failed with, also where that was caught; <see langword="null"/> where it did not.</summary>
    public string? Error { get; }

    /// <summary>What is told of the error.</summary>
    public string? Cause { get; }

    /// <summary>The state that comes next; <see langword="null"/> where none does.</summary>
    public string? NextState { get; }

    /// <summary>The stages of the state's data, as TestState shows them: <c>afterArguments</c>, <c>variables</c>, …</summary>
    public JsonObject Inspection { get; }

    /// <summary>The state's output.</summary>
    /// <exception cref="WorkflowAssertionException">It has none, as it failed.</exception>
    public T Output<T>() => JsonSerializer.Deserialize<T>(
        OutputJson ?? throw new WorkflowAssertionException($"The state has no output. {Status}: {Error}: {Cause}"), _json)!;
}
