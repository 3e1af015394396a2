using System.Collections.Concurrent;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Telemetry;
using Xunit;

namespace FunctionsAsl.Unit.Telemetry;

public sealed class LogDeliveryTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly VirtualClock _clock = new();
    private readonly ConcurrentQueue<(string What, Exception Problem)> _reports = [];
    private readonly Target _target = new();

    [Fact]
    public async Task What_comes_within_a_moment_goes_together()
    {
        await using LogDelivery delivery = Start();
        delivery.Add(Record("1"));
        delivery.Add(Record("2"));
        Assert.Empty(_target.Sent);
        await PassUntil(() => delivery.Undelivered == 0);
        Assert.Equal(["1 2"], _target.Sent);
        Assert.Empty(_reports);
    }

    [Fact]
    public async Task A_target_that_fails_is_asked_again_and_again_and_nothing_is_lost()
    {
        await using LogDelivery delivery = Start();
        _target.Answers = tries => tries < 7 ? throw new IOException("It is away.") : 0;
        DateTimeOffset began = _clock.GetUtcNow();
        delivery.Add(Record("1"));
        await PassUntil(() => delivery.Undelivered == 0);
        Assert.Equal(["1"], _target.Sent);
        // After 1, 2, 4, 8, 16, 30 and 30 seconds at the earliest.
        Assert.InRange((_clock.GetUtcNow() - began).TotalSeconds, 91, double.MaxValue);
        Assert.All(_reports, static report => Assert.Equal(("Logging to target, 0 records lost", "It is away."), (report.What, report.Problem.Message)));
        // The first failure, and the one a minute later; not each.
        Assert.InRange(_reports.Count, 2, 4);
    }

    [Fact]
    public async Task What_is_refused_is_lost_and_the_rest_is_not()
    {
        LogDelivery delivery = Start();
        _target.Answers = static tries => tries == 0 ? throw new LogRefusedException("No such group.") : tries == 1 ? 2 : 0;
        delivery.Add(Record("1"));
        await PassUntil(() => delivery.Undelivered == 0);
        for (int i = 0; i < 3; i++)
        {
            delivery.Add(Record("2"));
        }

        await PassUntil(() => delivery.Undelivered == 0);
        delivery.Add(Record("3"));
        await PassUntil(() => delivery.Undelivered == 0);
        await delivery.DisposeAsync();
        Assert.Equal(["2 2 2", "3"], _target.Sent);
        Assert.Equal(
            ["Logging to target, 1 records lost", "Logging to target, 2 records lost"],
            _reports.Select(static report => report.What));
    }

    [Fact]
    public async Task What_has_no_room_is_left_out_and_counted()
    {
        LogDelivery delivery = Start();
        var blocked = new TaskCompletionSource<int>();
        _target.Blocks = blocked.Task;
        string text = new('x', 1024 * 1024);
        // 4 are under way, of the others 15 have room.
        for (int i = 0; i < 4; i++)
        {
            delivery.Add(Record(text));
        }

        await PassUntil(() => _target.Tries > 0, within: Moment);
        for (int i = 0; i < 25; i++)
        {
            delivery.Add(Record(text));
        }

        blocked.SetResult(0);
        await PassUntil(() => delivery.Undelivered == 0);
        await delivery.DisposeAsync();
        Assert.Equal(19, _target.Sent.Sum(static batch => batch.Split(' ').Length));
        (string what, Exception problem) = Assert.Single(_reports);
        Assert.Equal("Logging to target, 10 records lost", what);
        Assert.IsType<IOException>(problem);
    }

    [Fact]
    public async Task The_end_tries_once_more_and_tells_what_is_lost()
    {
        LogDelivery delivery = Start();
        _target.Answers = static _ => throw new IOException("It is away.");
        delivery.Add(Record("1"));
        await PassUntil(() => !_reports.IsEmpty);
        delivery.Add(Record("2"));
        await delivery.DisposeAsync();
        Assert.Equal(0, delivery.Undelivered);
        Assert.Equal("Logging to target, 2 records lost", _reports.Last().What);
    }

    [Fact]
    public async Task The_end_delivers_what_waits()
    {
        LogDelivery delivery = Start();
        delivery.Add(Record("1"));
        await delivery.DisposeAsync();
        delivery.Add(Record("2"));
        Assert.Equal(["1"], _target.Sent);
        Assert.Empty(_reports);
    }

    [Fact]
    public async Task The_end_waits_for_a_silent_target_for_five_seconds()
    {
        LogDelivery delivery = Start();
        _target.Blocks = new TaskCompletionSource<int>().Task;
        delivery.Add(Record("1"));
        await PassUntil(() => _target.Tries > 0, within: Moment);
        DateTimeOffset began = _clock.GetUtcNow();
        Task end = delivery.DisposeAsync().AsTask();
        await PassUntil(() => end.IsCompleted);
        Assert.Equal(5, (_clock.GetUtcNow() - began).TotalSeconds);
        (string what, Exception problem) = Assert.Single(_reports);
        Assert.Equal("Logging to target, 1 records lost", what);
        Assert.IsType<TimeoutException>(problem);
    }

    private LogDelivery Start() => new(_target, _clock, (what, e) => _reports.Enqueue((what, e)));

    private LogRecord Record(string text) =>
        new("group", "machine", "execution", HistoryEventType.ExecutionStarted, _clock.GetUtcNow(), text);

    /// <summary>Lets time pass, timer by timer, until something is so.</summary>
    /// <param name="within">How far at once; less than what a request may take where that must not pass.</param>
    private async Task PassUntil(Func<bool> isSo, TimeSpan? within = null)
    {
        while (!isSo())
        {
            _clock.MoveToNext(within ?? TimeSpan.FromDays(1));
            await Task.Delay(1);
        }
    }

    private sealed class Target : ILogTarget
    {
        public string Name => "target";

        public int Tries { get; private set; }

        /// <summary>How many records are refused, by the number of tries before.</summary>
        public Func<int, int> Answers { get; set; } = static _ => 0;

        /// <summary>What all wait for.</summary>
        public Task<int> Blocks { get; set; } = Task.FromResult(0);

        public ConcurrentQueue<string> Sent { get; } = [];

        public IEnumerable<IReadOnlyList<LogRecord>> Split(IReadOnlyList<LogRecord> records) => [records];

        public async Task<int> SendAsync(IReadOnlyList<LogRecord> part, CancellationToken cancel)
        {
            int tries = Tries++;
            await Blocks.WaitAsync(cancel);
            int refused = Answers(tries);
            Sent.Enqueue(string.Join(' ', part.Select(static record => record.Text[..1])));
            return refused;
        }
    }
}
