using FunctionsAsl.Core;
using FunctionsAsl.Jsonata.Language;
using FunctionsAsl.Service.Driver;

namespace FunctionsAsl.Service.InProcess;

/// <summary>
/// A running execution in memory. Its events are applied one after the other; what one round of them came to is saved before any
/// command is carried out and before anybody is answered.
/// </summary>
internal sealed class LiveExecution(string arn, InProcessEngine engine)
{
    // A shorter one is not worth the write.
    private static readonly TimeSpan ShortestRest = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly OpenWork _work = new(e => engine.Report($"cancelling a task of {arn}", e));
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Queue<Delivery> _mailbox = new();
    // Busy from the beginning: with opening.
    private bool _processing = true;
    private bool _closed;
    private bool _hasLeft;
    // When the store knows that it wakes.
    private DateTimeOffset? _wakes;
    private Exception? _lost;
    private StateMachine _definition = null!;
    private EventClock _clock = null!;
    private SavedState? _saved;
    private long _snapshotBytes;
    private long _changedBytes;

    public string Arn => arn;

    /// <summary>The execution as the API shows it; to be read once it is known to be loaded.</summary>
    public ExecutionRecord Record { get; private set; } = null!;

    /// <summary>The state after the last saved step; only to be read from a delivery, or once it is known to be loaded.</summary>
    public ExecutionState? State { get; private set; }

    /// <summary>Brings the execution to life, from a start or from the store; deliveries wait for it.</summary>
    /// <remarks>Answers whether it runs afterwards.</remarks>
    public required Func<LiveExecution, Task<bool>> Open { get; init; }

    /// <summary>Whether opening it starts it, rather than loading it from the store.</summary>
    public required bool IsNew { get; set; }

    /// <summary>How often in a row it could not be loaded or could not go on.</summary>
    public required int Failures { get; set; }

    /// <summary>Completes when <see cref="Open"/> has.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Whether it waits for the task of this id, as far as it has come.</summary>
    public bool AwaitsTask(string id) => State is { Status: ExecutionStatus.Running } state && Outstanding.IsWaitedFor(state, id);

    /// <summary>Delivers an event; the task completes once it is applied and saved.</summary>
    /// <returns>
    /// Whether it changed anything; <see langword="null"/> where the execution is not running (any more). The task fails where the
    /// execution could not go on: it comes back, and the event may be delivered again.
    /// </returns>
    /// <param name="event">What happened; its time and seed are set when it is applied.</param>
    public Task<bool?> Post(Event @event) => Post(new Delivery(@event));

    /// <summary>Has the timers that are due fire.</summary>
    public void FireTimers() => _ = Post(new Delivery(null));

    private Task<bool?> Post(Delivery delivery)
    {
        lock (_lock)
        {
            if (!_closed)
            {
                _mailbox.Enqueue(delivery);
                if (_processing)
                {
                    return delivery.Done.Task;
                }

                _processing = true;
            }
        }

        if (_hasLeft)
        {
            return engine.Bring(arn).Post(delivery);
        }

        if (_closed)
        {
            return _lost is null ? Task.FromResult<bool?>(null) : Task.FromException<bool?>(_lost);
        }

        engine.Schedule(arn, ProcessAsync);
        return delivery.Done.Task;
    }

    /// <summary>Takes over a freshly started or loaded state. Part of opening.</summary>
    /// <param name="time">Of its last event.</param>
    /// <param name="saved">What is saved of the state; <see langword="null"/> where it has ended.</param>
    /// <param name="snapshotBytes">Bytes of the snapshot in that.</param>
    /// <param name="changedBytes">Bytes of the changes behind it.</param>
    public void Begin(
        StateMachine definition,
        ExecutionRecord record,
        ExecutionState state,
        DateTimeOffset time,
        SavedState? saved,
        long snapshotBytes,
        long changedBytes)
    {
        _definition = definition;
        Record = record;
        State = state;
        _clock = new EventClock(time);
        _saved = saved;
        _snapshotBytes = snapshotBytes;
        _changedBytes = changedBytes;
    }

