using System.Collections.Immutable;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;

namespace FunctionsAsl.Durable.Orchestration;

/// <summary>How far an execution is after some steps, and what is to be done now: an orchestration begins or goes on with it.</summary>
internal sealed record Progress
{
    /// <summary>What is not running has ended, and its record says so.</summary>
    public required ExecutionStatus Status { get; init; }

    /// <summary>The state (<see cref="StateSerializer"/>), where it is small enough to come along.</summary>
    public JsonObject? State { get; init; }

    /// <summary>The blob that holds it, where it is not.</summary>
    public string? StateBlob { get; init; }

    public ImmutableArray<IssuedCommand> Commands { get; init; } = [];

    /// <summary>Tasks whose blobs were closed on the way: nobody will report for them any more.</summary>
    public ImmutableArray<string> Closed { get; init; } = [];

    /// <summary>History that stands in no blob yet: arrays of events (<see cref="HistorySerializer"/>), one for each step.</summary>
    public JsonArray Tail { get; init; } = JsonArray.Empty;

    /// <summary>Length of the history's blob, in bytes.</summary>
    public long Position { get; init; }

    /// <summary>The progress by a step that needs no blob.</summary>
    public static Progress Inline(Step step, JsonArray history) => new()
    {
        Status = step.State.Status,
        State = StateSerializer.ToJson(step.State),
        Commands = [.. step.Commands.Select(static c => new IssuedCommand(c))],
        Tail = JsonArray.Of((JsonValue)history),
    };

    public JsonObject ToJson() => new JsonObject.Builder()
        .Set("status", Status.ToString())
        .SetIfPresent("state", State)
        .SetIfPresent("stateBlob", WireObject.Text(StateBlob))
        .Set("commands", JsonArray.Of(Commands.Select(static c => (JsonValue)c.ToJson())))
        .SetIfPresent("closed", WireObject.UnlessEmpty(WireObject.Texts(Closed)))
        .Set("tail", Tail)
        .Set("position", Position)
        .Build();

    /// <exception cref="FormatException"><see cref="ToJson"/> never gave this.</exception>
    public static Progress Load(JsonValue saved)
    {
        WireObject json = WireObject.Of(saved);
        return new Progress
        {
            Status = Enum.Parse<ExecutionStatus>(json.String("status")),
            State = json.ObjectIfPresent("state"),
            StateBlob = json.StringIfPresent("stateBlob"),
            Commands = [.. json.Array("commands").Select(IssuedCommand.Load)],
            Closed = [.. json.Strings("closed")],
            Tail = json.Array("tail"),
            Position = json.Integer("position"),
        };
    }
}
