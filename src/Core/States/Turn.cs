namespace FunctionsAsl.Core.States;

/// <summary>The application of one event: lets branches go on from state to state, and collects what is to be done.</summary>
internal sealed class Turn
{
    private readonly ExecutionState _before;
    private readonly Event _event;
    // An earlier step has left something that comes first.
    private readonly bool _waits;
    private readonly FailureRules _failures;
    private readonly Action<Branch> _enter;
    private readonly ImmutableArray<Command>.Builder _commands = ImmutableArray.CreateBuilder<Command>();
    private Ending? _ending;
    private ImmutableDictionary<string, Branch>? _kept;
    private long _keptVariableBytes;
    // A branch asks for its state several times in a row.
    private State? _lastState;
    // Where the turn has ended before all was done.
    private Branch? _paused;

    public Turn(StateGraph graph, ExecutionState before, Event @event, StepLimits? limits, Inspection? inspection = null)
    {
        Graph = graph;
        Inspection = inspection;
        StepLimits = limits ?? StepLimits.Standard;
        Steps = new StepBudget(StepLimits.MaxWork, StepLimits.Cancellation);
        Branches = new Workspace(before);
        History = new TurnHistory(before.LastEventId, @event.Time, isKept: !graph.IsMapRun);
        _failures = new FailureRules(this);
        _waits = !before.Ready.IsEmpty && @event is not Event.Continued;
        _before = before;
        _event = @event;
        _enter = branch => StateOf(branch).Enter(this, branch);
    }

    public StateGraph Graph { get; }

    public DateTimeOffset Now => _event.Time;

    public ExecutionInput Execution => _before.Execution;

    public Workspace Branches { get; }

    /// <summary>What was written so far; states write with <see cref="Write"/>.</summary>
    public TurnHistory History { get; }

    public bool IsOver => _ending is not null;

    /// <summary>Whether it has done as much as a step may do.</summary>
    public bool IsSpent => History.Bytes > StepLimits.HistoryBytes || Steps.Spent > StepLimits.Work;

    /// <summary>How often the execution was redriven.</summary>
    public long RedriveCount => _before.RedriveCount;

    /// <summary>Whether the state machine was deleted under the execution.</summary>
    public bool MachineIsDeleted => _before.MachineDeleted;

    public string DeletedCause => $"State machine {Execution.StateMachineName} has been deleted";

    /// <summary>How a Map Run has ended, where this is the execution of one and it has.</summary>
    public MapRunFigures? MapRun { get; set; }

    /// <summary>What looks at the state under test; <see langword="null"/> where a workflow runs.</summary>
    internal Inspection? Inspection { get; }

    internal StepLimits StepLimits { get; }

    internal StepBudget Steps { get; }

    internal Entropy Entropy => field ??= new Entropy(_event.Seed);

    /// <summary><c>$$.Execution</c> and <c>$$.StateMachine</c>, which do not change; built when first asked for.</summary>
    internal (JsonMap Execution, JsonMap StateMachine) ContextParts =>
        field.Execution is null ? field = ContextObject.Fixed(_before) : field;

    public StateScope Scope(Branch branch, string? token = null) => new StateScope(this, branch, branch.MapItem, token);

    /// <summary>The scope of a Map state's ItemSelector for one item.</summary>
    public StateScope Scope(Branch branch, JsonMap mapItem) => new StateScope(this, branch, mapItem, token: null);

    /// <summary>The state that the branch stands in.</summary>
    public State StateOf(Branch branch) =>
        ReferenceEquals(_lastState?.NameJson, branch.StateName) ? _lastState : _lastState = Graph.States[branch.StateName.Value];

    /// <summary>Starts the execution: its first event, its root branch, and all that can run at once.</summary>
    public void Begin(ExecutionInput execution, State startAt)
    {
        // MODEL ExecutionStartedEventDetails.
        JsonMap details = new JsonMap.Builder()
            .Set("input", execution.Input)
            .Set("roleArn", execution.RoleArn)
            .SetIfPresent("stateMachineAliasArn", Saved.Text(execution.StateMachineAliasArn))
            .SetIfPresent("stateMachineVersionArn", Saved.Text(execution.StateMachineVersionArn))
            .Build();
        History.Append(0, HistoryEventType.ExecutionStarted, details, execution.Input.Utf8Length);
        // The first state links to 0, not to ExecutionStarted (every recorded history).
        Branch root = Branches.Open(null, 0, startAt, execution.Input, null, previousEventId: 0);
        if (Inspection is not null)
        {
            _failures.Attempt(root, branch => Branches.Assign(branch, Inspection.Variables));
        }

        RunReady();
    }

