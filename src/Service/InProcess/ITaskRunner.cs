using FunctionsAsl.Core.Execution;
using FunctionsAsl.Core.Json;
using FunctionsAsl.Service.Records;

namespace FunctionsAsl.Service.InProcess;

/// <summary>Runs the tasks of executions, all but most activities, which wait for workers.</summary>
public interface ITaskRunner
{
    /// <summary>Whether the runner does the work of this activity's task itself, so that no worker is to get it.</summary>
    bool RunsActivity(ExecutionRecord execution, Command.RunTask task) => false;

    /// <summary>Runs one attempt. It may be asked for again after a crash.</summary>
    /// <param name="execution">The execution whose task it is.</param>
    /// <param name="task">What to run.</param>
    /// <param name="cancel">Cancelled when nobody waits for the outcome any more.</param>
    ValueTask<TaskOutcome> RunAsync(ExecutionRecord execution, Command.RunTask task, CancellationToken cancel);
}

/// <summary>What came of a task.</summary>
public abstract record TaskOutcome
{
    private TaskOutcome()
    {
    }

    public sealed record Succeeded(JsonValue Output) : TaskOutcome;

    public sealed record Failed(string? Error, string? Cause) : TaskOutcome;

    /// <summary>The service accepted the task; the holder of its token reports the end.</summary>
    /// <param name="Output">The service's answer, which the history shows.</param>
    public sealed record Submitted(JsonValue Output) : TaskOutcome;

    /// <summary>Another execution was started; the task ends when that one does.</summary>
    /// <param name="Output">The answer to the start, which the history shows.</param>
    /// <param name="ChildArn">The execution to wait for.</param>
    /// <param name="Complete">Turns the ended execution into the task's outcome.</param>
    public sealed record StartedChild(JsonValue Output, string ChildArn, Func<ExecutionRecord, TaskOutcome> Complete) : TaskOutcome;
}
