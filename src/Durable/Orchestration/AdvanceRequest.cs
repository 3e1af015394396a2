namespace FunctionsAsl.Durable.Orchestration;

/// <summary>What <see cref="ActivityName.Advance"/> is asked.</summary>
internal sealed record AdvanceRequest
{
    public required ExecutionKey Key { get; init; }

    public required string Revision { get; init; }

    public string? Record { get; init; }

    public string? RecordETag { get; init; }

    /// <summary>As <see cref="OrchestrationInput.Redrives"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Redrives { get; init; }

    public required string Arn { get; init; }

    public required bool HasDefinition { get; init; }

    public ImmutableArray<string> Functions { get => field.IsDefault ? [] : field; init; }

    public JsonMap? State { get; init; }

    public string? StateBlob { get; init; }

    /// <summary>Blobs of older states.</summary>
    public ImmutableArray<string> Discarded { get => field.IsDefault ? [] : field; init; }

    public required JsonList Tail { get; init; }

    public required long Position { get; init; }

    /// <summary>The number of the last event.</summary>
    public required long Ordinal { get; init; }

    public required ImmutableArray<PendingEvent> Events { get; init; }

    [JsonIgnore]
    public OrchestrationTerms Terms => new(Arn, HasDefinition, Functions);

    public string ToText() => Wire.ToText(this);

    /// <exception cref="FormatException"><see cref="ToText"/> never gave this.</exception>
    public static AdvanceRequest Parse(string text) => Wire.Parse<AdvanceRequest>(text);
}