    /// <summary>Lets the execution go on from where it ended.</summary>
    public void Redrive()
    {
        History.Append(
            _before.LastEventId, HistoryEventType.ExecutionRedriven, JsonMap.Of(("redriveCount", JsonNumber.Of(_before.RedriveCount))));
        foreach (Branch branch in _before.Branches.Values.OrderBy(b => b.LastEventId).ThenBy(b => b.Index))
        {
            if (Branches.Edit(branch.Id) is { } edited)
            {
                States.Redrive.Rewind(this, edited);
            }
        }

        RunReady();
    }

    /// <summary>
    /// Keeps the branches as they are: the execution is about to end without success, and a redrive is to go on with them. Only the
    /// first time counts, before anything is cut off.
    /// </summary>
    public void KeepForRedrive()
    {
        // An Express execution cannot be redriven.
        if (_kept is null && !IsOver && !Execution.IsExpress)
        {
            _kept = States.Redrive.Keep(Branches);
            _keptVariableBytes = Branches.VariableBytes;
        }
    }

    /// <summary>Lets the branch act, which may make it fail, and then runs everything that has become ready.</summary>
    public void Run(Branch branch, Action<Branch> action)
    {
        _failures.Attempt(branch, action);
        RunBranch(branch);
        RunReady();
    }

    /// <summary>Lets another branch act on what happened in this one, and go on if it can.</summary>
    public void Resume(Branch branch, Action<Branch> action)
    {
        _failures.Attempt(branch, action);
        Branches.MakeReady(branch);
    }

    /// <summary>Takes up what an earlier turn has left.</summary>
    public void GoOn()
    {
        foreach (string id in _before.Ready)
        {
            if (Branches.Edit(id) is { } branch)
            {
                Branches.MakeReady(branch);
            }
        }

        RunReady();
    }

    /// <summary>Writes an event of the branch's chain.</summary>
    /// <param name="bytes">As <see cref="TurnHistory.Append"/> has it.</param>
    public void Write(Branch branch, HistoryEventType type, JsonMap? details, long? bytes = null)
    {
        WriteAside(branch, type, details, bytes);
        branch.LastEventId = History.LastEventId;
    }

    /// <summary>Writes an event that links to the branch's chain, but that its next event does not link to.</summary>
    /// <inheritdoc cref="Write"/>
    public void WriteAside(Branch branch, HistoryEventType type, JsonMap? details, long? bytes = null)
    {
        if (IsOver)
        {
            return;
        }

        // DG/service-quotas: the history of Express executions has no end of its own.
        if (History.HasRoom || Execution.IsExpress)
        {
            History.Append(branch.LastEventId, type, details, bytes);
            return;
        }

        const string Cause = "The execution reached the maximum number of history events (25000).";
        Finish(ExecutionStatus.Failed, HistoryEventType.ExecutionFailed, branch.LastEventId, ErrorName.Runtime, Cause);
    }

    public void Issue(Command command) => _commands.Add(command);

    public void StartTimer(Branch branch, string purpose, DateTimeOffset due) =>
        Issue(new Command.StartTimer(TimerPurpose.Id(branch, purpose), due));

    /// <summary>When a wait is over that would last until <paramref name="due"/> if time were not scaled.</summary>
    public DateTimeOffset Scale(DateTimeOffset due)
    {
        if (Execution.WaitScale == 1)
        {
            return due;
        }

        double milliseconds = Math.Round((due - Now).TotalMilliseconds * Execution.WaitScale);
        return milliseconds < (DateTimeOffset.MaxValue - Now).TotalMilliseconds ? Now.AddMilliseconds(milliseconds) : DateTimeOffset.MaxValue;
    }

