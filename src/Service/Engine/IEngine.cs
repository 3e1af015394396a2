using FunctionsAsl.Core;

namespace FunctionsAsl.Service.Engine;

/// <summary>
/// The durable engine under the service: it runs executions. The operations above it validate, so that it gets only well-formed
/// requests. Every answered write is durable. Lists come in the order the API shows.
/// </summary>
public interface IEngine
{
    /// <summary>Starts an execution, unless one of this ARN exists already.</summary>
    /// <returns>The stored record, and whether this call made it.</returns>
    /// <exception cref="ApiException">ExecutionLimitExceeded: as many run as may, where the engine counts them.</exception>
    ValueTask<(ExecutionRecord Record, bool Created)> StartExecution(ExecutionRecord record, CancellationToken cancel);

    /// <summary>Runs an execution of an Express machine to its end; nothing of it is kept.</summary>
    /// <returns>The record as it ended.</returns>
    ValueTask<ExecutionRecord> RunExpress(ExecutionRecord record, CancellationToken cancel);

    /// <summary>
    /// Does something several times at once that runs Express executions one after the other. What is done between them counts as a step, where
    /// these are counted.
    /// </summary>
    Task RunFlows(int count, Func<Task> flow) => Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(flow)).ToArray());

    /// <summary>
    /// Starts an asynchronous execution of an Express machine, which runs at least once; nothing of it is kept when it has ended. One that
    /// runs already is not started again.
    /// </summary>
    ValueTask StartExpress(ExecutionRecord record, CancellationToken cancel);

    /// <summary>Runs the state that a machine starts with, and no other; nothing of it is kept.</summary>
    /// <returns>The record as it ended.</returns>
    /// <exception cref="MockMismatchException">The inspection's mock does not fit the state's data.</exception>
    ValueTask<ExecutionRecord> TestState(StateMachine machine, ExecutionRecord record, Inspection inspection, CancellationToken cancel);

    ValueTask<ExecutionRecord?> FindExecution(string arn, CancellationToken cancel);

    /// <summary>Executions of a machine, the newest first; those of its Distributed Maps are not among them.</summary>
    ValueTask<Page<ExecutionSummary>> ListExecutions(
        ExecutionFilter filter, string? after, int count, CancellationToken cancel);

    /// <summary>History events of an execution by id, ascending or descending.</summary>
    /// <param name="executionArn">The execution; one that does not exist has no events.</param>
    /// <param name="after">The last event id the caller has, or <see langword="null"/> to begin.</param>
    /// <param name="count">How many events at most, from 1.</param>
    /// <param name="bytes">
    /// Where two or more weigh more than that (<see cref="HistoryEvent.Weight"/>) there need be no further ones.
    /// </param>
    /// <param name="reverse">Whether the newest come first.</param>
    ValueTask<IReadOnlyList<HistoryEvent>> ReadHistory(
        string executionArn, long? after, int count, long bytes, bool reverse, CancellationToken cancel);

    /// <summary>Aborts a running execution; one that has ended stays as it is.</summary>
    /// <returns>The record afterwards, or <see langword="null"/> where there is no such execution.</returns>
    ValueTask<ExecutionRecord?> StopExecution(string arn, string? error, string? cause, CancellationToken cancel);

    /// <summary>Has an execution that ended without success go on from where it ended.</summary>
    /// <returns><see langword="null"/> where there is no such execution.</returns>
    /// <exception cref="ApiException">As <see cref="StartExecution"/>.</exception>
    ValueTask<RedriveAnswer?> RedriveExecution(string arn, string? clientToken, CancellationToken cancel);

    /// <summary>How a running Map Run stands; <see langword="null"/> where it does not run (any more).</summary>
    ValueTask<MapRunFigures?> ReadMapRun(string arn, CancellationToken cancel);

    /// <summary>Changes how a running Map Run goes on; what is <see langword="null"/> stays.</summary>
    /// <returns>Whether it runs.</returns>
    ValueTask<bool> UpdateMapRun(
        string arn, long? maxConcurrency, long? toleratedFailureCount, double? toleratedFailurePercentage, CancellationToken cancel);

    /// <summary>
    /// Tells the running executions of a machine that is DELETING, which fail at their next transition. Once none runs, the machine's
    /// record and all its executions are gone, those of its Distributed Maps included. To ask again is harmless.
    /// </summary>
    ValueTask RemoveStateMachine(string arn, CancellationToken cancel);

    /// <summary>Reports for the task that <paramref name="token"/> stands for.</summary>
    ValueTask<TokenAnswer> ReportTask(string token, TaskReport report, CancellationToken cancel);

    /// <summary>Takes the oldest waiting task of an activity; waits up to <paramref name="wait"/> for one.</summary>
    ValueTask<ActivityTask?> PollActivity(string activityArn, string? workerName, TimeSpan wait, CancellationToken cancel);

    /// <summary>Drops the tasks that wait for workers of an activity which was deleted, where they outlive it.</summary>
    ValueTask DropTasks(string activityArn, CancellationToken cancel) => ValueTask.CompletedTask;
}
