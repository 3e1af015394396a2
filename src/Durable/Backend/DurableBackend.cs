using FunctionsAsl.Core.Execution;
using FunctionsAsl.Service;
using FunctionsAsl.Service.Records;

namespace FunctionsAsl.Durable.Backend;

/// <summary>
/// Runs executions as durable orchestrations, and keeps their records in blobs. Any number of processes may do so at once. What one
/// of them leaves half done is finished by the next that comes across it, or by the <see cref="Sweeper"/>.
/// </summary>
public sealed partial class DurableBackend : IBackend
{
    private readonly DurableParts _parts;
    private readonly Launcher _launcher;
    private readonly MachineRemoval _removal;
    private readonly ShownHistory _histories;

    internal DurableBackend(DurableParts parts)
    {
        _parts = parts;
        _launcher = new Launcher(parts);
        _removal = new MachineRemoval(parts);
        _histories = new ShownHistory(parts, _launcher);
    }

    public bool RunsDistributedMaps => false;

    public async ValueTask RemoveStateMachine(string arn, CancellationToken cancel) => await _removal.Finish(arn, cancel);

    public ValueTask DropTasks(string activityArn, CancellationToken cancel) => _parts.Stores.Offers.Remove(activityArn, cancel);

    public ValueTask<ExecutionRecord?> FindExecution(string arn, CancellationToken cancel) => _parts.Stores.Executions.FindRecord(arn, cancel);

    public ValueTask<Page<ExecutionSummary>> ListExecutions(
        string stateMachineArn, ExecutionStatus? status, string? after, int count, CancellationToken cancel) =>
        _parts.Stores.Executions.List(stateMachineArn, status, after, count, cancel);

    public async ValueTask<IReadOnlyList<HistoryEvent>> ReadHistory(
        string executionArn, long? after, int count, bool reverse, CancellationToken cancel) =>
        await _parts.Stores.Executions.Find(executionArn, cancel) is { } execution
            ? await _histories.Read(executionArn, execution, after, count, reverse, cancel)
            : [];
}
