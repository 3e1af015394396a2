namespace FunctionsAsl.Durable.Orchestration;

/// <summary>
/// The timers of an execution. One durable timer, an alarm, stands for all: it is set for the first that is due, and when it has rung,
/// for the next. What is due later than a pending alarm costs the durable engine nothing, and most time-outs are cancelled before.
/// </summary>
/// <param name="flags">What older generations do otherwise.</param>
/// <param name="inbox">Gets those that fire.</param>
/// <param name="fired">Told the id of one that has fired, and when it was due.</param>
internal sealed class Timers(DurableCalls calls, EngineFlags flags, Inbox inbox, Action<string, DateTimeOffset> fired)
{
    private readonly Dictionary<string, Timer> _timers = new(StringComparer.Ordinal);
    private readonly SortedSet<Timer> _byTime = new(Comparer<Timer>.Create(
        static (a, b) => a.Due != b.Due ? a.Due.CompareTo(b.Due) : a.Number.CompareTo(b.Number)));

    private readonly SortedDictionary<DateTimeOffset, CancellationTokenSource> _alarms = [];
    private long _count;

    /// <summary>When the first is due.</summary>
    public DateTimeOffset? Next => _byTime.Min?.Due;

    /// <summary>When the first is due that is more than a look at a job.</summary>
    public DateTimeOffset? NextEvent => _byTime.FirstOrDefault(static t => OpenTask.LookedAtBy(t.Id) is null)?.Due;

    /// <summary>Those that are set, in the order in which they were: so those fire that are due at once.</summary>
    public IEnumerable<(string Id, DateTimeOffset Due)> All =>
        _timers.Values.OrderBy(static t => t.Number).Select(static t => (t.Id, t.Due));

    private bool IsOneForAll => flags.HasFlag(EngineFlags.SetsOneTimer);

    /// <summary>Sets a timer; one of the same id is replaced. It fires once <see cref="Arm"/> was called.</summary>
    public void Set(string id, DateTimeOffset due)
    {
        Cancel(id);
        var timer = new Timer(id, due, _count++);
        _timers.Add(id, timer);
        _byTime.Add(timer);
        if (!IsOneForAll)
        {
            inbox.Follow(() => WaitAsync(timer));
        }
    }

    /// <summary>Sees to it that the first is waited for; to be called before waiting for anything.</summary>
    public void Arm()
    {
        if (IsOneForAll && Next is { } next && (_alarms.Count == 0 || next < _alarms.Keys.First()))
        {
            var cancellation = new CancellationTokenSource();
            _alarms.Add(next, cancellation);
            inbox.Follow(() => AlarmAsync(next, cancellation.Token));
        }
    }

    /// <summary>Sets a timer to another time; nothing happens where there is none.</summary>
    public void Move(string id, TimeSpan by)
    {
        if (_timers.TryGetValue(id, out Timer? timer))
        {
            Set(id, timer.Due + by);
        }
    }

    /// <summary>Lets a timer fire now; nothing happens where there is none.</summary>
    public void Fire(string id, DateTimeOffset now)
    {
        if (_timers.ContainsKey(id))
        {
            Cancel(id);
            fired(id, now);
        }
    }

    public void Cancel(string id)
    {
        if (_timers.Remove(id, out Timer? timer))
        {
            _byTime.Remove(timer);
            timer.Cancellation.Cancel();
        }
    }

    /// <summary>Cancels all for good: durable timers that are left would keep the orchestration from ending.</summary>
    public void End()
    {
        foreach (string id in _timers.Keys.ToArray())
        {
            Cancel(id);
        }

        foreach (CancellationTokenSource alarm in _alarms.Values)
        {
            alarm.Cancel();
        }
    }

    /// <summary>Lets all fire that are due, whatever became of their durable timers.</summary>
    public void FireDue(DateTimeOffset now)
    {
        // One that is lost must not stand before those to come.
        while (_alarms.Count > 0 && _alarms.First() is var (alarm, cancellation) && alarm <= now)
        {
            _alarms.Remove(alarm);
            cancellation.Cancel();
        }

        while (_byTime.Min is { } first && first.Due <= now)
        {
            Cancel(first.Id);
            fired(first.Id, first.Due);
        }
    }

    private async Task AlarmAsync(DateTimeOffset due, CancellationToken cancel)
    {
        try
        {
            await calls.Until(due, cancel);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        inbox.Add(() => FireDue(calls.Now));
    }

    private async Task WaitAsync(Timer timer)
    {
        try
        {
            CancellationToken cancel = timer.Cancellation.Token;
            await (flags.HasFlag(EngineFlags.WaitsOutTimers) ? calls.Until(timer.Due, cancel) : calls.Timer(timer.Due, cancel));
        }
        catch (OperationCanceledException)
        {
            return;
        }

        inbox.Add(() =>
        {
            // It may have been cancelled or replaced since.
            if (ReferenceEquals(_timers.GetValueOrDefault(timer.Id), timer))
            {
                Cancel(timer.Id);
                fired(timer.Id, timer.Due);
            }
        });
    }

    private sealed record Timer(string Id, DateTimeOffset Due, long Number)
    {
        public CancellationTokenSource Cancellation { get; } = new();
    }
}
