namespace FunctionsAsl.Service.Driver;

/// <summary>
/// The time of the wall clock, for timers too: that somebody has set it forward, or that the computer has slept, is noticed within half a
/// minute. Where it is set back, time goes on as it did: what is waited for would come as much too late.
/// </summary>
/// <param name="source">A clock whose timers and timestamps know nothing of such changes.</param>
public sealed class WallClock(TimeProvider source) : TimeProvider
{
    /// <summary>How long a timer may go without a look at the clock.</summary>
    public static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(30);

    // Less than that is how exactly two clocks can be read, one after the other.
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private DateTimeOffset _time = source.GetUtcNow();
    private long _timestamp = source.GetTimestamp();
    // How far the wall clock was set back, all in all.
    private TimeSpan _ahead;

    public override long TimestampFrequency => source.TimestampFrequency;

    public override long GetTimestamp() => source.GetTimestamp();

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            long timestamp = source.GetTimestamp();
            DateTimeOffset expected = _time + source.GetElapsedTime(_timestamp, timestamp);
            TimeSpan moved = source.GetUtcNow() + _ahead - expected;
            if (moved < -Step)
            {
                _ahead -= moved;
                moved = TimeSpan.Zero;
            }
            else if (moved > Step && _ahead > TimeSpan.Zero)
            {
                // It was set right again.
                TimeSpan back = moved < _ahead ? moved : _ahead;
                _ahead -= back;
                moved -= back;
            }

            _timestamp = timestamp;
            _time = expected + moved > _time ? expected + moved : _time;
            return _time;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (period != Timeout.InfiniteTimeSpan)
        {
            return source.CreateTimer(callback, state, dueTime, period);
        }

        var timer = new WatchfulTimer(this, source, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>A timer that looks at the clock now and then.</summary>
    private sealed class WatchfulTimer : ITimer
    {
        private readonly Lock _lock = new();
        private readonly WallClock _clock;
        private readonly Action _fire;
        private readonly ITimer _look;
        private DateTimeOffset? _due;

        public WatchfulTimer(WallClock clock, TimeProvider source, Action fire)
        {
            _clock = clock;
            _fire = fire;
            _look = source.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_lock)
            {
                _due = dueTime == Timeout.InfiniteTimeSpan ? null : _clock.GetUtcNow() + dueTime;
                return _look.Change(dueTime < LongestLook ? dueTime : LongestLook, Timeout.InfiniteTimeSpan);
            }
        }

        public void Dispose() => _look.Dispose();

        public ValueTask DisposeAsync() => _look.DisposeAsync();

        private void Look()
        {
            lock (_lock)
            {
                if (_due is not { } due)
                {
                    return;
                }

                // Timers count whole milliseconds, and would look once more for a fraction.
                TimeSpan left = TimeSpan.FromMilliseconds(Math.Ceiling((due - _clock.GetUtcNow()).TotalMilliseconds));
                if (left > TimeSpan.Zero)
                {
                    _look.Change(left < LongestLook ? left : LongestLook, Timeout.InfiniteTimeSpan);
                    return;
                }

                _due = null;
            }

            _fire();
        }
    }
}
