using FunctionsAsl.Service.Driver;

namespace FunctionsAsl.Durable.Orchestration;

/// <summary>
/// One run of the orchestrator: takes what arrives, applies it, and carries out what comes of that, until the execution has ended or
/// the durable history is long enough to begin a new one.
/// </summary>
/// <remarks>
/// It is replayed from the beginning each time something arrives. So it decides by nothing but what its input says and what it was
/// told, in the order in which it was told.
/// </remarks>
internal sealed partial class ExecutionRun
{
    private readonly IOrchestration _orchestration;
    private readonly DurableCalls _calls;
    private readonly OrchestrationInput _input;
    private readonly OrchestrationOptions _options;
    private readonly StateMachine? _definition;
    private readonly OrchestrationTerms _terms;
    private readonly StepLimits _limits;
    private readonly Inbox _inbox = new();
    private readonly Timers _timers;
    private readonly OpenTasks _tasks;
    private readonly HistoryTail _tail;
    private Queue<PendingEvent> _pending;
    private List<string> _discarded;
    private ExecutionStatus _status = ExecutionStatus.Running;
    private long _ordinal;
    private readonly EventClock _clock;

    // Whether history was made here and in this generation: a replay would decide it again.
    private bool _hasDecided;

    // Whether it was said that the machine is deleted; of a state that is in a blob, whether it had been when the execution ended.
    private bool _machineIsDeleted;

    // The state is here, or it is parked in a blob.
    private ExecutionState? _state;
    private string? _stateBlob;
    // How the Map Run stands whose state is in a blob.
    private MapRunFigures? _mapRun;
    private long _stateBytes;

    public ExecutionRun(
        IOrchestration orchestration, DurableCalls calls, OrchestrationInput input, Revisions revisions, OrchestrationOptions options)
    {
        _orchestration = orchestration;
        _calls = calls;
        _input = input;
        _options = options;
        _definition = input.Definition is { } packed ? revisions.Compile(input.Revision, () => Packed.Unpack(packed)).For(input.Arn) : null;
        _terms = new OrchestrationTerms(input.Arn, _definition is not null, input.Functions);
        _ordinal = input.Ordinal;
        _clock = new EventClock(input.Time);
        StepLimits limits = input.Flags.HasFlag(EngineFlags.BoundsSteps) ? StepLimits.Standard : StepLimits.None;
        _limits = limits with
        {
            DecidesAsBefore = !input.Flags.HasFlag(EngineFlags.DecidesAsMeasured),
            CatchesEmptyTexts = !input.Flags.HasFlag(EngineFlags.CatchesNothing),
            RedrivesAsBefore = !input.Flags.HasFlag(EngineFlags.RedrivesWhole),
            LeavesOutAsBefore = !input.Flags.HasFlag(EngineFlags.RunsLeftOut),
            KeepsOutputsAsBefore = !input.Flags.HasFlag(EngineFlags.DropsOutputs),
        };
        _tail = new HistoryTail(input.Progress.Tail, input.Progress.Position);
        _pending = new Queue<PendingEvent>(input.Pending);
        _discarded = [.. input.Discarded];
        _timers = new Timers(calls, input.Flags, _inbox, TimerFired);
        _tasks = new OpenTasks(input, calls, _inbox, _timers, _tail, options, Happened, EndingWith, Ended);
    }

    /// <summary>Whether the state is too large to be here.</summary>
    private bool StateIsInBlob => _state is null;

    /// <summary>Whether a step has ended before all was done.</summary>
    private bool GoesOn => _pending.Any(static p => p.Event is Event.Continued);

    public async Task RunAsync()
    {
        Begin();
        while (true)
        {
            await ApplyAsync();
            if (_status != ExecutionStatus.Running)
            {
                await EndAsync();
                return;
            }

            await SaveAsync();
            if (TryBeginAnew())
            {
                return;
            }

            if (!GoesOn)
            {
                ShowStatus();
                _timers.Arm();
                await _inbox.TakeAsync();
            }
        }
    }

    private void Begin()
    {
        _inbox.Follow(ListenAsync);
        foreach (ReportedTask task in _input.Tasks)
        {
            _tasks.Resume(task);
        }

        CarryOut(_input.Timers);
        Adopt(_input.Progress);
        _calls.CountFromHere();
    }

