namespace FunctionsAsl.Core.Execution;

/// <summary>A run of a Distributed Map: what it keeps besides the branches that wait for its child executions.</summary>
/// <param name="Arn">Its ARN: <c>arn:aws:states:REGION:ACCOUNT:mapRun:MACHINE/LABEL:UUID</c>.</param>
/// <param name="ToleratedCount">How many items may fail; 0 where that is not set.</param>
/// <param name="ToleratedPercentage">How many percent of all items may fail; 0 where that is not set.</param>
internal sealed record MapRun(string Arn, long ToleratedCount, double ToleratedPercentage)
{
    /// <summary>The ARN of a new run of an execution's Distributed Map of this label.</summary>
    public static string NewArn(ExecutionInput execution, string label, Entropy entropy)
    {
        string[] parts = execution.Arn.Split(':', 6);
        return $"{string.Join(':', parts[..5])}:mapRun:{execution.StateMachineName}/{label}:{entropy.NextGuid()}";
    }

    /// <summary>Items that have failed so far.</summary>
    public long Failed { get; init; }

    /// <summary>Bytes of the inputs of the children that run.</summary>
    public long InputBytes { get; init; }

    /// <summary>Bytes of the results of the children that have ended.</summary>
    public long OutputBytes { get; init; }

    /// <summary>
    /// Whether more of <paramref name="count"/> items have failed than a threshold tolerates; where none is set none may. A threshold
    /// of 0 counts as not set (iwamot/sfnx, measured).
    /// </summary>
    public bool IsFailed(int count) => ToleratedCount == 0 && ToleratedPercentage == 0
        ? Failed > 0
        : (ToleratedCount > 0 && Failed > ToleratedCount)
            || (ToleratedPercentage > 0 && Failed * 100 > ToleratedPercentage * count);
}