    /// <summary>Carries commands out. Part of opening, and of every step.</summary>
    public void Execute(IEnumerable<Command> commands)
    {
        _work.CarryOut(commands, (task, cancel) => engine.RunTask(this, Record, task, cancel), @event => _ = Post(@event));
        engine.SetTimer(arn, _work.NextTimer);
    }

    /// <summary>Opens the execution, where that has not been done, and applies what is in the mailbox.</summary>
    public async Task ProcessAsync()
    {
        try
        {
            if (State is null)
            {
                bool runs = await Open(this);
                if (!runs)
                {
                    Close();
                }

                _opened.SetResult();
                if (!runs)
                {
                    return;
                }
            }

            while (TakeMail(await RestAsync()) is { } mail)
            {
                bool isThere = await ApplyAsync(mail);
                if (!isThere || State!.Status != ExecutionStatus.Running)
                {
                    Close();
                    if (!isThere)
                    {
                        engine.Removed(arn);
                    }

                    return;
                }

                // Others come first.
                await Task.Yield();
            }
        }
        catch (Exception e)
        {
            // What was not saved did not happen: the execution comes back from the store and its tasks run again.
            Close(e);
            engine.Lost(this, e);
        }
    }

    /// <summary>
    /// Has the store know that nothing is to be done for a while, where that is so: then the execution need not be in memory. The children
    /// of a Map Run stay: after a crash each is asked whether its run still wants it.
    /// </summary>
    /// <returns>Whether the execution can leave, if nothing comes.</returns>
    private async ValueTask<bool> RestAsync()
    {
        DateTimeOffset wakes = _work.NextTimer ?? DateTimeOffset.MaxValue;
        if (HasMail || !_work.IsAtRest || Record.MapRunArn is not null || wakes - engine.Now < ShortestRest)
        {
            return false;
        }

        if (_wakes != wakes)
        {
            await engine.Store.Rest(arn, wakes);
            _wakes = wakes;
            engine.Rests(arn, wakes);
        }

        return true;
    }

    private bool HasMail
    {
        get
        {
            lock (_lock)
            {
                return _mailbox.Count > 0;
            }
        }
    }

    /// <param name="leaves">Whether to leave memory where there is none.</param>
    private Delivery[]? TakeMail(bool leaves)
    {
        lock (_lock)
        {
            if (_mailbox.Count == 0)
            {
                _processing = false;
                if (leaves)
                {
                    engine.SetTimer(arn, null);
                    engine.Remove(this);
                    _closed = _hasLeft = true;
                }

                return null;
            }

            Delivery[] mail = [.. _mailbox];
            _mailbox.Clear();
            return mail;
        }
    }

    /// <returns>Whether the execution is there; if not, it was removed with its machine, and nobody's event changes anything.</returns>
    private async Task<bool> ApplyAsync(Delivery[] mail)
    {
        try
        {
            int done = 0;
            while (done < mail.Length)
            {
                (Round round, int count) = await engine.Steps.TakeAsync(limits => Take(mail.AsSpan(done), limits));
                done += count;
                if (round.HasChanged && !await SaveAsync(round))
                {
                    foreach (Delivery delivery in mail)
                    {
                        delivery.Done.TrySetResult(null);
                    }

                    return false;
                }

                CarryOut(mail.AsSpan(done - count, count), round);
            }

            return true;
        }
        catch (Exception e)
        {
            foreach (Delivery delivery in mail)
            {
                delivery.Done.TrySetException(e);
            }

            throw;
        }
    }

    /// <summary>Applies events until it is time to save what they have come to.</summary>
    /// <returns>What they came to, and how many they are.</returns>
    private (Round Round, int Count) Take(ReadOnlySpan<Delivery> mail, StepLimits limits)
    {
        var round = new Round(_definition, State!, limits);
        int count = 0;
        do
        {
            Delivery delivery = mail[count++];
            delivery.Failure = null;
            try
            {
                delivery.Changed = Apply(delivery, round);
            }
            catch (Exception e) when (e is not StepBudgetException)
            {
                // It is refused by itself: it changed nothing, and the others go on.
                delivery.Failure = e;
            }
        }
        while (count < mail.Length && !round.IsFull);

        return (round, count);
    }