    private async Task ListenAsync()
    {
        while (true)
        {
            string text = await _calls.Message();
            _inbox.Add(() => Take(OrchestrationMessage.TryParse(text)));
        }
    }

    private void Take(OrchestrationMessage? message)
    {
        switch (message)
        {
            case OrchestrationMessage.Reported reported when _tasks.Find(reported.Id) is { HasToken: true }:
                Happened(reported.Report is { } report
                    ? new PendingEvent(report.ToEvent(reported.Id))
                    : new PendingEvent(new Event.TaskSucceeded(default, 0, reported.Id, JsonAny.Null), _input.Key.TaskBlob(reported.Id)));
                _tasks.Forget(reported.Id);
                break;
            case OrchestrationMessage.Leased leased when _tasks.Find(leased.Id) is not null:
                Happened(new PendingEvent(new Event.TaskStarted(default, 0, leased.Id, leased.Worker)));
                break;
            case OrchestrationMessage.Heartbeat heartbeat when _tasks.Find(heartbeat.Id) is not null:
                Happened(new PendingEvent(new Event.TaskHeartbeat(default, 0, heartbeat.Id)));
                break;
            case OrchestrationMessage.ChildEnded child:
                _tasks.ChildEnded(child.Id);
                break;
            case OrchestrationMessage.Stop stop:
                Happened(new PendingEvent(new Event.Stopped(default, 0, stop.Error, stop.Cause)));
                break;
            case OrchestrationMessage.UpdateMapRun update:
                Happened(new PendingEvent(new Event.MapRunUpdated(
                    default, 0, update.MaxConcurrency, update.ToleratedFailureCount, update.ToleratedFailurePercentage)));
                break;
            case OrchestrationMessage.MachineDeleted:
                _machineIsDeleted = true;
                Happened(new PendingEvent(new Event.MachineDeleted(default, 0)));
                break;
            case OrchestrationMessage.Wake:
                _timers.FireDue(_orchestration.Now);
                break;
        }
    }

    private void TimerFired(string id, DateTimeOffset due)
    {
        if (_tasks.TryLook(id))
        {
            return;
        }

        // A generation that does not wait them out: that the timer has fired is what counts. In others the time has come.
        _clock.Advance(CutToMilliseconds(due.AddTicks(TimeSpan.TicksPerMillisecond - 1)));
        string task = id[..Math.Max(0, id.LastIndexOf(':'))];
        bool mayBeReported = _tasks.Find(task) is { HasToken: true };
        Happened(new PendingEvent(new Event.TimerFired(default, 0, id), mayBeReported ? _input.Key.TaskBlob(task) : null));
    }

    private void Happened(PendingEvent pending) => Happened(pending.Stamp);

    /// <summary>Gives an event its time, which never goes back, and its seed; it is applied in this order.</summary>
    private void Happened(Func<DateTimeOffset, ulong, PendingEvent> pending)
    {
        _clock.Advance(CutToMilliseconds(_orchestration.Now));
        _ordinal++;
        _pending.Enqueue(pending(_clock.Time, EventSeed.Of(_input.Seed, _ordinal)));
    }

    /// <summary>The API shows milliseconds; with finer times in the state, what is shown would not be what was decided on.</summary>
    private static DateTimeOffset CutToMilliseconds(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);

    private async Task ApplyAsync()
    {
        while (_status == ExecutionStatus.Running && _pending.TryPeek(out PendingEvent? next))
        {
            if (StateIsInBlob && _pending.All(static p => p.Event is Event.TaskHeartbeat))
            {
                // They only move deadlines: time enough when something else happens, and then for the last ones.
                _pending = new Queue<PendingEvent>(_pending.Reverse().DistinctBy(static p => p.TaskId).Reverse());
                return;
            }

            if (!StateIsInBlob && TryApply(next))
            {
                _pending.Dequeue();
            }
            else
            {
                await AdvanceAsync();
                if (GoesOn && _calls.AreMany)
                {
                    return;
                }
            }
        }
    }