    /// <summary>Takes back what the branch waits for.</summary>
    /// <param name="branch">The branch, which waits for nothing afterwards.</param>
    /// <param name="task">Whether a task is still running.</param>
    public void CancelWaiting(Branch branch, bool task)
    {
        // Also one that a service or worker has accepted, and that is not to be issued again: its job would go on for nobody.
        if (task && branch.Waiting is Waiting.ForTask)
        {
            Issue(new Command.CancelTask(branch.Position.ToString()));
        }

        foreach (Command.StartTimer timer in branch.Timers())
        {
            Issue(new Command.CancelTimer(timer.Id));
        }

        branch.Waiting = null;
    }

    /// <summary>Leaves the state: writes its Exited event, assigns, and goes on with the next state or ends the branch.</summary>
    /// <exception cref="StatesException">What it leaves with is too large, or nested too deeply.</exception>
    public void Exit(State state, Branch branch, (JsonAny Output, JsonMap? Assigned) with, State? next)
    {
        branch.Waiting = null;
        if (JsonSize.Of(with.Output) > Limits.PayloadBytes)
        {
            throw new StatesException(ErrorName.DataLimitExceeded, Oversize.ResultText(state.Name));
        }

        Oversize.RefuseDepth(with.Output);
        long bytes = with.Output.Utf8Length + (with.Assigned is { Count: > 0 } assigned ? Branches.Assign(branch, assigned) : 0);
        Write(branch, state.StateEvents.Exited!.Value, TurnHistory.Exited(branch, with.Output, with.Assigned), bytes);
        if (Inspection is { } inspection)
        {
            inspection.Data.Variables = branch.Variables;
            inspection.Data.NextState = next?.Name;
            next = null;
        }

        if (next is null)
        {
            branch.Output = with.Output;
        }
        else
        {
            branch.StateName = next.NameJson;
            branch.Input = with.Output;
            branch.EnteredEventId = 0;
        }
    }

    /// <summary>The state fails, with what that leads to.</summary>
    /// <param name="saysFailed">Whether the history has an event for it, as for states that open branches.</param>
    /// <param name="caughtAs">What Retry and Catch may name it too, where that is not what it is shown as.</param>
    public void Fail(Branch branch, string? error, string? cause, bool saysFailed = false, string? caughtAs = null) =>
        _failures.Fail(branch, error, cause, saysFailed, caughtAs: caughtAs);

    /// <summary>The results that a mock gives in place of the branches of the state under test.</summary>
    /// <returns><see langword="null"/> where it makes the state fail.</returns>
    /// <exception cref="MockMismatchException">It has no results.</exception>
    public JsonList? MockBranches(Branch branch)
    {
        if (Inspection!.Mock is MockedOutcome.Failed failed)
        {
            Fail(branch, failed.Error, failed.Cause, saysFailed: true);
            return null;
        }

        return (Inspection.Mock as MockedOutcome.Succeeded)?.Result as JsonList
            ?? throw new MockMismatchException("Mocked result must be an array.");
    }

    /// <summary>Ends the execution without success: everything that is still awaited is taken back.</summary>
    public void Finish(ExecutionStatus status, HistoryEventType type, long previousEventId, string? error, string? cause) =>
        Finish(
            new Ending(status, null, error, cause),
            type,
            previousEventId,
            // Only the history names the error of a machine that took too long (faults.md L10).
            TurnHistory.Error(status == ExecutionStatus.TimedOut ? ErrorName.Timeout : error, cause));

    /// <summary>The commands of a turn that leaves the state as it was.</summary>
    public ImmutableArray<Command> TakeCommands() => _commands.DrainToImmutable();

