using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using FunctionsAsl.Service;
using FunctionsAsl.Service.Records;

namespace FunctionsAsl.Unit.Service;

/// <summary>Records in dictionaries; nothing runs.</summary>
internal sealed class FakeBackend : IBackend
{
    public SortedDictionary<string, StateMachineRecord> Machines { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, ActivityRecord> Activities { get; } = new(StringComparer.Ordinal);

    public List<ExecutionRecord> Executions { get; } = [];

    public List<HistoryEvent> History { get; } = [];

    public List<(string Token, TaskReport Report)> Reports { get; } = [];

    public TokenAnswer Answer { get; set; }

    public ActivityTask? Task { get; set; }

    /// <summary>How many writes somebody else is faster at.</summary>
    public int LostWrites { get; set; }

    /// <summary>Thrown by every lookup of a state machine.</summary>
    public Exception? Failure { get; set; }

    public ValueTask<StateMachineRecord?> FindStateMachine(string arn, CancellationToken cancel) =>
        Failure is null ? new(Machines.GetValueOrDefault(arn)) : throw Failure;

    public ValueTask<bool> TryWriteStateMachine(StateMachineRecord? expected, StateMachineRecord record, CancellationToken cancel) =>
        new(TryWrite(Machines, record.Arn, expected, record));

    public ValueTask DeleteStateMachine(string arn, CancellationToken cancel)
    {
        if (Machines.TryGetValue(arn, out StateMachineRecord? machine))
        {
            Machines[arn] = machine with { Status = "DELETING" };
        }

        return default;
    }

    public ValueTask<Page<StateMachineRecord>> ListStateMachines(string? after, int count, CancellationToken cancel) =>
        new(PageOf(Machines.Values, static machine => machine.Name, after, count));

    public ValueTask<ActivityRecord?> FindActivity(string arn, CancellationToken cancel) => new(Activities.GetValueOrDefault(arn));

    public ValueTask<bool> TryWriteActivity(ActivityRecord? expected, ActivityRecord record, CancellationToken cancel) =>
        new(TryWrite(Activities, record.Arn, expected, record));

    public ValueTask DeleteActivity(string arn, CancellationToken cancel)
    {
        Activities.Remove(arn);
        return default;
    }

    public ValueTask<Page<ActivityRecord>> ListActivities(string? after, int count, CancellationToken cancel) =>
        new(PageOf(Activities.Values, static activity => activity.Name, after, count));

    public ValueTask<(ExecutionRecord Record, bool Created)> StartExecution(ExecutionRecord record, CancellationToken cancel)
    {
        ExecutionRecord? stored = Executions.Find(execution => execution.Arn == record.Arn);
        if (stored is null)
        {
            Executions.Insert(0, record);
        }

        return new((stored ?? record, stored is null));
    }

    public ValueTask<ExecutionRecord> RunExpress(ExecutionRecord record, CancellationToken cancel) =>
        new(record with { Status = ExecutionStatus.Succeeded, StopDate = record.StartDate, Output = JsonValue.Null });

    public ValueTask<ExecutionRecord?> FindExecution(string arn, CancellationToken cancel) =>
        new(Executions.Find(execution => execution.Arn == arn));

    public ValueTask<Page<ExecutionSummary>> ListExecutions(
        string stateMachineArn, ExecutionStatus? status, string? after, int count, CancellationToken cancel)
    {
        List<ExecutionRecord> found = Executions.FindAll(
            execution => execution.StateMachineArn == stateMachineArn && (status is null || execution.Status == status));
        int start = after is null ? 0 : found.FindIndex(execution => execution.Name == after) + 1;
        List<ExecutionSummary> items = [.. found.Skip(start).Take(count).Select(ExecutionSummary.Of)];
        return new(new Page<ExecutionSummary>(items, start + count < found.Count ? items[^1].Name : null));
    }

    public ValueTask<IReadOnlyList<HistoryEvent>> ReadHistory(
        string executionArn, long? after, int count, bool reverse, CancellationToken cancel)
    {
        IEnumerable<HistoryEvent> events = reverse
            ? History.AsEnumerable().Reverse().Where(e => after is null || e.Id < after)
            : History.Where(e => after is null || e.Id > after);
        return new([.. events.Take(count)]);
    }

    public ValueTask<ExecutionRecord?> StopExecution(string arn, string? error, string? cause, CancellationToken cancel)
    {
        int i = Executions.FindIndex(execution => execution.Arn == arn);
        if (i >= 0 && Executions[i].Status == ExecutionStatus.Running)
        {
            Executions[i] = Executions[i] with
            {
                Status = ExecutionStatus.Aborted,
                StopDate = Executions[i].StartDate.AddSeconds(1),
                Error = error,
                Cause = cause,
            };
        }

        return new(i < 0 ? null : Executions[i]);
    }

    public ValueTask<TokenAnswer> ReportTask(string token, TaskReport report, CancellationToken cancel)
    {
        Reports.Add((token, report));
        return new(Answer);
    }

    public async ValueTask<ActivityTask?> PollActivity(
        string activityArn, string? workerName, TimeSpan wait, CancellationToken cancel)
    {
        await System.Threading.Tasks.Task.Yield();
        cancel.ThrowIfCancellationRequested();
        return Task;
    }

    private bool TryWrite<T>(SortedDictionary<string, T> records, string arn, T? expected, T record)
        where T : class
    {
        if (LostWrites > 0)
        {
            LostWrites--;
            return false;
        }

        if (!Equals(records.GetValueOrDefault(arn), expected))
        {
            return false;
        }

        records[arn] = record;
        return true;
    }

    private static Page<T> PageOf<T>(IEnumerable<T> all, Func<T, string> name, string? after, int count)
    {
        List<T> rest = [.. all.Where(item => after is null || string.CompareOrdinal(name(item), after) > 0)];
        List<T> items = [.. rest.Take(count)];
        return new Page<T>(items, rest.Count > count ? name(items[^1]) : null);
    }
}
