using FunctionsAsl.Service.Tracing;

namespace FunctionsAsl.Service.Tasks;

/// <summary>Runs the tasks of executions, all but most activities, which wait for workers.</summary>
public interface ITaskRunner
{
    /// <summary>Whether the runner does the work of this activity's task itself, so that no worker is to get it.</summary>
    bool RunsActivity(TaskOrigin origin, Command.RunTask task) => false;

    /// <summary>Runs one attempt, or looks once at the job that it has started. It may be asked for again after a crash.</summary>
    /// <param name="cancel">Cancelled when nobody waits for the outcome any more.</param>
    ValueTask<TaskOutcome> RunAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel);

    /// <summary>
    /// Has the job stopped that the task has started: nobody waits for it any more. It does what it can (DG/connect-to-resource, "Run a
    /// Job"), and reports where that was not enough.
    /// </summary>
    ValueTask StopAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel) => default;
}

/// <summary>What a task needs to know of its execution.</summary>
/// <param name="StateMachineName">Its state machine, by which mocked responses are found.</param>
/// <param name="TestCase">As <see cref="ExecutionRecord.TestCase"/>.</param>
public sealed record TaskOrigin(string ExecutionArn, string StateMachineName, string? TestCase)
{
    /// <summary>The state machine itself, where the host has it at hand; else the execution's record has it.</summary>
    public StateMachineRecord? StateMachine { get; init; }

    /// <summary>What looks at the task, where its state is tested by itself.</summary>
    public Inspection? Inspection { get; init; }

    /// <inheritdoc cref="ExecutionRecord.TraceHeader"/>
    public string? TraceHeader { get; init; }

    /// <inheritdoc cref="ExecutionRecord.NamedDate"/>
    public DateTimeOffset NamedDate { get; init; }

    /// <summary>How often the execution was redriven.</summary>
    public long Redrives { get; init; }

    public static TaskOrigin Of(ExecutionRecord execution) => new(execution.Arn, execution.StateMachine.Name, execution.TestCase)
    {
        StateMachine = execution.StateMachine,
        TraceHeader = execution.TraceHeader,
        NamedDate = execution.NamedDate,
        Redrives = execution.Redrives?.Count ?? 0,
    };

    /// <summary>
    /// What a task's calls are a part of: its state where spans are taken, else what the execution was started with; <see langword="null"/>
    /// where there is neither. A Map Run has no spans of its own.
    /// </summary>
    public TraceContext? TraceOf(Command.RunTask task) =>
        ExecutionTrace.IsOn && !(MapRunArn.LabelOf(ExecutionArn) is not null && TraceHeader is not null)
            ? new ExecutionTrace(ExecutionArn, NamedDate, TraceHeader, Redrives).In(task.EnteredEventId)
            : TraceContext.Parse(TraceHeader);
}

/// <summary>What came of a task.</summary>
public abstract record TaskOutcome
{
    private TaskOutcome()
    {
    }

    /// <summary>The event that stands for it.</summary>
    /// <exception cref="InvalidOperationException">It is none yet: the execution that was started has to end first.</exception>
    public Event ToEvent(string id) => this switch
    {
        Succeeded succeeded => new Event.TaskSucceeded(default, 0, id, succeeded.Output),
        Failed failed => new Event.TaskFailed(default, 0, id, failed.Error, failed.Cause) { Child = failed.Child },
        Submitted submitted => new Event.TaskSubmitted(default, 0, id, submitted.Output),
        StartedJob started => new Event.TaskSubmitted(default, 0, id, started.Output) { Job = started.Job },
        _ => throw new InvalidOperationException($"{GetType().Name} is no event."),
    };

    /// <summary>The outcome of a call that was answered: the task ends with it, unless the holder of its token is to end it.</summary>
    internal static TaskOutcome Answered(Command.RunTask task, JsonAny output) =>
        task.Token is null ? new Succeeded(output) : new Submitted(output);

    public sealed record Succeeded(JsonAny Output) : TaskOutcome
    {
        /// <summary>What the history shows as the service's answer to a task that it accepted first; <see langword="null"/> where there was none.</summary>
        public JsonAny? AcceptedWith { get; init; }
    }

    public sealed record Failed(string? Error, string? Cause) : TaskOutcome
    {
        /// <summary>How the child execution of a Map Run has ended that the task was.</summary>
        public ExecutionStatus? Child { get; init; }
    }

    /// <summary>The service accepted the task; the holder of its token reports the end.</summary>
    /// <param name="Output">The service's answer, which the history shows.</param>
    public sealed record Submitted(JsonAny Output) : TaskOutcome;

    /// <summary>Another execution was started; the task ends when that one does.</summary>
    /// <param name="Output">The answer to the start, which the history shows.</param>
    /// <param name="Complete">Turns the ended execution into the task's outcome.</param>
    public sealed record StartedChild(JsonAny Output, string ChildArn, Func<ExecutionRecord, TaskOutcome> Complete) : TaskOutcome;

    /// <summary>
    /// A job of another service was started. Once that is saved, the task is to be run again with <see cref="Command.RunTask.Job"/>, at
    /// the pace of <see cref="JobPace"/>, until it gives another outcome than <see cref="Unfinished"/>.
    /// </summary>
    /// <param name="Output">The answer to the start, which the history shows.</param>
    /// <param name="Job">What names it.</param>
    public sealed record StartedJob(JsonAny Output, JsonAny Job) : TaskOutcome;

    /// <summary>The job goes on.</summary>
    public sealed record Unfinished : TaskOutcome;
}