    public Step ToStep(DateTimeOffset? timeoutDue)
    {
        if (IsOver)
        {
            // Nothing that was asked for in this very turn is to be done any more.
            _commands.RemoveAll(c => c is Command.RunTask or Command.StartTimer);
        }

        ImmutableArray<string> left = IsOver || _paused is null ? [] : [_paused.Id, .. Branches.Ready];
        bool pauses = left.Length > 0 && !_waits;
        var state = new ExecutionState(Execution, _before.StartTime)
        {
            RedriveCount = _before.RedriveCount,
            RedriveTime = _before.RedriveTime,
            EndedMapRun = MapRun,
            RedriveObstacle = _kept is null ? null : States.Redrive.Obstacle(Graph.States, _kept, History.LastEventId),
            Status = _ending?.Status ?? ExecutionStatus.Running,
            Output = _ending?.Output,
            Error = _ending?.Error,
            Cause = _ending?.Cause,
            LastEventId = History.LastEventId,
            TimeoutDue = IsOver ? null : timeoutDue,
            MachineDeleted = _before.MachineDeleted || _event is Event.MachineDeleted,
            VariableBytes = IsOver ? _keptVariableBytes : Branches.VariableBytes,
            Ready = _waits && !IsOver ? [.. _before.Ready, .. left] : left,
            Pauses = _before.Pauses + (pauses ? 1 : 0),
            Branches = IsOver ? _kept ?? ImmutableDictionary<string, Branch>.Empty : Branches.ToBranches(),
        };
        if (pauses)
        {
            Issue(state.Continuation!);
        }

        return new Step(state, TakeCommands(), History.Take(), Branches.Changed)
        {
            HistoryBytes = History.Bytes,
            Work = Steps.Spent,
        };
    }

    private void RunReady()
    {
        while (!IsOver && _paused is null && Branches.TakeReady() is { } next)
        {
            RunBranch(next);
        }
    }

    private void RunBranch(Branch branch)
    {
        while (!IsOver && branch.Waiting is null && Branches.IsEdited(branch))
        {
            if (branch.Output is { } output)
            {
                if (End(branch, output) is not { } parent)
                {
                    return;
                }

                branch = parent;
            }
            else if (_waits || IsSpent)
            {
                _paused = branch;
                return;
            }
            else
            {
                EnterState(branch);
            }
        }
    }

    private void EnterState(Branch branch)
    {
        if (MachineIsDeleted)
        {
            Fail(branch, ErrorName.Runtime, DeletedCause);
            return;
        }

        if (branch.IsEntered)
        {
            // After a redrive: there is no second entry (ST redrive_execution).
            _failures.Attempt(branch, _enter);
            return;
        }

        branch.Step++;
        branch.RetryCount = 0;
        branch.RetrierCounts = Inspection is { RetrierRetryCount: var count } && StateOf(branch).Errors is { } errors
            ? [.. Enumerable.Repeat(count, errors.Retry.Length)]
            : [];
        Write(branch, StateOf(branch).StateEvents.Entered, TurnHistory.Entered(branch), branch.Input.Utf8Length);
        branch.EnteredEventId = branch.LastEventId;
        branch.EnteredTime = Now;
        _failures.Attempt(branch, _enter);
    }

    /// <summary>A branch has reached its end.</summary>
    /// <returns>The branch that goes on now, or <see langword="null"/> where the execution is over.</returns>
    private Branch? End(Branch branch, JsonAny output)
    {
        if (branch.ParentId is null)
        {
            Finish(
                new Ending(ExecutionStatus.Succeeded, output, null, null), HistoryEventType.ExecutionSucceeded, branch.LastEventId,
                JsonMap.Of(("output", output)));
            return null;
        }

        Branches.Close(branch);
        Branch parent = Branches.Edit(branch.ParentId)!;
        _failures.Attempt(parent, p => ((IOpensBranches)StateOf(p)).BranchEnded(this, p, branch));
        return parent;
    }

    private void Finish(Ending ending, HistoryEventType type, long previousEventId, JsonMap details)
    {
        if (IsOver)
        {
            return;
        }

        if (ending.Status != ExecutionStatus.Succeeded)
        {
            KeepForRedrive();
        }

        MapRun ??= MapRunFigures.Of(Branches.Find(""), ending.Status);
        History.Append(previousEventId, type, details, bytes: 0);
        _ending = ending;
        // Hash tables enumerate in another order in each process; a replay must give the same commands.
        foreach (Branch branch in Branches.All.Where(static b => b.Waiting is not null).OrderBy(static b => b.Id, StringComparer.Ordinal))
        {
            CancelWaiting(branch.Clone(), task: true);
        }

        if (_before.TimeoutDue is not null)
        {
            Issue(new Command.CancelTimer(TimerPurpose.Execution));
        }
    }

    private sealed record Ending(ExecutionStatus Status, JsonAny? Output, string? Error, string? Cause);
}
