namespace FunctionsAsl.Durable.Orchestration;

/// <summary>What <see cref="ActivityName.Task"/> is asked.</summary>
internal sealed record TaskRequest
{
    public required ExecutionKey Key { get; init; }

    public required string Arn { get; init; }

    public string? TestCase { get; init; }

    /// <summary>The task.</summary>
    public required IssuedCommand Command { get; init; }

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

    /// <summary>The execution that the task has started and waits for.</summary>
    [JsonPropertyName("child")]
    public string? ChildArn { get; init; }

    /// <summary>Where the history's blob ends after what was sent along.</summary>
    public long? Position { get; init; }

    public string ToText() => Wire.ToText(this);

    /// <exception cref="FormatException"><see cref="ToText"/> never gave this.</exception>
    public static TaskAnswer Parse(string text) => Wire.Parse<TaskAnswer>(text);
}
