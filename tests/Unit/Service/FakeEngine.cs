using FunctionsAsl.Core;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Engine;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Records;

namespace FunctionsAsl.Unit.Service;

/// <summary>Records in dictionaries; nothing runs.</summary>
internal sealed class FakeEngine : IEngine, IRecordStore
{
    private readonly MemoryRecords<PublicationRecord> _publications = new();

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

    public IRevisions Revisions { get; } = new MemoryRevisions();

    public IRunFiles RunFiles { get; } = new MemoryRunFiles();

    public IRecords<T> Records<T>()
        where T : class, IRecord<T> => typeof(T) == typeof(StateMachineRecord)
            ? (IRecords<T>)(object)new FakeRecords<StateMachineRecord>(this, Machines)
            : typeof(T) == typeof(ActivityRecord)
                ? (IRecords<T>)(object)new FakeRecords<ActivityRecord>(this, Activities)
                : _publications as IRecords<T> ?? new MemoryRecords<T>();

    public ValueTask RemoveStateMachine(string arn, CancellationToken cancel) => default;

    public ValueTask<(ExecutionRecord Record, bool Created)> StartExecution(ExecutionRecord record, CancellationToken cancel)
    {
        ExecutionRecord? stored = Executions.Find(execution => execution.Arn == record.Arn);
        if (stored is null)
        {
            Executions.Insert(0, record);
        }

        return new((stored ?? record, stored is null));
    }

    public ValueTask<RedriveAnswer?> RedriveExecution(string arn, string? clientToken, CancellationToken cancel) =>
        new(Executions.Find(execution => execution.Arn == arn)?.AnswerRedrive(clientToken, DateTimeOffset.MinValue));

    public ValueTask<MapRunFigures?> ReadMapRun(string arn, CancellationToken cancel) => new((MapRunFigures?)null);

    public ValueTask<bool> UpdateMapRun(
        string arn, long? maxConcurrency, long? toleratedFailureCount, double? toleratedFailurePercentage, CancellationToken cancel) =>
        new(false);

    public ValueTask<ExecutionRecord> RunExpress(ExecutionRecord record, CancellationToken cancel) =>
        new(record with { Status = ExecutionStatus.Succeeded, StopDate = record.StartDate, Output = JsonAny.Null });

    public ValueTask StartExpress(ExecutionRecord record, CancellationToken cancel)
    {
        Executions.Insert(0, record);
        return ValueTask.CompletedTask;
    }

    public ValueTask<ExecutionRecord> TestState(
        StateMachine machine, ExecutionRecord record, Inspection inspection, CancellationToken cancel) => RunExpress(record, cancel);

    public ValueTask<ExecutionRecord?> FindExecution(string arn, CancellationToken cancel) =>
        new(Executions.Find(execution => execution.Arn == arn));

    public ValueTask<Page<ExecutionSummary>> ListExecutions(
        ExecutionFilter filter, string? after, int count, CancellationToken cancel)
    {
        List<ExecutionRecord> found = Executions.FindAll(
            execution => execution.StateMachineArn == filter.StateMachineArn && filter.Takes(ExecutionSummary.Of(execution)));
        int start = after is null ? 0 : found.FindIndex(execution => execution.Name == after) + 1;
        List<ExecutionSummary> items = [.. found.Skip(start).Take(count).Select(ExecutionSummary.Of)];
        return new(new Page<ExecutionSummary>(items, start + count < found.Count ? items[^1].Name : null));
    }

    public ValueTask<IReadOnlyList<HistoryEvent>> ReadHistory(
        string executionArn, long? after, int count, long bytes, bool reverse, CancellationToken cancel)
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

    private sealed class FakeRecords<T>(FakeEngine engine, SortedDictionary<string, T> records) : IRecords<T>
        where T : class, IRecord<T>
    {
        public ValueTask<T?> Find(string arn, CancellationToken cancel) =>
            engine.Failure is null || typeof(T) != typeof(StateMachineRecord) ? new(records.GetValueOrDefault(arn)) : throw engine.Failure;

        public ValueTask<bool> TryWrite(T? expected, T record, CancellationToken cancel)
        {
            if (engine.LostWrites > 0)
            {
                engine.LostWrites--;
                return new(false);
            }

            if (!Equals(records.GetValueOrDefault(record.Arn), expected))
            {
                return new(false);
            }

            records[record.Arn] = record;
            return new(true);
        }

        public ValueTask Remove(string arn, CancellationToken cancel)
        {
            records.Remove(arn);
            return default;
        }

        public ValueTask<Page<T>> List(string prefix, string? after, int count, CancellationToken cancel)
        {
            List<T> rest = [.. records.Values.Where(r => string.CompareOrdinal(r.Arn, after) > 0)];
            List<T> items = [.. rest.Take(count)];
            return new(new Page<T>(items, rest.Count > count ? items[^1].Arn : null));
        }
    }
}
