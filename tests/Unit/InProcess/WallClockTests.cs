using FunctionsAsl.Service.Driver;
using Xunit;

namespace FunctionsAsl.Unit.InProcess;

/// <summary>Clocks that are set, and computers that sleep (faults.md R8).</summary>
public sealed class WallClockTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly SetClock _source = new();

    [Fact]
    public void A_timer_is_due_by_the_clock_that_was_set_forward()
    {
        (WallClock clock, Func<bool> hasFired) = Start(TimeSpan.FromSeconds(90) + Hour);
        DateTimeOffset before = clock.GetUtcNow();
        _source.Offset += Hour;
        _source.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.False(hasFired());
        Assert.Equal(before + Hour + TimeSpan.FromSeconds(60), clock.GetUtcNow());
        _source.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.True(hasFired());
    }

    [Fact]
    public void What_became_due_while_the_computer_slept_is_noticed_within_half_a_minute()
    {
        (_, Func<bool> hasFired) = Start(Hour);
        _source.Offset += 2 * Hour;
        _source.Time.Advance(WallClock.LongestLook);
        Assert.True(hasFired());
    }

    [Fact]
    public void A_clock_that_was_set_back_delays_nothing_and_time_goes_on()
    {
        (WallClock clock, Func<bool> hasFired) = Start(TimeSpan.FromSeconds(10));
        DateTimeOffset before = clock.GetUtcNow();
        _source.Offset -= Hour;
        Assert.Equal(before, clock.GetUtcNow());
        _source.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(hasFired());
        Assert.Equal(before + TimeSpan.FromSeconds(10), clock.GetUtcNow());

        // Set right again, it is no step forward.
        _source.Offset += Hour;
        Assert.Equal(before + TimeSpan.FromSeconds(10), clock.GetUtcNow());
    }

    private (WallClock Clock, Func<bool> HasFired) Start(TimeSpan due)
    {
        bool fired = false;
        var clock = new WallClock(_source);
        clock.CreateTimer(_ => fired = true, null, due, Timeout.InfiniteTimeSpan);
        return (clock, () => fired);
    }

    /// <summary>A clock that can be set; its timers and timestamps go on as before.</summary>
    private sealed class SetClock : TimeProvider
    {
        public VirtualClock Time { get; } = new();

        public TimeSpan Offset { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Time.GetUtcNow() + Offset;

        public override long GetTimestamp() => Time.GetUtcNow().UtcTicks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            Time.CreateTimer(callback, state, dueTime, period);
    }
}
