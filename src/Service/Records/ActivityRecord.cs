using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace FunctionsAsl.Service.Records;

/// <summary>An activity: a named queue of tasks that workers poll.</summary>
public sealed record ActivityRecord : IRecord<ActivityRecord>
{
    public static string Kind => "activities";

    public static JsonTypeInfo<ActivityRecord> Json => RecordJson.Default.ActivityRecord;

    public required string Arn { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset CreationDate { get; init; }

    public JsonMap? EncryptionConfiguration { get; init; }

    /// <summary>Key to value, in the order they were added.</summary>
    [JsonRequired]
    public JsonMap Tags { get; init; } = JsonMap.Empty;
}
