namespace FunctionsAsl.Durable.Storage;

/// <summary>The first line of an execution's record: what most who read it want to know.</summary>
internal record ExecutionHead
{
    public required ExecutionStatus Status { get; init; }

    public required DateTimeOffset StartDate { get; init; }

    public DateTimeOffset? StopDate { get; init; }

    /// <summary>The id of the <see cref="Storage.Revision"/> it runs.</summary>
    public required string Revision { get; init; }

    /// <summary>As <see cref="ExecutionRecord.Version"/>.</summary>
    public int? Version { get; init; }

    /// <summary>As <see cref="ExecutionRecord.Alias"/>.</summary>
    public string? Alias { get; init; }

    /// <summary>As <see cref="ExecutionRecord.Owner"/>.</summary>
    public string? Owner { get; init; }

    /// <summary>As <see cref="ExecutionRecord.ItemCount"/>.</summary>
    public int? ItemCount { get; init; }

    /// <summary>As <see cref="ExecutionRecord.Redrives"/>.</summary>
    public ExecutionRedrives? Redrives { get; init; }

    /// <summary>Seeds its first step; the seeds of all others come from it.</summary>
    public required ulong Seed { get; init; }

    public required string TokenKey { get; init; }

    public required double WaitScale { get; init; }
}