    private bool? Apply(Delivery delivery, Round round)
    {
        if (round.State.Status != ExecutionStatus.Running)
        {
            return null;
        }

        if (delivery.Event is { } @event)
        {
            return round.Apply(engine.Stamp(@event, _clock));
        }

        _clock.Advance(engine.Now);
        delivery.Fired = _work.Due(_clock.Time);
        bool changed = false;
        foreach (Event.TimerFired timer in delivery.Fired)
        {
            changed |= round.Apply(engine.Stamp(timer, _clock));
        }

        return changed;
    }

    private void CarryOut(ReadOnlySpan<Delivery> taken, Round round)
    {
        foreach (Delivery delivery in taken)
        {
            foreach (Event.TimerFired timer in delivery.Fired)
            {
                _work.Close(timer);
            }

            if (delivery is { Changed: true, Event: { } applied })
            {
                _work.Close(applied);
            }
        }

        // A timer that fires too early changes nothing, and is set again.
        Execute(round.Commands);
        if (round.HasChanged && round.State.Status != ExecutionStatus.Running)
        {
            engine.Ended(Record);
        }

        foreach (Delivery delivery in taken)
        {
            if (delivery.Failure is { } failure)
            {
                engine.Report(arn, failure);
                delivery.Done.TrySetException(failure);
            }
            else
            {
                delivery.Done.TrySetResult(delivery.Changed);
            }
        }
    }

    /// <returns>Whether the execution is there.</returns>
    private async Task<bool> SaveAsync(Round round)
    {
        ExecutionRecord record = Record.After(round.State, _clock.Time);
        byte[]? snapshot = null;
        byte[]? change = null;
        if (record.KeepsState)
        {
            snapshot = _saved!.Snapshot(round.State);
        }
        else if (round.State.Status == ExecutionStatus.Running)
        {
            // A snapshot each time the changes have outgrown the last one: what is written stays linear in what happens, and so does
            // what must be read after a restart.
            if (_changedBytes >= _snapshotBytes)
            {
                snapshot = _saved!.Snapshot(round.State);
                _snapshotBytes = snapshot.Length;
                _changedBytes = 0;
            }
            else
            {
                change = _saved!.Change(round.State, round.Changed);
                // Its values are held in memory up to the next snapshot, wherever they are stored.
                _changedBytes += change.Length + (_saved.Values?.NewBytes ?? 0);
            }
        }

        if (!await engine.Store.SaveExecution(new ExecutionStep(record, round.History, snapshot, change, _saved!.Values)))
        {
            return false;
        }

        engine.Telemetry.Add(record, round.History, State, round.Changed);
        Record = record;
        State = round.State;
        Failures = 0;
        _wakes = null;
        return true;
    }

    private void Close(Exception? reason = null)
    {
        Queue<Delivery> left;
        lock (_lock)
        {
            _closed = true;
            _lost = reason;
            left = _mailbox;
            _mailbox = new Queue<Delivery>();
        }

        if (reason is not null)
        {
            _opened.TrySetException(reason);
        }

        engine.SetTimer(arn, null);
        engine.Remove(this);
        _work.CancelTasks();

        foreach (Delivery delivery in left)
        {
            if (reason is null)
            {
                delivery.Done.TrySetResult(null);
            }
            else
            {
                delivery.Done.TrySetException(reason);
            }
        }
    }

    /// <summary>An event to come; none stands for the timers that are due.</summary>
    private sealed class Delivery(Event? @event)
    {
        public Event? Event { get; } = @event;

        public TaskCompletionSource<bool?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // What it came to when it was applied last.
        public bool? Changed { get; set; }

        public IReadOnlyList<Event.TimerFired> Fired { get; set; } = [];

        public Exception? Failure { get; set; }
    }
}
