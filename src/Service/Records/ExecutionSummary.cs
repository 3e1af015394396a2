namespace FunctionsAsl.Service.Records;

/// <summary>What a list shows of an execution.</summary>
public sealed record ExecutionSummary
{
    public required string Arn { get; init; }

    public required string Name { get; init; }

    public required string StateMachineArn { get; init; }

    /// <summary>As <see cref="ExecutionRecord.Version"/>.</summary>
    public int? Version { get; init; }

    /// <summary>As <see cref="ExecutionRecord.Alias"/>.</summary>
    public string? Alias { get; init; }

    public required ExecutionStatus Status { get; init; }

    public required DateTimeOffset StartDate { get; init; }

    public DateTimeOffset? StopDate { get; init; }

    /// <summary>As <see cref="ExecutionRecord.Owner"/>.</summary>
    public string? Owner { get; init; }

    /// <summary>As <see cref="ExecutionRecord.ItemCount"/>.</summary>
    public int? ItemCount { get; init; }

    public long RedriveCount { get; init; }

    public DateTimeOffset? RedriveDate { get; init; }

    public static ExecutionSummary Of(ExecutionRecord record) => new()
    {
        Arn = record.Arn,
        Name = record.Name,
        StateMachineArn = record.StateMachineArn,
        Version = record.Version,
        Alias = record.Alias,
        Status = record.Status,
        StartDate = record.StartDate,
        StopDate = record.StopDate,
        Owner = record.Owner,
        ItemCount = record.ItemCount,
        RedriveCount = record.Redrives?.Count ?? 0,
        RedriveDate = record.Redrives?.Date,
    };
}
