namespace FunctionsAsl.Core.Execution;

/// <summary>What is to be told of a Map Run besides its times and status (API/API_DescribeMapRun).</summary>
/// <param name="MaxConcurrency">As it was asked for; 0 for as many as there may be.</param>
/// <param name="ToleratedFailureCount">0 where that is not set.</param>
/// <param name="ToleratedFailurePercentage">0 to 100; 0 where that is not set.</param>
public sealed record MapRunFigures(
    long MaxConcurrency, long ToleratedFailureCount, double ToleratedFailurePercentage, MapRunCounts Items, MapRunCounts Executions)
{
    /// <summary>Those of the run whose execution's root branch this is; <see langword="null"/> where it is none, or has not begun.</summary>
    /// <param name="status">How the run has ended, where it has.</param>
    internal static MapRunFigures? Of(Branch? root, ExecutionStatus status)
    {
        if (root?.Waiting is not Waiting.ForBranches { MapRun: { } run } waiting)
        {
            return null;
        }

        int running = run.ItemsStarted - Ended(run.Items);
        int children = run.Files is { } files ? files.ChildrenStarted - Ended(run.Children) : waiting.Running;
        int pending = waiting.Items is JsonList pieces && run.Files is { ChildrenStarted: var started } ? MapRunPieces.Total(pieces).Children - started : 0;
        return new MapRunFigures(
            run.MaxConcurrency,
            run.ToleratedCount,
            run.ToleratedPercentage,
            MapRunCounts.Of(run.Items, waiting.Count - run.ItemsStarted, running, status),
            MapRunCounts.Of(run.Children, pending, children, status));
    }

    private static int Ended(MapRunTally tally) => tally.Succeeded + (int)tally.Unsuccessful + tally.PendingRedrive;
}

/// <summary>Items, or child executions, of a Map Run by what became of them.</summary>
/// <param name="Pending">Those that are not started yet.</param>
/// <param name="Aborted">Those that were stopped, by somebody or with their Map Run.</param>
/// <param name="ResultsWritten">Those whose results are in the result of the run, once it has succeeded.</param>
/// <param name="PendingRedrive">Those that had not succeeded, and run again when there is room.</param>
public sealed record MapRunCounts(
    long Pending, long Running, long Succeeded, long Failed, long TimedOut, long Aborted, long ResultsWritten, long PendingRedrive)
{
    public long Total => Pending + Running + Succeeded + Failed + TimedOut + Aborted + PendingRedrive;

    internal static MapRunCounts Of(MapRunTally ended, int pending, int running, ExecutionStatus status)
    {
        // Whatever still ran when the run ended was stopped with it.
        bool isRunning = status == ExecutionStatus.Running;
        return new MapRunCounts(
            pending,
            isRunning ? running : 0,
            ended.Succeeded,
            ended.Failed,
            ended.TimedOut,
            isRunning ? ended.Aborted : ended.Aborted + running,
            status == ExecutionStatus.Succeeded ? ended.Succeeded : 0,
            ended.PendingRedrive);
    }
}