    /// <summary>Applies an event here.</summary>
    /// <returns>Whether that was possible; nothing has changed if not.</returns>
    private bool TryApply(PendingEvent pending)
    {
        if (pending is { Blob: not null, Event: not Event.TimerFired })
        {
            return false;
        }

        Step step;
        try
        {
            step = Machine.Apply(_definition!, _state!, pending.Event, _limits);
        }
        catch (FormatException)
        {
            // It came with an id that no command ever had.
            return true;
        }

        if (!ReferenceEquals(step.State, _state))
        {
            // A time-out that comes too early changes nothing; where it would, the task's blob decides.
            JsonList history = HistorySerializer.ToJson(step.History);
            if (pending.Blob is not null || !IsSmall(step.State, history))
            {
                return false;
            }

            _state = step.State;
            _status = step.State.Status;
            _tail.Add(history);
            // A heartbeat makes none, and comes often: that only a deadline moves is not worth a new generation.
            _hasDecided |= history.Count > 0;
        }

        CarryOut(step.Commands.Select(static c => new IssuedCommand(c)));
        return true;
    }

    /// <summary>Whether a step is small enough to be taken here.</summary>
    private bool IsSmall(ExecutionState state, JsonList history)
    {
        if (!_options.AllowsInline(history))
        {
            return false;
        }

        // Measuring takes as long as the state is large: only where what has come since the last time might have made it too large.
        _stateBytes += history.Utf8Length;
        if (_stateBytes > _options.StateBytes && state.Status == ExecutionStatus.Running)
        {
            JsonMap saved = StateSerializer.ToJson(state);
            _stateBytes = saved.Utf8Length;
            return _options.AllowsInline(saved);
        }

        return true;
    }

    /// <summary>Has an activity apply what has happened.</summary>
    private async Task AdvanceAsync()
    {
        ImmutableArray<PendingEvent> events = TakeSome();
        long last = _tail.Depart();
        int kept = _input.Flags.HasFlag(EngineFlags.KeepsTwoStates) ? 1 : 0;
        var request = new AdvanceRequest
        {
            Key = _input.Key,
            Revision = _input.Revision,
            Record = _input.Record,
            RecordETag = _input.RecordETag,
            Redrives = _input.Redrives,
            Arn = _terms.ExecutionArn,
            HasDefinition = _terms.HasDefinition,
            Functions = _terms.Functions,
            State = _state is { } state ? StateSerializer.ToJson(state) : null,
            StateBlob = _stateBlob,
            Discarded = [.. _discarded.SkipLast(kept)],
            Tail = _tail.Steps,
            Position = _tail.Position,
            Ordinal = _ordinal - _pending.Count,
            Events = events,
        };
        _discarded = [.. _discarded.TakeLast(kept), .. _stateBlob is { } old ? [old] : Array.Empty<string>()];
        Progress progress = Progress.Parse(await CallAsync(ActivityName.Advance, request.ToText()));
        _tail.Arrived(last, progress.Position);
        Adopt(progress);
    }

    /// <summary>The next events, as many as may be in one message.</summary>
    private ImmutableArray<PendingEvent> TakeSome()
    {
        ImmutableArray<PendingEvent>.Builder some = ImmutableArray.CreateBuilder<PendingEvent>();
        int bytes = 0;
        do
        {
            bytes += _pending.Peek().Bytes;
            some.Add(_pending.Dequeue());
        }
        while (bytes < _options.StateBytes && _pending.Count > 0);
        return some.DrainToImmutable();
    }

    private void Adopt(Progress progress)
    {
        _status = progress.Status;
        _state = progress.State is { } saved ? StateSerializer.Load(saved) : null;
        _stateBytes = progress.State?.Utf8Length ?? 0;
        _stateBlob = progress.StateBlob;
        _mapRun = progress.MapRun;
        _machineIsDeleted |= progress.MachineDeleted || _state is { MachineDeleted: true };
        foreach (string id in progress.Closed)
        {
            _tasks.Find(id)?.IsClosed = true;
        }

        CarryOut(progress.Commands);
        // Those that a report has ended; one that was given up was cancelled, and what it had started is stopped.
        foreach (string id in progress.Closed)
        {
            _tasks.Forget(id);
        }
    }

    private void CarryOut(IEnumerable<IssuedCommand> commands)
    {
        foreach (IssuedCommand issued in commands)
        {
            switch (issued.Command)
            {
                case Command.StartTimer timer:
                    _timers.Set(timer.Id, _tasks.DueOf(timer));
                    break;
                case Command.Continue goOn:
                    Happened(new PendingEvent(new Event.Continued(default, 0, goOn.Id)));
                    break;
                case Command.CancelTimer timer:
                    _timers.Cancel(timer.Id);
                    break;
                case Command.RunTask:
                    _tasks.Run(issued);
                    break;
                case Command.CancelTask task:
                    _tasks.Cancel(task.Id);
                    break;
            }
        }
    }

