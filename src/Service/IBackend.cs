using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Records;

namespace FunctionsAsl.Service;

/// <summary>
/// The durable engine under the service: it keeps records and runs executions. The operations above it validate,
/// so a backend gets only well-formed requests. Every answered write is durable. Lists come in the order the API shows.
/// </summary>
public interface IBackend
{
    /// <summary>Whether it can run Distributed Maps; where not, machines with one are refused.</summary>
    bool RunsDistributedMaps => true;

    ValueTask<StateMachineRecord?> FindStateMachine(string arn, CancellationToken cancel);

    /// <summary>Writes <paramref name="record"/> if the stored one still is <paramref name="expected"/> (<see langword="null"/>: none is stored).</summary>
    /// <returns>Whether it was written; if not, somebody else was faster: read again.</returns>
    ValueTask<bool> TryWriteStateMachine(StateMachineRecord? expected, StateMachineRecord record, CancellationToken cancel);

    /// <summary>
    /// Marks the machine DELETING; its running executions fail at their next transition, and once none runs the machine
    /// and all its executions are gone, those of its Distributed Maps included. Nothing happens where there is no such machine.
    /// </summary>
    ValueTask DeleteStateMachine(string arn, CancellationToken cancel);

    /// <summary>State machines by name, ascending, those DELETING included.</summary>
    ValueTask<Page<StateMachineRecord>> ListStateMachines(string? after, int count, CancellationToken cancel);

    ValueTask<ActivityRecord?> FindActivity(string arn, CancellationToken cancel);

    /// <inheritdoc cref="TryWriteStateMachine"/>
    ValueTask<bool> TryWriteActivity(ActivityRecord? expected, ActivityRecord record, CancellationToken cancel);

    ValueTask DeleteActivity(string arn, CancellationToken cancel);

    /// <summary>Activities by name, ascending.</summary>
    ValueTask<Page<ActivityRecord>> ListActivities(string? after, int count, CancellationToken cancel);

    /// <summary>Starts an execution, unless one of this ARN exists already.</summary>
    /// <returns>The stored record, and whether this call made it.</returns>
    ValueTask<(ExecutionRecord Record, bool Created)> StartExecution(ExecutionRecord record, CancellationToken cancel);

    /// <summary>Runs an execution of an Express machine to its end; nothing of it is kept.</summary>
    /// <returns>The record as it ended.</returns>
    ValueTask<ExecutionRecord> RunExpress(ExecutionRecord record, CancellationToken cancel);

    ValueTask<ExecutionRecord?> FindExecution(string arn, CancellationToken cancel);

    /// <summary>Executions of a machine, the newest first; those of its Distributed Maps are not among them.</summary>
    ValueTask<Page<ExecutionSummary>> ListExecutions(
        string stateMachineArn, ExecutionStatus? status, string? after, int count, CancellationToken cancel);

    /// <summary>History events of an execution by id, ascending or descending.</summary>
    /// <param name="executionArn">The execution; one that does not exist has no events.</param>
    /// <param name="after">The last event id the caller has, or <see langword="null"/> to begin.</param>
    /// <param name="count">How many events at most, from 1.</param>
    /// <param name="reverse">Whether the newest come first.</param>
    /// <param name="cancel">Ends the wait.</param>
    ValueTask<IReadOnlyList<HistoryEvent>> ReadHistory(
        string executionArn, long? after, int count, bool reverse, CancellationToken cancel);

    /// <summary>Aborts a running execution; one that has ended stays as it is.</summary>
    /// <returns>The record afterwards, or <see langword="null"/> where there is no such execution.</returns>
    ValueTask<ExecutionRecord?> StopExecution(string arn, string? error, string? cause, CancellationToken cancel);

    /// <summary>Reports for the task that <paramref name="token"/> stands for.</summary>
    ValueTask<TokenAnswer> ReportTask(string token, TaskReport report, CancellationToken cancel);

    /// <summary>Takes the oldest waiting task of an activity; waits up to <paramref name="wait"/> for one.</summary>
    ValueTask<ActivityTask?> PollActivity(string activityArn, string? workerName, TimeSpan wait, CancellationToken cancel);
}

/// <summary>A page of a list; <paramref name="Next"/> is what to pass as <c>after</c> for the next one, or <see langword="null"/> at the end.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>What the holder of a task token says of its task.</summary>
public abstract record TaskReport
{
    private TaskReport()
    {
    }

    public sealed record Success(JsonValue Output) : TaskReport;

    public sealed record Failure(string? Error, string? Cause) : TaskReport;

    public sealed record Heartbeat : TaskReport;
}

public enum TokenAnswer
{
    /// <summary>The report was taken, durably.</summary>
    Accepted,

    /// <summary>No task was ever given this token (API: TaskDoesNotExist, or InvalidToken where it is not even well-formed).</summary>
    DoesNotExist,

    /// <summary>The task has ended, timed out or been cancelled (API: TaskTimedOut).</summary>
    TimedOut,
}

/// <summary>A task leased to an activity worker.</summary>
public sealed record ActivityTask(string Token, JsonValue Input);
