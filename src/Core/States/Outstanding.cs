using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;

namespace FunctionsAsl.Core.States;

/// <summary>What an execution has asked its host for and not got yet, derived from its state.</summary>
public static class Outstanding
{
    /// <summary>The commands to issue again after a restart, once the state was loaded, in the order in which they were first issued.</summary>
    public static IEnumerable<Command> Of(StateMachine definition, ExecutionState state)
    {
        foreach (Branch branch in state.Branches.Values.OrderBy(b => b.LastEventId).ThenBy(b => b.Index))
        {
            if (branch.Waiting is Waiting.ForTask task
                && ((IAwaitsTask)definition.States[branch.StateName.Value]).Outstanding(branch, task, state) is { } run)
            {
                yield return run;
            }

            foreach (Command.StartTimer timer in Timers(branch))
            {
                yield return timer;
            }
        }

        if (state.TimeoutDue is { } due)
        {
            yield return new Command.StartTimer(TimerPurpose.Execution, due);
        }
    }

    /// <summary>Whether the execution waits for the task of this id.</summary>
    public static bool IsWaitedFor(ExecutionState state, string id) => ScheduledTime(state, id) is not null;

    /// <summary>When the task of this id was asked for; <see langword="null"/> if the execution does not wait for it.</summary>
    public static DateTimeOffset? ScheduledTime(ExecutionState state, string id)
    {
        Position position = Position.Parse(id, out _);
        return state.Branches.GetValueOrDefault(position.Branch) is { Waiting: Waiting.ForTask task } branch && branch.Position == position
            ? task.Scheduled
            : null;
    }

    /// <summary>The timers that the branch waits for.</summary>
    internal static IEnumerable<Command.StartTimer> Timers(Branch branch)
    {
        switch (branch.Waiting)
        {
            case Waiting.Until until:
                yield return new Command.StartTimer(TimerPurpose.Id(branch, TimerPurpose.Wait), until.Due);
                break;
            case Waiting.Retry retry:
                yield return new Command.StartTimer(TimerPurpose.Id(branch, TimerPurpose.Retry), retry.Due);
                break;
            case Waiting.ForTask task:
                if (task.TimeoutDue is { } timeout)
                {
                    yield return new Command.StartTimer(TimerPurpose.Id(branch, TimerPurpose.Timeout), timeout);
                }

                if (task.HeartbeatDue is { } heartbeat)
                {
                    yield return new Command.StartTimer(TimerPurpose.Id(branch, TimerPurpose.Heartbeat), heartbeat);
                }

                break;
        }
    }

}

/// <summary>A state whose branches wait for work that is done outside.</summary>
internal interface IAwaitsTask
{
    void Succeeded(Turn turn, Branch branch, JsonValue output);

    void Failed(Turn turn, Branch branch, string? error, string? cause);

    /// <summary>The command to issue again after a restart; <see langword="null"/> where the host need not see to the work.</summary>
    Command.RunTask? Outstanding(Branch branch, Waiting.ForTask waiting, ExecutionState state);
}

/// <summary>What a timer is for; the part of its id behind the position.</summary>
internal static class TimerPurpose
{
    public const string Wait = "wait";
    public const string Retry = "retry";
    public const string Timeout = "timeout";
    public const string Heartbeat = "heartbeat";

    /// <summary>The id of the timer that ends the whole execution.</summary>
    public const string Execution = "execution";

    public static string Id(Branch branch, string purpose) => branch.Position + ":" + purpose;
}
