namespace FunctionsAsl.Durable.Engine;

/// <summary>What a sweep has found and mended.</summary>
public sealed record SweepReport
{
    /// <summary>How many state machines were looked at.</summary>
    public int StateMachines { get; internal set; }

    /// <summary>How many running executions were looked at.</summary>
    public int Executions { get; internal set; }

    /// <summary>ARNs of executions whose orchestration had never begun, and was started.</summary>
    public List<string> Launched { get; } = [];

    /// <summary>ARNs of executions whose orchestration was over without an end, and were ended.</summary>
    public List<string> Ended { get; } = [];

    /// <summary>ARNs of executions that a timer should have woken, and were woken.</summary>
    public List<string> Woken { get; } = [];

    /// <summary>ARNs of state machines whose deletion was finished.</summary>
    public List<string> Removed { get; } = [];

    /// <summary>How many executions were removed because they ended long ago.</summary>
    public int Expired { get; internal set; }

    /// <summary>How many of them could not be looked at or mended; the next sweep tries again.</summary>
    public int Failures { get; internal set; }

    /// <summary>Whether all was well. To finish a deletion is everyday work, and so is to remove what is old.</summary>
    public bool IsClean => Launched.Count + Ended.Count + Woken.Count + Failures == 0;

    internal void Add(string executionArn, Finding finding)
    {
        Executions++;
        switch (finding)
        {
            case Finding.Launched:
                Launched.Add(executionArn);
                break;
            case Finding.Ended:
                Ended.Add(executionArn);
                break;
            case Finding.Woken:
                Woken.Add(executionArn);
                break;
            case Finding.Failure:
                Failures++;
                break;
        }
    }

    public override string ToString() =>
        FormattableString.Invariant($"{StateMachines} state machines, {Executions} running executions, {Expired} expired, {Failures} failures")
        + Show("launched", Launched) + Show("ended", Ended) + Show("woken", Woken) + Show("removed", Removed);

    private static string Show(string what, List<string> arns) => arns.Count == 0 ? "" : $"; {what}: {string.Join(", ", arns)}";
}

/// <summary>What a sweep makes of an execution that was running.</summary>
internal enum Finding
{
    /// <summary>All is well.</summary>
    Running,

    /// <summary>It has ended by itself.</summary>
    Over,

    Launched,

    Ended,

    Woken,

    /// <summary>It ended long ago, and was removed.</summary>
    Expired,

    Failure,
}
