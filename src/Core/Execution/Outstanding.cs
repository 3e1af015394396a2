using FunctionsAsl.Core.States;

namespace FunctionsAsl.Core.Execution;

/// <summary>What an execution has asked its host for and not got yet, derived from its state.</summary>
public static class Outstanding
{
    /// <summary>The commands to issue again after a restart, once the state was loaded.</summary>
    public static IEnumerable<Command> Of(ExecutionState state)
    {
        foreach (Branch branch in state.Branches.Values)
        {
            foreach (Command command in Of(branch, state))
            {
                yield return command;
            }
        }

        if (state.TimeoutDue is { } due)
        {
            yield return new Command.StartTimer(TimerPurpose.Execution, due);
        }
    }

    internal static IEnumerable<Command> Of(Branch branch, ExecutionState? state = null)
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
                string id = branch.Position.ToString();
                TaskResource resource = ((TaskState)branch.State).Resource;
                if (!task.Submitted && !(resource is TaskResource.Activity && task.Started))
                {
                    string? token = resource.HasToken && state is not null
                        ? TaskToken.Create(state.Execution.TokenKey, state.Execution.Arn, id).Text
                        : null;
                    yield return new Command.RunTask(id, branch.State.Name, resource, task.Input, branch.RetryCount, token);
                }

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
