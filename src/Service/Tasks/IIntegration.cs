namespace FunctionsAsl.Service.Tasks;

/// <summary>Something that a Task may call. It makes the call; what the task's pattern makes of the answer is not its matter.</summary>
public interface IIntegration
{
    /// <summary>Makes the call that the task's arguments ask for. It may be asked for again after a crash.</summary>
    /// <exception cref="TaskFailedException">The arguments cannot be used, or the call failed.</exception>
    ValueTask<CallAnswer> CallAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel);

    /// <summary>Checks the task's arguments as far as that can be without a call: those of a mocked task too have to be right.</summary>
    /// <exception cref="TaskFailedException">They cannot be used.</exception>
    void Check(Command.RunTask task)
    {
    }
}

/// <summary>An integration that starts jobs of another service, for tasks that wait for their end (<c>.sync</c>).</summary>
public interface IJobIntegration : IIntegration
{
    /// <summary>Looks once at the job that <see cref="Command.RunTask.Job"/> names.</summary>
    /// <returns>How the task ends by it; <see langword="null"/> while it goes on, and where that could not be learned now.</returns>
    /// <exception cref="TaskFailedException">It will not be learned later either.</exception>
    ValueTask<TaskOutcome?> LookAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel);

    /// <summary>Asks the service to stop the job, which nobody waits for any more. What no service can stop goes on.</summary>
    /// <exception cref="TaskFailedException">It refused, or could not be asked.</exception>
    ValueTask StopAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel);
}

/// <summary>What an integration's call gave.</summary>
/// <param name="Output">The answer, as the task's result or its history shows it.</param>
/// <param name="Started">The execution that the call has started, where it has: the patterns <c>.sync</c> wait for its end.</param>
public readonly record struct CallAnswer(JsonAny Output, StartedExecution? Started = null)
{
    /// <summary>What names the job that the call has started for a task that waits for it (<see cref="IJobIntegration"/>). It is saved as it is.</summary>
    public JsonAny? Job { get; init; }
}

/// <summary>An execution that a call has started.</summary>
/// <param name="Complete">Turns the ended execution into the outcome of a task that waits for it.</param>
public sealed record StartedExecution(string Arn, Func<ExecutionRecord, TaskOutcome> Complete)
{
    /// <summary>The execution, where it has ended within the call.</summary>
    public ExecutionRecord? Ended { get; init; }
}
