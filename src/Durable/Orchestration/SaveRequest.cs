namespace FunctionsAsl.Durable.Orchestration;

/// <summary>What <see cref="ActivityName.Save"/> is asked.</summary>
internal sealed record SaveRequest
{
    public required ExecutionKey Key { get; init; }

    /// <summary>History to write, step by step.</summary>
    public JsonList Tail { get => field ?? JsonList.Empty; init; }

    /// <summary>Where its blob ends, in bytes.</summary>
    public required long Position { get; init; }

    /// <summary>Tasks with a token that nobody waits for any more.</summary>
    public ImmutableArray<string> Closed { get => field.IsDefault ? [] : field; init; }

    /// <summary>ARNs of executions that were started by tasks that nobody waits for any more.</summary>
    public ImmutableArray<string> StoppedChildren { get => field.IsDefault ? [] : field; init; }

    /// <summary>Tasks whose jobs nobody waits for any more (<see cref="Command.RunTask.Job"/>).</summary>
    public ImmutableArray<IssuedCommand> StoppedJobs { get => field.IsDefault ? [] : field; init; }

    /// <summary>The execution, where jobs of its tasks are to be stopped.</summary>
    public string? Arn { get; init; }

    public string? Record { get; init; }

    public string? RecordETag { get; init; }

    /// <summary>As <see cref="OrchestrationInput.Redrives"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Redrives { get; init; }

    /// <summary>What came of the execution, where it has ended.</summary>
    public ExecutionOutcome? Outcome { get; init; }

    /// <summary>The state that it ended in (<see cref="StateSerializer"/>), where it can go on from there.</summary>
    public JsonMap? State { get; init; }

    /// <summary>How it ended.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ExecutionStatus Status { get; init; }

    /// <summary>When it ended.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public DateTimeOffset Time { get; init; }

    /// <summary>
    /// The ARN of the machine, where it is being deleted and the execution's end is written: it goes with the last execution.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? DeletedMachine { get; init; }

    public string ToText() => Wire.ToText(this);

    /// <exception cref="FormatException"><see cref="ToText"/> never gave this.</exception>
    public static SaveRequest Parse(string text) => Wire.Parse<SaveRequest>(text);
}

/// <summary>What <see cref="ActivityName.Save"/> answers.</summary>
/// <param name="Position">Where the history's blob ends, in bytes.</param>
internal sealed record SaveAnswer(long Position);