    /// <summary>Writes what others wait to read: that tasks are cancelled, and history of which there is too much to carry or to show.</summary>
    private async Task SaveAsync()
    {
        bool isLong = _tail.Bytes > (_tail.IsTravelling ? 2 * _options.TailBytes : _options.TailBytes)
            || (_tail.Bytes > _options.StatusBytes && RestsLongerThan(_options.LongWait));
        if (isLong || _tasks.HasNews)
        {
            await CallSaveAsync(new SaveRequest
            {
                Key = _input.Key,
                Tail = isLong ? _tail.Steps : JsonList.Empty,
                Position = _tail.Position,
            });
        }
    }

    private async Task CallSaveAsync(SaveRequest request)
    {
        long? last = request.Tail.Count > 0 ? _tail.Depart() : null;
        string answer = await CallAsync(ActivityName.Save, _tasks.TakeNews(request).ToText());
        if (last is { } sent)
        {
            _tail.Arrived(sent, Wire.Parse<SaveAnswer>(answer).Position);
        }
    }

    private Task<string> CallAsync(string activity, string input)
    {
        // What an episode does not show is not shown any more.
        ShowStatus();
        return _calls.UntilDone(activity, input);
    }

    /// <summary>What a task needs to end the execution, where nothing is left to do but what its outcome says, and nothing is written yet.</summary>
    private Ending? EndingWith(OpenTask task) =>
        _state is { } state && _tail.Position == 0 && _definition!.IsLast(state, task.Id)
        && StateSerializer.ToJson(state) is var saved && saved.Utf8Length + _tail.Bytes <= _options.TailBytes
            ? new Ending
            {
                Revision = _input.Revision,
                Record = _input.Record,
                RecordETag = _input.RecordETag,
                Redrives = _input.Redrives,
                State = saved,
                Tail = _tail.Steps,
                Ordinal = _ordinal,
                Seed = _input.Seed,
                Time = _clock.Time,
            }
            : null;

    /// <summary>A task has written how the execution has ended.</summary>
    private void Ended(ExecutionStatus status)
    {
        _status = status;
        _machineIsDeleted |= _state is { MachineDeleted: true };
        _state = null;
    }

    private async Task EndAsync()
    {
        _timers.End();
        if (_state is { } ended)
        {
            await CallSaveAsync(new SaveRequest
            {
                Key = _input.Key,
                Record = _input.Record,
                RecordETag = _input.RecordETag,
                Redrives = _input.Redrives,
                Tail = _tail.Steps,
                Position = _tail.Position,
                Outcome = ExecutionOutcome.Of(_clock.Time, ended),
                State = StateSerializer.ToKept(ended),
                Status = ended.Status,
                Time = _clock.Time,
            });
        }

        // An execution that is just being started by a task is stopped as soon as it is known.
        while (_tasks.HasNews || _tasks.Running > 0)
        {
            if (_tasks.HasNews)
            {
                await CallSaveAsync(new SaveRequest { Key = _input.Key, Position = _tail.Position });
            }
            else
            {
                await _inbox.TakeAsync();
            }
        }

        if (_input.Flags.HasFlag(EngineFlags.FinishesDeletion))
        {
            await FinishDeletionAsync();
        }
    }

    /// <summary>Has the machine removed, if it is being deleted and nothing else runs. It may have been said while the end was written.</summary>
    private async Task FinishDeletionAsync()
    {
        if (!_inbox.IsEmpty)
        {
            await _inbox.TakeAsync();
        }

        if (_machineIsDeleted)
        {
            await CallSaveAsync(new SaveRequest
            {
                Key = _input.Key,
                Position = _tail.Position,
                DeletedMachine = _input.Key.StateMachineArn(_input.Arn),
            });
        }
    }

    private void ShowStatus()
    {
        if (!_orchestration.IsReplaying)
        {
            _orchestration.SetStatus(new InstanceStatus(_timers.Next, _tail.Events, _state?.MapRun ?? _mapRun).ToString());
        }
    }
}
