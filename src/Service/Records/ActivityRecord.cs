using FunctionsAsl.Json;

namespace FunctionsAsl.Service.Records;

/// <summary>An activity: a named queue of tasks that workers poll.</summary>
public sealed record ActivityRecord
{
    public required string Arn { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset CreationDate { get; init; }

    public JsonObject? EncryptionConfiguration { get; init; }

    /// <summary>Key to value, in the order they were added.</summary>
    public JsonObject Tags { get; init; } = JsonObject.Empty;
}
