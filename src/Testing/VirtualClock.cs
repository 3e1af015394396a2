namespace FunctionsAsl.Testing;

/// <summary>A clock that stands still until it is moved to its next timer.</summary>
/// <param name="start">What it shows at first; some day in 2026 where it is not given.</param>
public sealed class VirtualClock(DateTimeOffset? start = null) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<VirtualTimer> _timers = [];
    private DateTimeOffset _now = start ?? new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets a millisecond pass, so that what is done one after the other has different times.</summary>
    public void Tick()
    {
        lock (_lock)
        {
            _now += TimeSpan.FromMilliseconds(1);
        }
    }

    /// <summary>Moves on by a time; the timers that are due meanwhile fire in their order.</summary>
    public void Advance(TimeSpan by)
    {
        DateTimeOffset limit = GetUtcNow() + by;
        while (MoveToNext(limit))
        {
        }
    }

    /// <summary>Moves to the next timer if it is due within <paramref name="time"/>; else time stands still.</summary>
    /// <returns>Whether there was one.</returns>
    public bool MoveToNext(TimeSpan time)
    {
        lock (_lock)
        {
            if (!_timers.Any(t => t.Due <= _now + time))
            {
                return false;
            }
        }

        return MoveToNext();
    }

    /// <summary>Moves to the next timer and lets it fire, with all others that are due at the same time.</summary>
    /// <returns>Whether there was one.</returns>
    public bool MoveToNext() => MoveToNext(DateTimeOffset.MaxValue);

    /// <summary>Moves to the next timer that is due by <paramref name="limit"/>; where there is none, to the limit.</summary>
    /// <returns>Whether there was one.</returns>
    public bool MoveToNext(DateTimeOffset limit)
    {
        VirtualTimer[] next;
        lock (_lock)
        {
            DateTimeOffset due = _timers.Select(t => t.Due).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
            if (due > limit || _timers.Count == 0)
            {
                _now = limit < DateTimeOffset.MaxValue ? limit : _now;
                return false;
            }

            next = [.. _timers.Where(t => t.Due == due)];
            _timers.RemoveAll(t => t.Due == due);
            _now = due > _now ? due : _now;
            // What a timer does may change it.
            _timers.AddRange(next.Where(static t => t.Repeat()));
        }

        foreach (VirtualTimer timer in next)
        {
            timer.Fire();
        }

        return true;
    }

    private sealed class VirtualTimer(VirtualClock clock, Action fire) : ITimer
    {
        private TimeSpan _period;
        private bool _isDisposed;

        public DateTimeOffset Due { get; private set; }

        public void Fire() => fire();

        /// <summary>Has it due once more.</summary>
        /// <returns>Whether it is to be.</returns>
        public bool Repeat()
        {
            Due += _period;
            return _period > TimeSpan.Zero;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Check(dueTime, nameof(dueTime));
            Check(period, nameof(period));
            lock (clock._lock)
            {
                clock._timers.Remove(this);
                if (_isDisposed)
                {
                    return false;
                }

                _period = period == Timeout.InfiniteTimeSpan ? TimeSpan.Zero : period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock._now + dueTime;
                    clock._timers.Add(this);
                }

                return true;
            }
        }

        public void Dispose()
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
                _isDisposed = true;
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private static void Check(TimeSpan time, string name)
        {
            if (time != Timeout.InfiniteTimeSpan)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero, name);
            }
        }
    }
}
