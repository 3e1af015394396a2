using FunctionsAsl.Core.States;

namespace FunctionsAsl.Core;

/// <summary>The interpreter: a pure function from definition, state and event to the next state, commands and history.</summary>
public static class Machine
{
    /// <param name="limits">How much may be done at once; <see cref="StepLimits.Standard"/> if <see langword="null"/>.</param>
    /// <param name="inspection">Where the state that it starts with is tested by itself, what looks at it.</param>
    /// <exception cref="MockMismatchException">The inspection's mock does not fit the state's data.</exception>
    public static Step Start(StateMachine definition, Event.Started started, StepLimits? limits = null, Inspection? inspection = null)
    {
        var turn = new Turn(definition.Graph, new ExecutionState(started.Execution, started.Time), started, limits, inspection);
        turn.Begin(started.Execution, definition.Graph.StartAt);
        return ToStep(turn, definition);
    }

    /// <summary>
    /// Applies an event. One that is late, or comes again, changes nothing: the same state, no history. A timer that
    /// fires too early is the only one that gives a command: it is set again.
    /// </summary>
    /// <inheritdoc cref="Start"/>
    /// <exception cref="FormatException">The event carries an id that no command ever had.</exception>
    public static Step Apply(
        StateMachine definition, ExecutionState state, Event @event, StepLimits? limits = null, Inspection? inspection = null)
    {
        if (state.Status != ExecutionStatus.Running)
        {
            return @event is Event.Redriven redriven && state.IsRedrivable
                ? Restart(definition, state, redriven, limits)
                : new Step(state, [], [], []);
        }

        var turn = new Turn(definition.Graph, state, @event, limits, inspection);
        bool applied = @event switch
        {
            Event.TimerFired { Id: TimerPurpose.Execution } => TimeOut(turn, state),
            Event.TimerFired timer => OnTimer(turn, state, timer.Id),
            Event.OfTask happened => OnTask(turn, state, happened),
            Event.Continued continued => GoOn(turn, state, continued.Id),
            Event.Stopped stopped => Stop(turn, stopped),
            Event.MachineDeleted => !state.MachineDeleted,
            Event.MapRunUpdated update => UpdateMapRun(turn, state, update),
            // It came twice.
            Event.Redriven => false,
            _ => throw new ArgumentException($"A running execution cannot get {@event.GetType().Name}.", nameof(@event)),
        };
        return applied ? turn.ToStep(state.TimeoutDue) : new Step(state, turn.TakeCommands(), [], []) { Work = turn.Steps.Spent };
    }

    /// <summary>An execution that ended without success runs once more, from where it ended.</summary>
    private static Step Restart(StateMachine definition, ExecutionState ended, Event.Redriven redriven, StepLimits? limits)
    {
        var turn = new Turn(definition.Graph, ended.Redrive(redriven.Time), redriven, limits);
        turn.Redrive();
        return ToStep(turn, definition);
    }

    /// <summary>The step that an execution begins with, or begins once more: its clock runs from here.</summary>
    private static Step ToStep(Turn turn, StateMachine definition)
    {
        DateTimeOffset? timeoutDue = definition.TimeoutSeconds is { } seconds ? turn.Now.AddSeconds(seconds) : null;
        if (timeoutDue is { } due && !turn.IsOver)
        {
            turn.Issue(new Command.StartTimer(TimerPurpose.Execution, due));
        }

        return turn.ToStep(timeoutDue);
    }

    private static bool TimeOut(Turn turn, ExecutionState state)
    {
        if (!IsDue(turn, TimerPurpose.Execution, state.TimeoutDue))
        {
            return false;
        }

        // The execution itself has no error and no cause, and the event no link (FLOCI "Timeouts").
        turn.Finish(ExecutionStatus.TimedOut, HistoryEventType.ExecutionTimedOut, 0, null, null);
        return true;
    }

    private static bool Stop(Turn turn, Event.Stopped stopped)
    {
        turn.Finish(ExecutionStatus.Aborted, HistoryEventType.ExecutionAborted, 0, stopped.Error, stopped.Cause);
        return true;
    }

    private static bool UpdateMapRun(Turn turn, ExecutionState state, Event.MapRunUpdated update) =>
        state.Branches.GetValueOrDefault("") is { Waiting: Waiting.ForBranches } root
        && turn.StateOf(root) is MapRunState run
        && Run(turn, root, branch => run.Update(turn, branch, update));

    private static bool GoOn(Turn turn, ExecutionState state, string id)
    {
        if (state.Continuation?.Id != id)
        {
            return false;
        }

        turn.GoOn();
        return true;
    }

    private static bool OnTimer(Turn turn, ExecutionState before, string id) =>
        before.At(Position.Parse(id, out string purpose)) is { } standing
        && IsDue(turn, id, standing.Waiting?.Due(purpose))
        && Run(turn, standing, branch => turn.StateOf(branch).TimerFired(turn, branch, purpose));

    private static bool OnTask(Turn turn, ExecutionState before, Event.OfTask happened) =>
        before.At(Position.Parse(happened.Id, out _)) is { Waiting: Waiting.ForTask waiting } standing
        && turn.StateOf(standing) is IAwaitsTask state
        && state.Take(happened, turn, waiting) is { } action
        && Run(turn, standing, action);

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

    private static bool Run(Turn turn, Branch branch, Action<Branch> action)
    {
        turn.Run(turn.Branches.Edit(branch.Id)!, action);
        return true;
    }
}
