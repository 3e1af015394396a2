namespace FunctionsAsl.Durable.Orchestration;

/// <summary>How far an execution is after some steps, and what is to be done now: an orchestration begins or goes on with it.</summary>
internal sealed record Progress
{
    /// <summary>What is not running has ended, and its record says so.</summary>
    public required ExecutionStatus Status { get; init; }

    /// <summary>The state (<see cref="StateSerializer"/>), where it is small enough to come along.</summary>
    public JsonMap? State { get; init; }

    /// <summary>The blob that holds it, where it is not.</summary>
    public string? StateBlob { get; init; }

    /// <summary>Whether the execution has ended and had been told that its machine is deleted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool MachineDeleted { get; init; }

    /// <summary>How the Map Run stands whose state is in a blob.</summary>
    public MapRunFigures? MapRun { get; init; }

    public ImmutableArray<IssuedCommand> Commands { get => field.IsDefault ? [] : field; init; }

    /// <summary>Tasks whose blobs were closed on the way: nobody will report for them any more.</summary>
    public ImmutableArray<string> Closed { get => field.IsDefault ? [] : field; init; }

    /// <summary>History that stands in no blob yet: arrays of events (<see cref="HistorySerializer"/>), one for each step.</summary>
    public JsonList Tail { get => field ?? JsonList.Empty; init; }

    /// <summary>Length of the history's blob, in bytes.</summary>
    [JsonRequired]
    public long Position { get; init; }

    /// <summary>The progress by a step that needs no blob.</summary>
    public static Progress Inline(Step step, JsonList history) => new()
    {
        Status = step.State.Status,
        State = StateSerializer.ToJson(step.State),
        Commands = [.. step.Commands.Select(static c => new IssuedCommand(c))],
        Tail = JsonList.Of((JsonAny)history),
    };

    public string ToText() => Wire.ToText(this);

    /// <exception cref="FormatException"><see cref="ToText"/> never gave this.</exception>
    public static Progress Parse(string text) => Wire.Parse<Progress>(text);
}
