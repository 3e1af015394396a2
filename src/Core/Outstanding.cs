using FunctionsAsl.Core.States;

namespace FunctionsAsl.Core;

/// <summary>What an execution has asked its host for and not got yet, derived from its state.</summary>
public static class Outstanding
{
    /// <summary>The commands to issue again after a restart, once the state was loaded, in the order in which they were first issued.</summary>
    public static IEnumerable<Command> Of(StateMachine definition, ExecutionState state)
    {
        foreach (Branch branch in state.Branches.Values.OrderBy(b => b.LastEventId).ThenBy(b => b.Index))
        {
            if (branch.Waiting is Waiting.ForTask task
                && ((IAwaitsTask)definition.Graph.States[branch.StateName.Value]).Outstanding(branch, task, state) is { } run)
            {
                yield return run;
            }

            foreach (Command.StartTimer timer in branch.Timers())
            {
                yield return timer;
            }
        }

        if (state.Continuation is { } goOn)
        {
            yield return goOn;
        }

        if (state.TimeoutDue is { } due)
        {
            yield return new Command.StartTimer(TimerPurpose.Execution, due);
        }
    }

    /// <summary>Whether the execution waits for the task of this id.</summary>
    public static bool IsWaitedFor(ExecutionState state, string id) => ScheduledTime(state, id) is not null;

    /// <summary>When the task of this id was asked for; <see langword="null"/> if the execution does not wait for it.</summary>
    public static DateTimeOffset? ScheduledTime(ExecutionState state, string id) =>
        state.At(Position.Parse(id, out _)) is { Waiting: Waiting.ForTask task } ? task.Scheduled : null;
}
