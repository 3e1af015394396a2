namespace FunctionsAsl.Core.States;

/// <summary>The Retry and Catch fields of a state (DG/concepts-error-handling).</summary>
internal sealed record ErrorHandling(ImmutableArray<Retrier> Retry, ImmutableArray<Catcher> Catch)
{
    /// <summary>Index of the first retrier that matches and has attempts left; -1 where none does.</summary>
    /// <remarks>The first match decides: once its attempts are used up, later retriers are not asked.</remarks>
    public int FindRetrier(string? error, ImmutableArray<int> counts)
    {
        for (int i = 0; i < Retry.Length; i++)
        {
            if (Matches(Retry[i].ErrorEquals, error))
            {
                return (counts.IsDefaultOrEmpty ? 0 : counts[i]) < Retry[i].MaxAttempts ? i : -1;
            }
        }

        return -1;
    }

    public Catcher? FindCatcher(string? error) => Catch.FirstOrDefault(c => Matches(c.ErrorEquals, error));

    /// <summary>
    /// States.Runtime is never matched, not even by its own name (conformance: test_catch_states_runtime); a heartbeat time-out is a
    /// time-out too (FLOCI); States.TaskFailed stands for everything but time-outs.
    /// </summary>
    private static bool Matches(ImmutableArray<string> errorEquals, string? error) =>
        error != ErrorName.Runtime && errorEquals.Any(name => name switch
        {
            ErrorName.All => true,
            ErrorName.TaskFailed => error is not (ErrorName.Timeout or ErrorName.HeartbeatTimeout),
            ErrorName.Timeout => error is ErrorName.Timeout or ErrorName.HeartbeatTimeout,
            _ => error == name,
        });
}

/// <summary>One element of Retry.</summary>
internal sealed record Retrier(
    ImmutableArray<string> ErrorEquals, long IntervalSeconds, long MaxAttempts, double BackoffRate, long? MaxDelaySeconds, bool FullJitter)
{
    /// <summary>The time before attempt number <paramref name="retry"/>, from 1.</summary>
    public TimeSpan Delay(int retry, Entropy entropy)
    {
        double seconds = IntervalSeconds * Math.Pow(BackoffRate, retry - 1);
        seconds = Math.Min(seconds, MaxDelaySeconds ?? Limits.Seconds);
        return TimeSpan.FromSeconds(FullJitter ? seconds * entropy.NextDouble() : seconds);
    }
}

/// <summary>One element of Catch.</summary>
internal sealed record Catcher(ImmutableArray<string> ErrorEquals, DataFlow Flow)
{
    public State Next { get; set; } = null!;
}
