using FunctionsAsl.Core.States;

namespace FunctionsAsl.Core;

/// <summary>The interpreter: a pure function from definition, state and event to the next state, commands and history.</summary>
public static class Machine
{
    /// <param name="definition">The machine.</param>
    /// <param name="started">The execution.</param>
    /// <param name="limits">How much may be done at once; <see cref="StepLimits.Standard"/> if <see langword="null"/>.</param>
    public static Step Start(StateMachine definition, Event.Started started, StepLimits? limits = null)
    {
        var turn = new Turn(definition.States, new ExecutionState(started.Execution, started.Time), started, limits);
        DateTimeOffset? timeoutDue = definition.TimeoutSeconds is { } seconds ? started.Time.AddSeconds(seconds) : null;
        turn.Begin(started.Execution, definition.Graph.StartAt);
        if (timeoutDue is { } due && !turn.IsOver)
        {
            turn.Issue(new Command.StartTimer(TimerPurpose.Execution, due));
        }

        return turn.ToStep(timeoutDue);
    }

    /// <summary>
    /// Applies an event. One that is late, or comes again, changes nothing: the same state, no history. A timer that
    /// fires too early is the only one that gives a command: it is set again.
    /// </summary>
    /// <inheritdoc cref="Start"/>
    /// <exception cref="FormatException">The event carries an id that no command ever had.</exception>
    public static Step Apply(StateMachine definition, ExecutionState state, Event @event, StepLimits? limits = null)
    {
        if (state.Status != ExecutionStatus.Running)
        {
            return new Step(state, [], [], []);
        }

        var turn = new Turn(definition.States, state, @event, limits);
        bool applied = @event switch
        {
            Event.TimerFired { Id: TimerPurpose.Execution } => TimeOut(turn, state),
            Event.TimerFired timer => OnTimer(turn, timer.Id),
            Event.TaskStarted started => OnTask<TaskState>(
                turn, started.Id, w => !w.Started, (_, b, _) => TaskState.WorkerStarted(turn, b, started.WorkerName)),
            Event.TaskSubmitted submitted => OnTask<TaskState>(
                turn, submitted.Id, w => !w.Submitted, (task, b, w) => task.Submitted(turn, b, w, submitted.Output)),
            Event.TaskSucceeded succeeded => OnTask<IAwaitsTask>(
                turn, succeeded.Id, _ => true, (state, b, _) => state.Succeeded(turn, b, succeeded.Output)),
            Event.TaskFailed failed => OnTask<IAwaitsTask>(
                turn, failed.Id, _ => true, (state, b, _) => state.Failed(turn, b, failed.Error, failed.Cause)),
            Event.TaskHeartbeat heartbeat => OnTask<TaskState>(
                turn,
                heartbeat.Id,
                w => w.HeartbeatDue < HeartbeatDue(turn, w),
                (_, b, w) => b.Waiting = w with { HeartbeatDue = HeartbeatDue(turn, w) }),
            Event.Continued continued => GoOn(turn, state, continued.Id),
            Event.Stopped stopped => Stop(turn, stopped),
            Event.MachineDeleted => !state.MachineDeleted,
            _ => throw new ArgumentException($"A running execution cannot get {@event.GetType().Name}.", nameof(@event)),
        };
        return applied ? turn.ToStep(state.TimeoutDue) : new Step(state, turn.TakeCommands(), [], []) { Work = turn.Steps.Spent };
    }

    private static bool TimeOut(Turn turn, ExecutionState state)
    {
        if (!IsDue(turn, TimerPurpose.Execution, state.TimeoutDue))
        {
            return false;
        }

        // No error, no cause, and no link (FLOCI "Timeouts").
        turn.Finish(
            ExecutionStatus.TimedOut, 0, HistoryEventType.ExecutionTimedOut, JsonObject.Empty, null, null, null);
        return true;
    }

    private static bool Stop(Turn turn, Event.Stopped stopped)
    {
        turn.Finish(
            ExecutionStatus.Aborted, 0, HistoryEventType.ExecutionAborted, Turn.ErrorDetails(stopped.Error, stopped.Cause),
            null, stopped.Error, stopped.Cause);
        return true;
    }

    private static bool GoOn(Turn turn, ExecutionState state, string id)
    {
        if (state.Continuation?.Id != id)
        {
            return false;
        }

        turn.GoOn();
        return true;
    }

    private static bool OnTimer(Turn turn, string id)
    {
        Position position = Position.Parse(id, out string purpose);
        if (turn.Find(position.Branch) is not { } standing || standing.Position != position)
        {
            return false;
        }

        DateTimeOffset? due = (purpose, standing.Waiting) switch
        {
            (TimerPurpose.Wait, Waiting.Until until) => until.Due,
            (TimerPurpose.Retry, Waiting.Retry retry) => retry.Due,
            (TimerPurpose.Timeout, Waiting.ForTask task) => task.TimeoutDue,
            (TimerPurpose.Heartbeat, Waiting.ForTask task) => task.HeartbeatDue,
            _ => null,
        };
        return IsDue(turn, id, due) && Run(turn, standing, purpose switch
        {
            TimerPurpose.Wait => b => ((WaitState)turn.StateOf(b)).Exit(turn, b),
            TimerPurpose.Retry => b => TryAgain(turn, b),
            TimerPurpose.Timeout => b => ((TaskState)turn.StateOf(b)).TimedOut(turn, b, ErrorName.Timeout),
            _ => b => ((TaskState)turn.StateOf(b)).TimedOut(turn, b, ErrorName.HeartbeatTimeout),
        });
    }

    private static void TryAgain(Turn turn, Branch branch)
    {
        branch.Waiting = null;
        turn.StateOf(branch).Enter(turn, branch);
    }

    /// <summary>
    /// Whether the time has come. If it has not, the timer is set again: a heartbeat moved the deadline while the timer ran, or the
    /// host's clock is coarser than ours. Without, nothing would ever wake the branch.
    /// </summary>
    private static bool IsDue(Turn turn, string timer, DateTimeOffset? due)
    {
        if (due > turn.Now)
        {
            turn.Issue(new Command.StartTimer(timer, due.Value));
        }

        return due <= turn.Now;
    }

    private static DateTimeOffset? HeartbeatDue(Turn turn, Waiting.ForTask waiting) =>
        waiting.HeartbeatSeconds is { } seconds ? turn.Now.AddSeconds(seconds) : null;

    /// <typeparam name="TState">The states that the event means something to; it changes nothing for others.</typeparam>
    private static bool OnTask<TState>(
        Turn turn, string id, Func<Waiting.ForTask, bool> expected, Action<TState, Branch, Waiting.ForTask> action)
        where TState : class
    {
        Position position = Position.Parse(id, out _);
        return turn.Find(position.Branch) is { Waiting: Waiting.ForTask waiting } standing
            && standing.Position == position
            && turn.StateOf(standing) is TState state
            && expected(waiting)
            && Run(turn, standing, b => action(state, b, waiting));
    }

    private static bool Run(Turn turn, Branch branch, Action<Branch> action)
    {
        turn.Run(turn.Edit(branch.Id)!, action);
        return true;
    }
}
