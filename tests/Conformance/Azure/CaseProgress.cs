namespace FunctionsAsl.Conformance.Azure;

/// <summary>What the orchestrations of a case wait for, as they themselves see it.</summary>
internal sealed class CaseProgress
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Seen> _instances = new(StringComparer.Ordinal);
    private long _version;

    /// <summary>Grows with whatever happens.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Whether no orchestration runs.</summary>
    public bool IsOver
    {
        get
        {
            lock (_lock)
            {
                return _instances.Values.All(static i => i.IsOver);
            }
        }
    }

    /// <summary>Activities that have not answered, of orchestrations that have not ended; -1 where something else is under way.</summary>
    public int RunningActivities
    {
        get
        {
            lock (_lock)
            {
                Seen[] open = [.. _instances.Values.Where(static i => !i.IsOver)];
                return open.Any(static i => i.Run is null || i.Sent > i.Received) ? -1 : open.Sum(static i => i.Run!.Activities);
            }
        }
    }

    /// <summary>Whether an orchestration waits for a time to come.</summary>
    public bool WaitsForTime
    {
        get
        {
            lock (_lock)
            {
                return _instances.Values.Any(static i => i is { IsOver: false, Run.Timers: > 0 });
            }
        }
    }

    public void Started(string instance) => Change(() => _instances[instance] = new Seen());

    public void Sent(string instance) => Change(() => Find(instance)?.Sent += 1);

    public void Received(string instance) => Change(() => Find(instance)?.Received += 1);

    public void Ended(string instance) => Change(() => Find(instance)?.IsOver = true);

    /// <summary>An orchestration begins, begins anew, or is replayed.</summary>
    public Run Begin(string instance)
    {
        var run = new Run();
        Change(() => Find(instance)?.Run = run);
        return run;
    }

    public void Change(Action change)
    {
        lock (_lock)
        {
            change();
            _version++;
        }
    }

    private Seen? Find(string instance) => _instances.GetValueOrDefault(instance);

    /// <summary>One run of an orchestrator.</summary>
    internal sealed class Run
    {
        public int Activities { get; set; }

        public int Timers { get; set; }
    }

    private sealed class Seen
    {
        public Run? Run { get; set; }

        public bool IsOver { get; set; }

        public int Sent { get; set; }

        public int Received { get; set; }
    }
}
