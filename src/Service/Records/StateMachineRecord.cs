using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace FunctionsAsl.Service.Records;

/// <summary>A state machine as the API knows it. Immutable: an update writes a new record over the old one.</summary>
public sealed record StateMachineRecord : IRecord<StateMachineRecord>
{
    public static string Kind => "machines";

    public static JsonTypeInfo<StateMachineRecord> Json => RecordJson.Default.StateMachineRecord;

    public required string Arn { get; init; }

    public required string Name { get; init; }

    /// <summary>
    /// For the processor of a Distributed Map, which runs as a machine of its own: the Map's label. The ARN then is
    /// <c>…:stateMachine:NAME/LABEL</c>, and the name still the whole machine's (ST distributed_map).
    /// </summary>
    public string? Label { get; init; }

    /// <summary>The ARN of the machine that this one is a part of and goes with; its own where it is no part.</summary>
    public string WholeArn => Label is null ? Arn : Arn[..^(Label.Length + 1)];

    /// <summary>The ASL text exactly as it was sent.</summary>
    public required string Definition { get; init; }

    public required string RoleArn { get; init; }

    /// <summary><c>STANDARD</c> or <c>EXPRESS</c>.</summary>
    public required string Type { get; init; }

    /// <summary><c>ACTIVE</c> or <c>DELETING</c>.</summary>
    public required string Status { get; init; }

    public bool IsExpress => Type == "EXPRESS";

    public bool IsDeleting => Status == "DELETING";

    public required DateTimeOffset CreationDate { get; init; }

    /// <summary>Absent until the first update that changes something (measured on AWS).</summary>
    public string? RevisionId { get; init; }

    public DateTimeOffset? UpdateDate { get; init; }

    public JsonMap? LoggingConfiguration { get; init; }

    public JsonMap? TracingConfiguration { get; init; }

    public JsonMap? EncryptionConfiguration { get; init; }

    /// <summary>Key to value, in the order they were added.</summary>
    [JsonRequired]
    public JsonMap Tags { get; init; } = JsonMap.Empty;
}
