using FunctionsAsl.Core;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Service.Records;

namespace FunctionsAsl.Service.InProcess;

/// <summary>
/// A running execution in memory. Its events are applied one after the other; what one round of them came to is saved before any
/// command is carried out and before anybody is answered.
/// </summary>
internal sealed class LiveExecution(string arn, InProcessEngine engine)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _timers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CancellationTokenSource> _tasks = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Queue<Delivery> _mailbox = new();
    // Busy from the beginning: with opening.
    private bool _processing = true;
    private bool _closed;
    private Exception? _lost;
    private StateMachine _definition = null!;
    private DateTimeOffset _lastTime;
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

    /// <summary>Delivers an event; the task completes once it is applied and saved.</summary>
    /// <returns>
    /// Whether it changed anything; <see langword="null"/> where the execution is not running (any more). The task fails where the
    /// execution could not go on: it comes back, and the event may be delivered again.
    /// </returns>
    public Task<bool?> Post(Func<DateTimeOffset, ulong, Event> @event) => Post(new Delivery(@event));

    /// <summary>Has the timers that are due fire.</summary>
    public void FireTimers() => _ = Post(new Delivery(null));

    private Task<bool?> Post(Delivery delivery)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return _lost is null ? Task.FromResult<bool?>(null) : Task.FromException<bool?>(_lost);
            }

            _mailbox.Enqueue(delivery);
            if (_processing)
            {
                return delivery.Done.Task;
            }

            _processing = true;
        }

        engine.Schedule(arn, ProcessAsync);
        return delivery.Done.Task;
    }

    /// <summary>Takes over a freshly started or loaded state. Part of opening.</summary>
    /// <param name="definition">The machine.</param>
    /// <param name="record">The execution as the API shows it.</param>
    /// <param name="state">Its state.</param>
    /// <param name="saved">What is saved of the state; <see langword="null"/> where it has ended.</param>
    /// <param name="snapshotBytes">Bytes of the snapshot in that.</param>
    /// <param name="changedBytes">Bytes of the changes behind it.</param>
    public void Begin(
        StateMachine definition, ExecutionRecord record, ExecutionState state, SavedState? saved, long snapshotBytes, long changedBytes)
    {
        _definition = definition;
        Record = record;
        State = state;
        _lastTime = record.StartDate;
        _saved = saved;
        _snapshotBytes = snapshotBytes;
        _changedBytes = changedBytes;
    }

    /// <summary>Carries commands out. Part of opening, and of every step.</summary>
    public void Execute(IEnumerable<Command> commands)
    {
        foreach (Command command in commands)
        {
            switch (command)
            {
                case Command.StartTimer timer:
                    _timers[timer.Id] = timer.Due;
                    break;
                case Command.CancelTimer timer:
                    _timers.Remove(timer.Id);
                    break;
                case Command.CancelTask task:
                    CancelTask(task.Id);
                    break;
                case Command.RunTask task:
                    var cancel = new CancellationTokenSource();
                    _tasks[task.Id] = cancel;
                    engine.RunTask(this, Record, task, cancel.Token);
                    break;
            }
        }

        ArmTimer();
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

            while (TakeMail() is { } mail)
            {
                await ApplyAsync(mail);
                if (State!.Status != ExecutionStatus.Running)
                {
                    Close();
                    return;
                }
            }
        }
        catch (Exception e)
        {
            // What was not saved did not happen: the execution comes back from the store and its tasks run again.
            Close(e);
            engine.Lost(this, e);
        }
    }

    private Queue<Delivery>? TakeMail()
    {
        lock (_lock)
        {
            if (_mailbox.Count == 0)
            {
                _processing = false;
                return null;
            }

            Queue<Delivery> mail = _mailbox;
            _mailbox = new Queue<Delivery>();
            return mail;
        }
    }

    private async Task ApplyAsync(Queue<Delivery> mail)
    {
        var round = new Round(_definition, State!);
        try
        {
            foreach (Delivery delivery in mail)
            {
                TryApply(delivery, round);
            }

            if (!ReferenceEquals(round.State, State))
            {
                await SaveAsync(round);
            }

            // A timer that fires too early changes nothing, and is set again.
            Execute(round.Commands);
            if (round.State.Status != ExecutionStatus.Running)
            {
                engine.Ended(Record);
            }
        }
        catch (Exception e)
        {
            foreach (Delivery delivery in mail)
            {
                delivery.Done.TrySetException(e);
            }

            throw;
        }

        foreach (Delivery delivery in mail)
        {
            delivery.Done.TrySetResult(delivery.Changed);
        }
    }

    /// <summary>An event that the core cannot apply is refused by itself: it changed nothing, and the others go on.</summary>
    private void TryApply(Delivery delivery, Round round)
    {
        try
        {
            delivery.Changed = Apply(delivery, round);
        }
        catch (Exception e)
        {
            engine.Report(arn, e);
            delivery.Done.TrySetException(e);
        }
    }

    private bool? Apply(Delivery delivery, Round round)
    {
        if (round.State.Status != ExecutionStatus.Running)
        {
            return null;
        }

        (DateTimeOffset now, ulong seed) = engine.Stamp();
        _lastTime = now > _lastTime ? now : _lastTime;
        if (delivery.Event is null)
        {
            return ApplyTimers(round, seed);
        }

        Event @event = delivery.Event(_lastTime, seed);
        bool changed = round.Apply(@event);
        if (changed)
        {
            _ = @event switch
            {
                Event.TaskSucceeded ended => _tasks.Remove(ended.Id),
                Event.TaskFailed ended => _tasks.Remove(ended.Id),
                _ => false,
            };
        }

        return changed;
    }

    private bool ApplyTimers(Round round, ulong seed)
    {
        bool changed = false;
        foreach (string id in _timers.Where(t => t.Value <= _lastTime).OrderBy(t => t.Value).Select(t => t.Key).ToArray())
        {
            _timers.Remove(id);
            changed |= round.Apply(new Event.TimerFired(_lastTime, seed++, id));
        }

        ArmTimer();
        return changed;
    }

    private void ArmTimer() => engine.SetTimer(arn, _timers.Count == 0 ? null : _timers.Values.Min());

    private async Task SaveAsync(Round round)
    {
        ExecutionRecord record = Record.After(round.State, _lastTime);
        byte[]? snapshot = null;
        byte[]? change = null;
        if (round.State.Status == ExecutionStatus.Running)
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
                _changedBytes += change.Length;
            }
        }

        await engine.Store.SaveExecution(new ExecutionStep(record, round.History, snapshot, change));
        Record = record;
        State = round.State;
        Failures = 0;
    }

    private void CancelTask(string id)
    {
        if (_tasks.Remove(id, out CancellationTokenSource? cancel))
        {
            Cancel(cancel);
        }
    }

    /// <summary>Tells a task that nobody waits for it any more. What its code makes of that cannot stop the execution.</summary>
    private void Cancel(CancellationTokenSource task)
    {
        try
        {
            task.Cancel();
        }
        catch (AggregateException e)
        {
            engine.Report($"cancelling a task of {arn}", e);
        }
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
        foreach (CancellationTokenSource cancel in _tasks.Values)
        {
            Cancel(cancel);
        }

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
    private sealed class Delivery(Func<DateTimeOffset, ulong, Event>? @event)
    {
        public Func<DateTimeOffset, ulong, Event>? Event { get; } = @event;

        public TaskCompletionSource<bool?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool? Changed { get; set; }
    }

    /// <summary>The events that are applied and saved together.</summary>
    private sealed class Round(StateMachine definition, ExecutionState state)
    {
        public ExecutionState State { get; private set; } = state;

        /// <summary>Ids of the branches that have changed.</summary>
        public HashSet<string> Changed { get; } = new(StringComparer.Ordinal);

        public List<Command> Commands { get; } = [];

        public List<HistoryEvent> History { get; } = [];

        public bool Apply(Event @event)
        {
            Step step = Machine.Apply(definition, State, @event);
            Commands.AddRange(step.Commands);
            if (ReferenceEquals(step.State, State))
            {
                return false;
            }

            State = step.State;
            Changed.UnionWith(step.Changed);
            History.AddRange(step.History);
            return true;
        }
    }
}
