namespace FunctionsAsl.Durable.Engine;

/// <summary>
/// Runs executions as durable orchestrations, and keeps their records in blobs. Any number of processes may do so at once. What one
/// of them leaves half done is finished by the next that comes across it, or by the <see cref="Sweeper"/>.
/// </summary>
internal sealed class DurableEngine(
    ExecutionStarts starts,
    ExecutionStops stops,
    RedriveRequests redrives,
    WorkerRequests workers,
    MachineRemoval removal,
    ShownHistory histories,
    RunningMapRuns mapRuns,
    ExpressQueue express,
    Stores stores,
    Func<StateMachine, ExecutionRecord, Inspection?, CancellationToken, ValueTask<ExecutionRecord>> runInMemory) : IEngine
{
    public ValueTask<(ExecutionRecord Record, bool Created)> StartExecution(ExecutionRecord record, CancellationToken cancel) =>
        starts.Start(record, cancel);

    public ValueTask<ExecutionRecord> RunExpress(ExecutionRecord record, CancellationToken cancel) =>
        runInMemory(stores.Revisions.Compile(stores.Revisions.Of(record.StateMachine)), record, null, cancel);

    public ValueTask StartExpress(ExecutionRecord record, CancellationToken cancel) => express.Send(record, cancel);

    public ValueTask<ExecutionRecord> TestState(
        StateMachine machine, ExecutionRecord record, Inspection inspection, CancellationToken cancel) =>
        runInMemory(machine, record, inspection, cancel);

    public ValueTask<ExecutionRecord?> StopExecution(string arn, string? error, string? cause, CancellationToken cancel) =>
        stops.Stop(arn, error, cause, cancel);

    public ValueTask<RedriveAnswer?> RedriveExecution(string arn, string? clientToken, CancellationToken cancel) =>
        redrives.Redrive(arn, clientToken, cancel);

    public ValueTask<MapRunFigures?> ReadMapRun(string arn, CancellationToken cancel) => mapRuns.Read(arn, cancel);

    public ValueTask<bool> UpdateMapRun(
        string arn, long? maxConcurrency, long? toleratedFailureCount, double? toleratedFailurePercentage, CancellationToken cancel) =>
        mapRuns.Update(
            arn, new OrchestrationMessage.UpdateMapRun(maxConcurrency, toleratedFailureCount, toleratedFailurePercentage), cancel);

    public async ValueTask RemoveStateMachine(string arn, CancellationToken cancel) => await removal.Finish(arn, cancel);

    public ValueTask<ExecutionRecord?> FindExecution(string arn, CancellationToken cancel) => stores.Executions.FindRecord(arn, cancel);

    public ValueTask<Page<ExecutionSummary>> ListExecutions(
        ExecutionFilter filter, string? after, int count, CancellationToken cancel) =>
        stores.Executions.List(filter, after, count, cancel);

    public async ValueTask<IReadOnlyList<HistoryEvent>> ReadHistory(
        string executionArn, long? after, int count, long bytes, bool reverse, CancellationToken cancel) =>
        await stores.Executions.Find(executionArn, cancel) is { } execution
            ? await histories.Read(executionArn, execution, after, count, bytes, reverse, cancel)
            : [];

    public ValueTask<TokenAnswer> ReportTask(string token, TaskReport report, CancellationToken cancel) =>
        workers.ReportTask(token, report, cancel);

    public ValueTask<ActivityTask?> PollActivity(string activityArn, string? workerName, TimeSpan wait, CancellationToken cancel) =>
        workers.PollActivity(activityArn, workerName, wait, cancel);

    public ValueTask DropTasks(string activityArn, CancellationToken cancel) => stores.Offers.Remove(activityArn, cancel);
}
