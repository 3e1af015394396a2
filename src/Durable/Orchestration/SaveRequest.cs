using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Json;

namespace FunctionsAsl.Durable.Orchestration;

/// <summary>What <see cref="ActivityName.Save"/> is asked.</summary>
internal sealed record SaveRequest
{
    public required ExecutionKey Key { get; init; }

    /// <inheritdoc cref="OrchestrationInput.Record"/>
    public string? Record { get; init; }

    /// <inheritdoc cref="OrchestrationInput.RecordETag"/>
    public string? RecordETag { get; init; }

    /// <summary>History to write, step by step.</summary>
    public JsonArray Tail { get; init; } = JsonArray.Empty;

    /// <summary>Where its blob ends, in bytes.</summary>
    public required long Position { get; init; }

    /// <summary>Tasks with a token that nobody waits for any more.</summary>
    public IReadOnlyList<string> Closed { get; init; } = [];

    /// <summary>ARNs of executions that were started by tasks that nobody waits for any more.</summary>
    public IReadOnlyList<string> StoppedChildren { get; init; } = [];

    /// <summary>What came of the execution (<see cref="StoredExecution.Outcome"/>), where it has ended.</summary>
    public JsonObject? Outcome { get; init; }

    public ExecutionStatus Status { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset Time { get; init; }

    public string ToText()
    {
        var json = new JsonObject.Builder()
            .Set("key", Key.ToString())
            .SetIfPresent("tail", WireObject.UnlessEmpty(Tail))
            .Set("position", Position)
            .SetIfPresent("closed", WireObject.UnlessEmpty(WireObject.Texts(Closed)))
            .SetIfPresent("stoppedChildren", WireObject.UnlessEmpty(WireObject.Texts(StoppedChildren)));
        if (Outcome is { } outcome)
        {
            json
                .SetIfPresent("record", WireObject.Text(Record))
                .SetIfPresent("recordETag", WireObject.Text(RecordETag))
                .Set("outcome", outcome)
                .Set("status", Status.ToString())
                .Set("time", WireObject.Time(Time));
        }

        return json.Build().ToString();
    }

    public static SaveRequest Parse(string text)
    {
        WireObject json = WireObject.Parse(text);
        return new SaveRequest
        {
            Key = ExecutionKey.Parse(json.String("key")),
            Record = json.StringIfPresent("record"),
            RecordETag = json.StringIfPresent("recordETag"),
            Tail = json.Array("tail"),
            Position = json.Integer("position"),
            Closed = json.Strings("closed"),
            StoppedChildren = json.Strings("stoppedChildren"),
            Outcome = json.ObjectIfPresent("outcome"),
            Status = json.StringIfPresent("status") is { } status ? Enum.Parse<ExecutionStatus>(status) : ExecutionStatus.Running,
            Time = json.TimeIfPresent("time") ?? default,
        };
    }
}
