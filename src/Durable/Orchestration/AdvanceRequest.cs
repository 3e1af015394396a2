using System.Collections.Immutable;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Json;

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

    public required ParkingTerms Terms { get; init; }

    /// <inheritdoc cref="Progress.State"/>
    public JsonObject? State { get; init; }

    /// <inheritdoc cref="Progress.StateBlob"/>
    public string? StateBlob { get; init; }

    /// <summary>Blobs of older states.</summary>
    public IReadOnlyList<string> Discarded { get; init; } = [];

    /// <inheritdoc cref="Progress.Tail"/>
    public required JsonArray Tail { get; init; }

    /// <inheritdoc cref="Progress.Position"/>
    public required long Position { get; init; }

    /// <summary>The number of the last event.</summary>
    public required long Ordinal { get; init; }

    public required ImmutableArray<Occurrence> Events { get; init; }

    public string ToText() => new JsonObject.Builder()
        .Set("key", Key.ToString())
        .Set("revision", Revision)
        .SetIfPresent("record", WireObject.Text(Record))
        .SetIfPresent("recordETag", WireObject.Text(RecordETag))
        .Set("arn", Terms.ExecutionArn)
        .Set("hasDefinition", Terms.HasDefinition)
        .SetIfPresent("functions", WireObject.UnlessEmpty(WireObject.Texts(Terms.Functions)))
        .SetIfPresent("state", State)
        .SetIfPresent("stateBlob", WireObject.Text(StateBlob))
        .SetIfPresent("discarded", WireObject.UnlessEmpty(WireObject.Texts(Discarded)))
        .Set("tail", Tail)
        .Set("position", Position)
        .Set("ordinal", Ordinal)
        .Set("events", JsonArray.Of(Events.Select(static e => (JsonValue)e.ToJson())))
        .Build()
        .ToString();

    public static AdvanceRequest Parse(string text)
    {
        WireObject json = WireObject.Parse(text);
        return new AdvanceRequest
        {
            Key = ExecutionKey.Parse(json.String("key")),
            Revision = json.String("revision"),
            Record = json.StringIfPresent("record"),
            RecordETag = json.StringIfPresent("recordETag"),
            Terms = new ParkingTerms(json.String("arn"), json.Flag("hasDefinition"), [.. json.Strings("functions")]),
            State = json.ObjectIfPresent("state"),
            StateBlob = json.StringIfPresent("stateBlob"),
            Discarded = json.Strings("discarded"),
            Tail = json.Array("tail"),
            Position = json.Integer("position"),
            Ordinal = json.Integer("ordinal"),
            Events = [.. json.Array("events").Select(Occurrence.Load)],
        };
    }
}
