using FunctionsAsl.Service.Engine;

namespace FunctionsAsl.Service.Tasks;

/// <summary>Answers tasks in place of what they name: nothing else is called for those then.</summary>
public interface IMockedTasks
{
    /// <summary>What answers a task; <see langword="null"/> where it is to run for real.</summary>
    /// <exception cref="TaskFailedException">The mocks cannot be used.</exception>
    MockedAnswer? Find(TaskOrigin origin, Command.RunTask task);
}

/// <summary>Answers one attempt, in the words of what the task names.</summary>
/// <param name="engine">Has the execution's history.</param>
/// <param name="cancel">Cancelled when nobody waits for the outcome any more.</param>
public delegate ValueTask<TaskOutcome> MockedAnswer(IEngine engine, CancellationToken cancel);
