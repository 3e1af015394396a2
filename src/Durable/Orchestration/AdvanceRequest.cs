using System.Collections.Immutable;

namespace FunctionsAsl.Durable.Orchestration;

/// <summary>What <see cref="ActivityName.Advance"/> is asked.</summary>
internal sealed record AdvanceRequest
{
    public required ExecutionKey Key { get; init; }

    public required string Revision { get; init; }

    /// <inheritdoc cref="OrchestrationInput.Record"/>
    public string? Record { get; init; }

    /// <inheritdoc cref="OrchestrationInput.RecordETag"/>
    public string? RecordETag { get; init; }

    /// <inheritdoc cref="OrchestrationTerms.ExecutionArn"/>
    public required string Arn { get; init; }

    /// <inheritdoc cref="OrchestrationTerms.HasDefinition"/>
    public required bool HasDefinition { get; init; }

    /// <inheritdoc cref="OrchestrationTerms.Functions"/>
    public ImmutableArray<string> Functions { get => field.IsDefault ? [] : field; init; }

    /// <inheritdoc cref="Progress.State"/>
    public JsonObject? State { get; init; }

    /// <inheritdoc cref="Progress.StateBlob"/>
    public string? StateBlob { get; init; }

    /// <summary>Blobs of older states.</summary>
    public ImmutableArray<string> Discarded { get => field.IsDefault ? [] : field; init; }

    /// <inheritdoc cref="Progress.Tail"/>
    public required JsonArray Tail { get; init; }

    /// <inheritdoc cref="Progress.Position"/>
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
