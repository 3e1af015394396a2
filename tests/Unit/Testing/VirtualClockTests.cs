using Xunit;

namespace FunctionsAsl.Unit.Testing;

public sealed class VirtualClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly VirtualClock _clock = new(Start);
    private readonly List<double> _fired = [];

    private ITimer Timer(double due, double period) => _clock.CreateTimer(
        _ => _fired.Add((_clock.GetUtcNow() - Start).TotalSeconds),
        null,
        due < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(due),
        period < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(period));

    [Fact]
    public void A_timer_with_a_period_fires_again_and_again()
    {
        using ITimer timer = Timer(1, 10);
        _clock.Advance(TimeSpan.FromSeconds(25));
        Assert.Equal([1, 11, 21], _fired);
        Assert.True(_clock.MoveToNext());
        timer.Change(TimeSpan.FromSeconds(2), TimeSpan.Zero);
        _clock.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal([1, 11, 21, 31, 33], _fired);
    }

    [Fact]
    public void A_timer_without_one_fires_once()
    {
        using ITimer once = Timer(1, -1);
        using ITimer never = Timer(-1, 1);
        _clock.Advance(TimeSpan.FromSeconds(25));
        Assert.Equal([1], _fired);
    }

    [Fact]
    public void What_it_does_can_end_it()
    {
        ITimer? timer = null;
        timer = _clock.CreateTimer(
            _ =>
            {
                _fired.Add(0);
                timer!.Dispose();
            },
            null,
            TimeSpan.FromSeconds(1),
            TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal([0], _fired);
        Assert.False(timer.Change(TimeSpan.Zero, TimeSpan.Zero));
        Assert.False(_clock.MoveToNext());
    }

    [Fact]
    public void Times_are_not_negative() => Assert.Throws<ArgumentOutOfRangeException>(() => Timer(1, 1).Change(TimeSpan.FromSeconds(-2), TimeSpan.Zero));
}
