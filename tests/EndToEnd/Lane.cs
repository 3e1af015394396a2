namespace FunctionsAsl.EndToEnd;

/// <summary>
/// Tests that take minutes and hardly hinder others, as they wait (for the lease of somebody who was killed, for the next look at a job) or
/// are one compilation: each lane runs beside all other tests, one test at a time.
/// </summary>
internal static class Lane
{
    public const string Cluster = "Cluster";

    public const string Native = "Native";

    public const string Waiting = "Waiting";
}
