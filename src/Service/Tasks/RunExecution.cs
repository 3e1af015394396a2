using FunctionsAsl.Service.Engine;

namespace FunctionsAsl.Service.Tasks;

/// <summary>A task that is an execution: a Map Run, or a child of one. It is the same one however often it is asked for.</summary>
internal static class RunExecution
{
    /// <summary>Starts the execution, unless it is there, or has it go on from where it ended.</summary>
    /// <param name="submitted">Whether that was done before a restart: then only its end is awaited.</param>
    /// <param name="redrive">Which redrive has it go on; 0 where it is new.</param>
    /// <param name="complete">Turns the ended execution into the outcome of the task.</param>
    /// <returns>The execution. Where it cannot go on, its outcome is what it was.</returns>
    public static async ValueTask<CallAnswer> CallAsync(
        IEngine engine, ExecutionRecord execution, bool submitted, long redrive, Func<ExecutionRecord, TaskOutcome> complete, CancellationToken cancel)
    {
        var answer = new CallAnswer(JsonMap.Empty, new StartedExecution(execution.Arn, complete));
        if (submitted)
        {
            // Also where nobody waits any more: it is to be stopped.
            return answer;
        }

        cancel.ThrowIfCancellationRequested();

        string token = redrive.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (redrive == 0 || await engine.RedriveExecution(execution.Arn, token, cancel) is not { } redriven)
        {
            await engine.StartExecution(execution, cancel);
        }
        else if (redriven.Refusal is not null && await engine.FindExecution(execution.Arn, cancel) is { Status: ExecutionStatus.Running })
        {
            // Its stop, for which nobody waited, has not come yet.
            await engine.StopExecution(execution.Arn, null, null, cancel);
            await engine.RedriveExecution(execution.Arn, token, cancel);
        }

        return answer;
    }

    /// <summary>The machine of the execution that a task belongs to.</summary>
    /// <exception cref="TaskFailedException">The execution is gone.</exception>
    public static async ValueTask<StateMachineRecord> MachineOf(ServiceContext context, TaskOrigin origin, CancellationToken cancel) =>
        origin.StateMachine ?? (await context.Engine.FindExecution(origin.ExecutionArn, cancel))?.StateMachine
            ?? throw new TaskFailedException(ErrorName.Runtime, "The execution is gone.");
}
