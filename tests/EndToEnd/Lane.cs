namespace FunctionsAsl.EndToEnd;

/// <summary>
/// Tests that wait much more than they compute (for a lease of somebody who was killed, for the next look at a job): each lane of them runs
/// beside all other tests, one test at a time.
/// </summary>
internal static class Lane
{
    public const string Cluster = "Cluster";

    public const string Waiting = "Waiting";
}
