namespace FunctionsAsl.Core.Execution;

/// <summary>A run of a Distributed Map: what it keeps besides the branches that wait for its child executions.</summary>
/// <param name="Arn">Its ARN: <c>arn:aws:states:REGION:ACCOUNT:mapRun:MACHINE/LABEL:UUID</c>.</param>
/// <param name="ToleratedCount">How many items may fail; <see langword="null"/> where nothing is said.</param>
/// <param name="ToleratedPercentage">How many percent of all items may fail; <see langword="null"/> where nothing is said.</param>
internal sealed record MapRun(string Arn, long? ToleratedCount, double? ToleratedPercentage)
{
    /// <summary>Items that have failed so far.</summary>
    public long Failed { get; init; }

    /// <summary>Bytes of the inputs of the children that run.</summary>
    public long InputBytes { get; init; }

    /// <summary>Bytes of the outputs of the children that have succeeded.</summary>
    public long OutputBytes { get; init; }

    /// <summary>Whether more of <paramref name="count"/> items have failed than one of the thresholds tolerates; without any none may fail.</summary>
    public bool IsFailed(int count) => ToleratedCount is null && ToleratedPercentage is null
        ? Failed > 0
        : Failed > ToleratedCount || Failed * 100.0 / count > ToleratedPercentage;
}
