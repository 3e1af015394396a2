namespace FunctionsAsl.Core.Execution;

/// <summary>What a timer is for; the part of its id behind the position.</summary>
public static class TimerPurpose
{
    public const string Wait = "wait";
    public const string Retry = "retry";
    public const string Timeout = "timeout";
    public const string Heartbeat = "heartbeat";

    /// <summary>The id of a task's timer.</summary>
    /// <param name="task">The id of the command that ran the task.</param>
    public static string OfTask(string task, string purpose) => task + ":" + purpose;

    /// <summary>All that a branch may wait for, in the order in which its timers are set.</summary>
    public static readonly ImmutableArray<string> OfBranches = [Wait, Retry, Timeout, Heartbeat];

    /// <summary>The id of the timer that ends the whole execution.</summary>
    public const string Execution = "execution";

    internal static string Id(Branch branch, string purpose) => branch.Position + ":" + purpose;
}
