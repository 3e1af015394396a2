using System.Text.Json.Serialization.Metadata;

namespace FunctionsAsl.Service.Records;

/// <summary>An asynchronous Express execution that was answered for, and has not ended.</summary>
public sealed record ExpressStart : IRecord<ExpressStart>
{
    public static string Kind => "express";

    public static JsonTypeInfo<ExpressStart> Json => RecordJson.Default.ExpressStart;

    public required string Arn { get; init; }

    /// <summary>The revision of its machine (<see cref="IRevisions"/>).</summary>
    public required string Revision { get; init; }

    public required ExecutionBeginning Beginning { get; init; }

    /// <summary>As <see cref="ExecutionRecord.Version"/>.</summary>
    public int? Version { get; init; }

    /// <summary>As <see cref="ExecutionRecord.Alias"/>.</summary>
    public string? Alias { get; init; }
}
