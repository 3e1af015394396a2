namespace FunctionsAsl.Durable.Orchestration;

/// <summary>The timers of an execution, each a durable timer of its own.</summary>
/// <param name="neverEarly">Whether one that fires early is set once more.</param>
/// <param name="inbox">Gets those that fire.</param>
/// <param name="fired">Told the id of one that has fired, and when it was due.</param>
internal sealed class Timers(DurableCalls calls, bool neverEarly, Inbox inbox, Action<string, DateTimeOffset> fired)
{
    private readonly Dictionary<string, Timer> _timers = new(StringComparer.Ordinal);
    private long _count;

    /// <summary>When the first is due.</summary>
    public DateTimeOffset? Next => _timers.Count == 0 ? null : _timers.Values.Min(static t => t.Due);

    /// <summary>Those that are set, in the order in which they were: so those fire that are due at once.</summary>
    public IEnumerable<(string Id, DateTimeOffset Due)> All =>
        _timers.OrderBy(static t => t.Value.Number).Select(static t => (t.Key, t.Value.Due));

    /// <summary>Sets a timer; one of the same id is replaced.</summary>
    public void Set(string id, DateTimeOffset due)
    {
        Cancel(id);
        var timer = new Timer(due, _count++);
        _timers.Add(id, timer);
        inbox.Follow(() => WaitAsync(id, timer));
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
            timer.Cancellation.Cancel();
        }
    }

    public void CancelAll()
    {
        foreach (string id in _timers.Keys.ToArray())
        {
            Cancel(id);
        }
    }

    /// <summary>Lets all fire that are due, whatever became of their durable timers.</summary>
    public void FireDue(DateTimeOffset now)
    {
        foreach ((string id, DateTimeOffset due) in All.Where(t => t.Due <= now).OrderBy(static t => t.Due).ToArray())
        {
            Cancel(id);
            fired(id, due);
        }
    }

    private async Task WaitAsync(string id, Timer timer)
    {
        try
        {
            CancellationToken cancel = timer.Cancellation.Token;
            await (neverEarly ? calls.Until(timer.Due, cancel) : calls.Timer(timer.Due, cancel));
        }
        catch (OperationCanceledException)
        {
            return;
        }

        inbox.Add(() =>
        {
            // It may have been cancelled or replaced since.
            if (ReferenceEquals(_timers.GetValueOrDefault(id), timer))
            {
                _timers.Remove(id);
                fired(id, timer.Due);
            }
        });
    }

    private sealed record Timer(DateTimeOffset Due, long Number)
    {
        public CancellationTokenSource Cancellation { get; } = new();
    }
}
