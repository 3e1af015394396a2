namespace FunctionsAsl.Durable.Orchestration;

/// <summary>What <see cref="ActivityName.Task"/> is asked.</summary>
internal sealed record TaskRequest
{
    public required ExecutionKey Key { get; init; }

    public required string Arn { get; init; }

    public string? TestCase { get; init; }

    /// <inheritdoc cref="ExecutionRecord.TraceHeader"/>
    public string? TraceHeader { get; init; }

    /// <inheritdoc cref="OrchestrationInput.Redrives"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Redrives { get; init; }

    /// <summary>The task.</summary>
    public required IssuedCommand Command { get; init; }

    /// <summary>Since when it is to be run, where its time counts from when it is taken up; else the orchestrator alone counts it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public DateTimeOffset? Since { get; init; }

    /// <summary>What is needed to end the execution, where this may be its last task.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Ending? Ending { get; init; }

    /// <summary>History to write on the way.</summary>
    public JsonList? Tail { get; init; }

    /// <summary>Where its blob ends, if there is history to write.</summary>
    public long? Position { get; init; }

    public string ToText() => Wire.ToText(this);

    /// <exception cref="FormatException"><see cref="ToText"/> never gave this.</exception>
    public static TaskRequest Parse(string text) => Wire.Parse<TaskRequest>(text);
}

/// <summary>What it takes to end an execution whose whole history is still with its orchestrator.</summary>
internal sealed record Ending
{
    public required string Revision { get; init; }

    /// <inheritdoc cref="OrchestrationInput.Record"/>
    public string? Record { get; init; }

    /// <inheritdoc cref="OrchestrationInput.RecordETag"/>
    public string? RecordETag { get; init; }

    /// <inheritdoc cref="OrchestrationInput.Redrives"/>
    public long Redrives { get; init; }

    /// <summary>The state that waits for the task, and for nothing else.</summary>
    public required JsonMap State { get; init; }

    /// <summary>The history, step by step.</summary>
    public required JsonList Tail { get; init; }

    /// <summary>The number of the last event.</summary>
    public required long Ordinal { get; init; }

    /// <inheritdoc cref="OrchestrationInput.Seed"/>
    public required ulong Seed { get; init; }

    /// <summary>When the last event was.</summary>
    public required DateTimeOffset Time { get; init; }
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

    /// <summary>How the execution has ended by the task, where that is written already (<see cref="TaskRequest.Ending"/>).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ExecutionStatus? Ended { get; init; }

    /// <summary>The execution that the task has started and waits for.</summary>
    [JsonPropertyName("child")]
    public string? ChildArn { get; init; }

    /// <summary>What names the job that the task has started, or has looked at, and that goes on.</summary>
    public JsonAny? Job { get; init; }

    /// <summary>Where the history's blob ends after what was sent along.</summary>
    public long? Position { get; init; }

    public string ToText() => Wire.ToText(this);

    /// <exception cref="FormatException"><see cref="ToText"/> never gave this.</exception>
    public static TaskAnswer Parse(string text) => Wire.Parse<TaskAnswer>(text);
}
