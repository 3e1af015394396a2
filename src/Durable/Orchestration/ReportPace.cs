namespace FunctionsAsl.Durable.Orchestration;

/// <summary>How often to look whether somebody has reported, whose message would say so if it was not lost: seldom.</summary>
internal static class ReportPace
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <summary>How long to wait before the next look: as long as it was waited for already, so that the pauses double.</summary>
    public static TimeSpan Pause(TimeSpan waited) => waited < Shortest ? Shortest : waited > Longest ? Longest : waited;
}
