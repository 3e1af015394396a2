using System.Runtime.InteropServices;

namespace FunctionsAsl.Core.Execution;

/// <summary>A run of a Distributed Map: what it keeps besides the branches that wait for its child executions.</summary>
/// <param name="Arn">Its ARN: <c>arn:aws:states:REGION:ACCOUNT:mapRun:MACHINE/LABEL:UUID</c>.</param>
/// <param name="ToleratedCount">How many items may fail; 0 where that is not set.</param>
/// <param name="ToleratedPercentage">How many percent of all items may fail; 0 where that is not set.</param>
internal sealed record MapRun(string Arn, long ToleratedCount, double ToleratedPercentage)
{
    /// <summary>How many children may run at once, as it was asked for; 0 for as many as there may be.</summary>
    public long MaxConcurrency { get; init; }

    /// <summary>Items that children were started for; those behind them are still to come.</summary>
    public int ItemsStarted { get; init; }

    /// <summary>What became of the items.</summary>
    public MapRunTally Items { get; init; }

    /// <summary>What became of the children.</summary>
    public MapRunTally Children { get; init; }

    /// <summary>Children below this index do not wait for a redrive any more.</summary>
    public int RedriveNext { get; init; }

    /// <summary>Bytes of the inputs of the children that are being started, where these are in the state.</summary>
    public long InputBytes { get; init; }

    /// <summary>Bytes of the results of the children that have ended.</summary>
    public long OutputBytes { get; init; }

    /// <summary>How a run over files stands; <see langword="null"/> where the items are in the state.</summary>
    public MapRunFiles? Files { get; init; }

    /// <summary>How many branches that have ended are to run again.</summary>
    public int Rerun => Files?.PendingPieces ?? Children.PendingRedrive;

    /// <summary>How many of <paramref name="count"/> items may fail still; as <see cref="IsFailed"/> has it.</summary>
    public long FailuresLeft(int count)
    {
        long tolerated = ToleratedCount == 0 && ToleratedPercentage == 0 ? 0 : long.MaxValue;
        if (ToleratedCount > 0)
        {
            tolerated = ToleratedCount;
        }

        if (ToleratedPercentage > 0)
        {
            tolerated = Math.Min(tolerated, (long)(ToleratedPercentage * count / 100));
        }

        return tolerated - Items.Unsuccessful;
    }

    /// <summary>
    /// Whether more of <paramref name="count"/> items have failed than a threshold tolerates; where none is set none may. A threshold
    /// of 0 counts as not set (iwamot/sfnx, measured).
    /// </summary>
    public bool IsFailed(int count) => FailuresLeft(count) < 0;

    /// <summary>One child more has ended.</summary>
    /// <param name="items">How many items it had.</param>
    public MapRun With(ExecutionStatus ended, int items) => this with
    {
        Children = Children.With(ended, 1),
        Items = Items.With(ended, items),
    };
}

/// <summary>How a Map Run over files stands.</summary>
/// <param name="ChildrenStarted">The children of the pieces that were started, but for those that these left out.</param>
/// <param name="PendingPieces">Pieces that had not succeeded wholly, and run again when there is room.</param>
/// <param name="Starting">Pieces whose host has not said yet that it has started them.</param>
internal sealed record MapRunFiles(MapRunPhase Phase, int ChildrenStarted = 0, int PendingPieces = 0, int Starting = 0);

/// <summary>What a Map Run over files is at. Saved by number.</summary>
internal enum MapRunPhase
{
    /// <summary>The items are read, and cut into pieces.</summary>
    Reading,

    /// <summary>The pieces are run.</summary>
    Running,

    /// <summary>The results are written.</summary>
    Writing,
}

/// <summary>How many items, or child executions, of a Map Run have ended, and how.</summary>
/// <param name="PendingRedrive">Those that had not succeeded, and run again when there is room.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct MapRunTally(int Succeeded, int Failed, int TimedOut, int Aborted, int PendingRedrive)
{
    public long Unsuccessful => (long)Failed + TimedOut + Aborted;

    public static MapRunTally operator +(MapRunTally left, MapRunTally right) => new(
        left.Succeeded + right.Succeeded,
        left.Failed + right.Failed,
        left.TimedOut + right.TimedOut,
        left.Aborted + right.Aborted,
        left.PendingRedrive + right.PendingRedrive);

    public static MapRunTally operator -(MapRunTally left, MapRunTally right) => new(
        left.Succeeded - right.Succeeded,
        left.Failed - right.Failed,
        left.TimedOut - right.TimedOut,
        left.Aborted - right.Aborted,
        left.PendingRedrive - right.PendingRedrive);

    public MapRunTally With(ExecutionStatus ended, int more) => ended switch
    {
        ExecutionStatus.Succeeded => this with { Succeeded = Succeeded + more },
        ExecutionStatus.TimedOut => this with { TimedOut = TimedOut + more },
        ExecutionStatus.Aborted => this with { Aborted = Aborted + more },
        _ => this with { Failed = Failed + more },
    };
}

/// <summary>Items that one child execution runs: more than one where they are batched.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ItemRange(int First, int Count);
