namespace FunctionsAsl.Service.InProcess;

/// <summary>Many deadlines on one timer of the clock. Each key has at most one deadline; setting and removing cost O(log n).</summary>
/// <param name="fire">Called, on the clock's thread, for every key whose deadline has come; the key is removed first.</param>
internal sealed class TimerQueue(TimeProvider clock, Action<string> fire) : IDisposable
{
    // The clock's timers take at most about 49 days at a time; a longer one is set again when it fires.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    private readonly Lock _lock = new();
    private readonly SortedSet<(DateTimeOffset Due, string Key)> _queue = new(ByDue.Instance);
    private readonly Dictionary<string, DateTimeOffset> _byKey = new(StringComparer.Ordinal);
    private ITimer? _timer;
    private DateTimeOffset? _armedFor;
    private bool _disposed;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _queue.Count;
            }
        }
    }

    /// <summary>Sets the key's deadline, or takes it away.</summary>
    public void Set(string key, DateTimeOffset? due)
    {
        lock (_lock)
        {
            if (_byKey.Remove(key, out DateTimeOffset old))
            {
                _queue.Remove((old, key));
            }

            if (due is { } at)
            {
                _byKey.Add(key, at);
                _queue.Add((at, key));
            }

            Arm();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _timer?.Dispose();
        }
    }

    private void Arm()
    {
        if (_disposed || (_queue.Count == 0 ? _armedFor is null : _queue.Min.Due == _armedFor))
        {
            return;
        }

        if (_queue.Count == 0)
        {
            _armedFor = null;
            _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        _armedFor = _queue.Min.Due;
        TimeSpan wait = _queue.Min.Due - clock.GetUtcNow();
        wait = wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestTimer ? LongestTimer : wait;
        // Timers count whole milliseconds and would fire early for a fraction.
        wait = TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
        if (_timer is null)
        {
            _timer = clock.CreateTimer(_ => OnTimer(), null, wait, Timeout.InfiniteTimeSpan);
        }
        else
        {
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    private void OnTimer()
    {
        var due = new List<string>();
        lock (_lock)
        {
            DateTimeOffset now = clock.GetUtcNow();
            while (_queue.Count > 0 && _queue.Min.Due <= now)
            {
                (DateTimeOffset Due, string Key) next = _queue.Min;
                _queue.Remove(next);
                _byKey.Remove(next.Key);
                due.Add(next.Key);
            }

            _armedFor = null;
            Arm();
        }

        foreach (string key in due)
        {
            fire(key);
        }
    }

    private sealed class ByDue : IComparer<(DateTimeOffset Due, string Key)>
    {
        public static readonly ByDue Instance = new();

        public int Compare((DateTimeOffset Due, string Key) x, (DateTimeOffset Due, string Key) y)
        {
            int byDue = x.Due.CompareTo(y.Due);
            return byDue != 0 ? byDue : string.CompareOrdinal(x.Key, y.Key);
        }
    }
}
