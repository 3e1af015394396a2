using FunctionsAsl.Core.Json;

namespace FunctionsAsl.Service.Tasks;

/// <summary>One call of a function.</summary>
/// <param name="Function">Which function.</param>
/// <param name="Payload">Its input.</param>
internal sealed record FunctionCall(FunctionName Function, JsonValue Payload)
{
    /// <summary><c>RequestResponse</c>, <c>Event</c> (do not wait) or <c>DryRun</c> (do not run).</summary>
    public string InvocationType { get; init; } = "RequestResponse";

    /// <summary>Base64 text that the function sees as its client's context.</summary>
    public string? ClientContext { get; init; }

    /// <summary><c>Tail</c>: the answer carries the end of the function's log.</summary>
    public string? LogType { get; init; }
}

/// <summary>What a function answered.</summary>
/// <param name="Payload">The result, as it was written if that is known; <see langword="null"/> where the call did not wait for one.</param>
internal sealed record FunctionAnswer(JsonValue? Payload)
{
    public int StatusCode { get; init; } = 200;

    public string ExecutedVersion { get; init; } = "$LATEST";

    /// <summary>The end of the log in base64, where it was asked for.</summary>
    public string? LogResult { get; init; }

    public required string RequestId { get; init; }
}
