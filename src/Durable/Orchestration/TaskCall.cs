namespace FunctionsAsl.Durable.Orchestration;

/// <summary>What <see cref="ActivityName.Task"/> is asked.</summary>
internal sealed record TaskRequest
{
    public required ExecutionKey Key { get; init; }

    public required string Arn { get; init; }

    public string? TestCase { get; init; }

    /// <summary>The task.</summary>
    public required IssuedCommand Command { get; init; }

    /// <summary>Since when it is to be run, where its time counts from when it is taken up; else the orchestrator alone counts it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public DateTimeOffset? Since { get; init; }

    /// <summary>History to write on the way.</summary>
    public JsonArray? Tail { get; init; }

    /// <summary>Where its blob ends, if there is history to write.</summary>
    public long? Position { get; init; }

    public string ToText() => Wire.ToText(this);

    /// <exception cref="FormatException"><see cref="ToText"/> never gave this.</exception>
    public static TaskRequest Parse(string text) => Wire.Parse<TaskRequest>(text);
}

/// <summary>What <see cref="ActivityName.Task"/> answers.</summary>
internal sealed record TaskAnswer
{
    /// <summary>What happened, in this order. Where the task's end is not among it, somebody else will report it.</summary>
    public ImmutableArray<PendingEvent> Events { get => field.IsDefault ? [] : field; init; }

    /// <summary>How long it was before the task was taken up.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public TimeSpan Lag { get; init; }

    /// <summary>The timer of the task that has ended it (<see cref="TimerPurpose"/>), where it took too long.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? TimedOut { get; init; }

    /// <summary>The execution that the task has started and waits for.</summary>
    [JsonPropertyName("child")]
    public string? ChildArn { get; init; }

    /// <summary>Where the history's blob ends after what was sent along.</summary>
    public long? Position { get; init; }

    public string ToText() => Wire.ToText(this);

    /// <exception cref="FormatException"><see cref="ToText"/> never gave this.</exception>
    public static TaskAnswer Parse(string text) => Wire.Parse<TaskAnswer>(text);
}
