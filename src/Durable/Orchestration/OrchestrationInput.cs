namespace FunctionsAsl.Durable.Orchestration;

/// <summary>All that an orchestration knows when it begins: anew, or once more with an empty durable history.</summary>
internal sealed record OrchestrationInput
{
    /// <summary>What a generation is begun with.</summary>
    public const EngineFlags NewestFlags = EngineFlags.All
        | EngineFlags.WaitsOutTimers
        | EngineFlags.FinishesDeletion
        | EngineFlags.RunsFunctionsAgain
        | EngineFlags.CountsFromTakingUp
        | EngineFlags.SetsOneTimer
        | EngineFlags.CatchesNothing
        | EngineFlags.TellsTraces
        | EngineFlags.RedrivesWhole
        | EngineFlags.RunsLeftOut
        | EngineFlags.DropsOutputs
        | EngineFlags.KeepsTwoStates
        | EngineFlags.LooksForReports;

    /// <summary>The release that began this generation (<see cref="EngineVersion"/>); <see langword="null"/> for 8e0147c.</summary>
    public string? Engine { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public EngineFlags Flags { get; init; }

    public required ExecutionKey Key { get; init; }

    public required string Arn { get; init; }

    public string? TestCase { get; init; }

    /// <inheritdoc cref="ExecutionRecord.TraceHeader"/>
    public string? TraceHeader { get; init; }

    /// <summary>The id of the revision that it runs.</summary>
    public required string Revision { get; init; }

    /// <summary>The definition as packed text; <see langword="null"/> where it is too large.</summary>
    public string? Definition { get; init; }

    /// <summary>The record as it was stored at the start (<see cref="StoredExecution.Save"/>); <see langword="null"/> where it is too large.</summary>
    public string? Record { get; init; }

    /// <summary>The ETag that the record had at the start: with it, the end can be written without reading first.</summary>
    public string? RecordETag { get; init; }

    /// <summary>How often the execution was redriven when it began.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Redrives { get; init; }

    /// <summary>The seed of the start; those of all later events come from it.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Names of the activity functions that the app's author wrote. Those of the start hold to the end.</summary>
    public ImmutableArray<string> Functions { get => field.IsDefault ? [] : field; init; }

    public required Progress Progress { get; init; }

    /// <summary>How many events there were after the start.</summary>
    [JsonRequired]
    public long Ordinal { get; init; }

    /// <summary>When the last event was; time goes on from there.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Timers that were set before.</summary>
    public ImmutableArray<IssuedCommand> Timers { get => field.IsDefault ? [] : field; init; }

    /// <summary>Tasks that were run before, and that others will report for.</summary>
    public ImmutableArray<ReportedTask> Tasks { get => field.IsDefault ? [] : field; init; }

    /// <summary>Blobs of states that are not needed any more.</summary>
    public ImmutableArray<string> Discarded { get => field.IsDefault ? [] : field; init; }

    /// <summary>Events that have not been applied yet.</summary>
    public ImmutableArray<PendingEvent> Pending { get => field.IsDefault ? [] : field; init; }

    public string ToText() => Wire.ToText(this);

    /// <exception cref="FormatException"><see cref="ToText"/> never gave this.</exception>
    public static OrchestrationInput Parse(string text) => Wire.Parse<OrchestrationInput>(text);
}
