using System.Text;
using FunctionsAsl.Service.Tracing;

namespace FunctionsAsl.Service.Tasks;

/// <summary>One call of a function.</summary>
internal sealed record FunctionCall(FunctionName Function, JsonAny Payload)
{
    /// <summary>Whether the function runs and its result is the answer; else see <see cref="InvocationType"/>.</summary>
    public bool IsAwaited => InvocationType is not ("Event" or "DryRun");

    /// <summary><c>RequestResponse</c>, <c>Event</c> (do not wait) or <c>DryRun</c> (do not run).</summary>
    public string InvocationType { get; init; } = "RequestResponse";

    /// <summary>Base64 text that the function sees as its client's context.</summary>
    public string? ClientContext { get; init; }

    /// <summary><c>Tail</c>: the answer carries the end of the function's log.</summary>
    public string? LogType { get; init; }

    /// <summary>What the call is a part of.</summary>
    public TraceContext? Trace { get; init; }

    /// <summary>The answer of a function that runs in this app rather than behind an endpoint.</summary>
    /// <param name="payload">Its result, where the call waits for one.</param>
    public FunctionAnswer Answer(JsonAny? payload, string requestId)
    {
        string version = Function.Qualifier ?? "$LATEST";
        return new FunctionAnswer(payload)
        {
            StatusCode = InvocationType switch { "DryRun" => 204, "Event" => 202, _ => 200 },
            RequestId = requestId,
            ExecutedVersion = version,
            // The lines that Lambda itself logs. What a function logs goes to the host's log.
            LogResult = LogType == "Tail"
                ? Convert.ToBase64String(Encoding.UTF8.GetBytes($"START RequestId: {requestId} Version: {version}\nEND RequestId: {requestId}\n"))
                : null,
        };
    }
}

/// <summary>What a function answered.</summary>
/// <param name="Payload">The result, as it was written if that is known; <see langword="null"/> where the call did not wait for one.</param>
internal sealed record FunctionAnswer(JsonAny? Payload)
{
    /// <summary>How many bytes the result had as it was written.</summary>
    public int Length { get; init; } = Payload?.Utf8Length ?? 0;

    public int StatusCode { get; init; } = 200;

    public string ExecutedVersion { get; init; } = "$LATEST";

    /// <summary>The end of the log in base64, where it was asked for.</summary>
    public string? LogResult { get; init; }

    public required string RequestId { get; init; }
}
