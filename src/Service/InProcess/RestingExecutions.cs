namespace FunctionsAsl.Service.InProcess;

/// <summary>
/// Wakes the executions that rest in the store. How many rest costs no memory: only when the next of them wakes is known here.
/// </summary>
internal sealed class RestingExecutions(InProcessEngine engine)
{
    /// <summary>The key of its timer, among those of executions.</summary>
    public const string Timer = "";

    // Read at once; and so many steps may be taken before more are.
    private const int Batch = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly Lock _lock = new();
    private readonly List<(string Arn, DateTimeOffset Wakes)> _added = [];
    private RestingExecution? _last;
    private DateTimeOffset _next = DateTimeOffset.MaxValue;
    private bool _isWaking;

    /// <summary>Wakes those that were due while this process did not run.</summary>
    public Task StartAsync() => TryBegin() ? WakeAsync() : Task.CompletedTask;

    /// <summary>The store knows that an execution rests. It may still be in memory.</summary>
    public void Add(string arn, DateTimeOffset wakes)
    {
        lock (_lock)
        {
            if (_isWaking)
            {
                _added.Add((arn, wakes));
                return;
            }
        }

        Take(arn, wakes);
    }

    /// <summary>The next of them is due.</summary>
    public void Wake()
    {
        if (TryBegin())
        {
            engine.Schedule("waking executions", WakeAsync);
        }
    }

    private bool TryBegin()
    {
        lock (_lock)
        {
            return !_isWaking && (_isWaking = true);
        }
    }

    private void Take(string arn, DateTimeOffset wakes)
    {
        lock (_lock)
        {
            if (wakes > (_last?.Wakes ?? DateTimeOffset.MinValue))
            {
                if (wakes < _next)
                {
                    WakeAt(wakes);
                }

                return;
            }
        }

        // Its time was read past already: saving that it rests has taken longer.
        engine.Bring(arn).FireTimers();
    }

    /// <summary>Takes up those that went to rest while others were read.</summary>
    private void TakeAdded()
    {
        (string Arn, DateTimeOffset Wakes)[] added;
        lock (_lock)
        {
            added = [.. _added];
            _added.Clear();
        }

        foreach ((string arn, DateTimeOffset wakes) in added)
        {
            Take(arn, wakes);
        }
    }

    private async Task WakeAsync()
    {
        DateTimeOffset next = engine.Now + InProcessEngine.ReloadDelay;
        try
        {
            lock (_lock)
            {
                _next = DateTimeOffset.MaxValue;
            }

            next = await WakeDueAsync();
        }
        finally
        {
            lock (_lock)
            {
                _isWaking = false;
                WakeAt(next < _next ? next : _next);
            }

            TakeAdded();
        }
    }

    /// <returns>When the next is due.</returns>
    private async Task<DateTimeOffset> WakeDueAsync()
    {
        while (true)
        {
            IReadOnlyList<RestingExecution> batch = await engine.Store.ListResting(_last, Batch);
            foreach (RestingExecution execution in batch)
            {
                if (execution.Wakes > engine.Now)
                {
                    return execution.Wakes;
                }

                lock (_lock)
                {
                    _last = execution;
                }

                engine.Bring(execution.Arn).FireTimers();
            }

            TakeAdded();
            if (batch.Count < Batch)
            {
                return DateTimeOffset.MaxValue;
            }

            while (engine.ActiveSteps > Batch)
            {
                await Task.Delay(Pause);
            }
        }
    }

    private void WakeAt(DateTimeOffset time)
    {
        _next = time;
        if (!_isWaking)
        {
            engine.SetTimer(Timer, time == DateTimeOffset.MaxValue ? null : time);
        }
    }
}
