using FunctionsAsl.Service.Driver;

namespace FunctionsAsl.Service.Telemetry;

/// <summary>
/// Delivers records to a target in batches. No execution waits for it, and none fails by it: where records come faster than they can be
/// sent, or the target fails for long, some are lost. How many is told, at most once a minute.
/// </summary>
public sealed class Delivery<TRecord> : IAsyncDisposable
{
    /// <summary>Characters that may wait; about as much again may be under way.</summary>
    private const long Room = 16 * 1024 * 1024;

    private const int BatchRecords = 10_000;
    private const int BatchCharacters = 4 * 1024 * 1024;

    /// <summary>What a record takes besides its text, about.</summary>
    private const int Overhead = 128;

    /// <summary>How long the first record of a batch waits for others.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenReports = TimeSpan.FromMinutes(1);

    /// <summary>How long the end waits for what is not delivered yet.</summary>
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    private readonly LossyQueue<TRecord> _records;
    private readonly Func<TRecord, int> _weigh;
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly ITarget<TRecord> _target;
    private readonly TimeProvider _clock;
    private readonly Action<string, Exception> _report;
    private readonly Task _running;
    private long _undelivered;
    private long _lost;
    private Exception? _problem;
    private DateTimeOffset _reported = DateTimeOffset.MinValue;

    /// <param name="weigh">Characters of a record.</param>
    /// <param name="report">Told of failures and losses. It must not throw.</param>
    public Delivery(ITarget<TRecord> target, Func<TRecord, int> weigh, TimeProvider clock, Action<string, Exception> report)
    {
        _records = new LossyQueue<TRecord>(Room, record => weigh(record) + Overhead);
        _weigh = weigh;
        _target = target;
        _clock = clock;
        _report = report;
        _running = Task.Run(RunAsync);
    }

    /// <summary>How many records have come that are neither delivered nor lost yet.</summary>
    public long Undelivered => Interlocked.Read(ref _undelivered);

    public void Add(TRecord record)
    {
        Interlocked.Increment(ref _undelivered);
        _records.Add(record);
    }

    /// <summary>Delivers what is waiting, as far as that goes in a few seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        _records.Complete();
        await using (_clock.CreateTimer(_ => _ended.Cancel(), null, EndLimit, Timeout.InfiniteTimeSpan))
        {
            await _ending.CancelAsync();
            await _running;
        }

        _ending.Dispose();
        _ended.Dispose();
    }

    private async Task RunAsync()
    {
        List<TRecord> batch = [];
        while (await _records.WaitAsync())
        {
            await PauseAsync(Gathering);
            for (long size = 0; batch.Count < BatchRecords && size < BatchCharacters && _records.TryTake(out TRecord? record);)
            {
                batch.Add(record);
                size += _weigh(record);
            }

            foreach (IReadOnlyList<TRecord> part in _target.Split(batch))
            {
                await DeliverAsync(part);
                Interlocked.Add(ref _undelivered, -part.Count);
            }

            batch.Clear();
            TakeLost();
            Report();
        }

        TakeLost();
        _reported = DateTimeOffset.MinValue;
        Report();
    }

    /// <summary>Sends a part until the target has it or refuses it; at the end, once.</summary>
    private async Task DeliverAsync(IReadOnlyList<TRecord> part)
    {
        TimeSpan pause = FirstPause;
        while (true)
        {
            try
            {
                int refused = await SendAsync(part);
                if (refused > 0)
                {
                    Lose(refused, new RefusedException("Records were refused: too old, too new or too large."));
                }

                return;
            }
            catch (RefusedException e)
            {
                Lose(part.Count, e);
                return;
            }
            catch (Exception e) when (_ending.IsCancellationRequested)
            {
                Lose(part.Count, e);
                return;
            }
            catch (Exception e)
            {
                Lose(0, e);
            }

            TakeLost();
            Report();
            await PauseAsync(pause);
            pause = Backoff.After(pause, LongestPause);
        }
    }

    private async Task<int> SendAsync(IReadOnlyList<TRecord> part)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
        await using ITimer timer = _clock.CreateTimer(_ => limit.Cancel(), null, RequestLimit, Timeout.InfiniteTimeSpan);
        try
        {
            return await _target.SendAsync(part, limit.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException("It did not answer in time.", e);
        }
    }

    private async Task PauseAsync(TimeSpan time) =>
        await Task.Delay(time, _clock, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private void TakeLost()
    {
        if (_records.TakeLost() is > 0 and long lost)
        {
            Interlocked.Add(ref _undelivered, -lost);
            Lose(lost, _problem ?? new IOException("Records came faster than they could be sent."));
        }
    }

    private void Lose(long records, Exception problem)
    {
        _lost += records;
        _problem = problem;
    }

    private void Report()
    {
        DateTimeOffset now = _clock.GetUtcNow();
        if (_problem is { } problem && now - _reported >= BetweenReports)
        {
            _report(string.Create(CultureInfo.InvariantCulture, $"Sending to {_target.Name}, {_lost} records lost"), problem);
            (_problem, _lost, _reported) = (null, 0, now);
        }
    }
}
