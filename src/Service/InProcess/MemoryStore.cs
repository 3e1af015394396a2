using System.Collections.Concurrent;

namespace FunctionsAsl.Service.InProcess;

/// <summary>A store that keeps everything in memory: for tests and for <c>asl run</c>. The oracle that other stores are tested against.</summary>
public sealed class MemoryStore : IStore
{
    private static readonly RestingExecution Last = new("", DateTimeOffset.MaxValue, long.MaxValue);

    private readonly Lock _lock = new();
    private readonly MemoryRevisions _revisions = new();
    private readonly MemoryRunFiles _files = new();
    private readonly ConcurrentDictionary<Type, object> _records = [];
    private readonly Dictionary<string, StoredExecution> _executions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<StoredExecution>> _byStateMachine = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<StoredExecution>> _byOwner = new(StringComparer.Ordinal);
    private readonly SortedSet<RestingExecution> _resting = new(Comparer<RestingExecution>.Create(static (x, y) =>
        (x.Wakes, x.Number).CompareTo((y.Wakes, y.Number))));
    private readonly SortedSet<EndedExecution> _ended = new(Comparer<EndedExecution>.Create(static (x, y) =>
        (x.StopDate, x.Number).CompareTo((y.StopDate, y.Number))));
    private long _added;

    /// <summary>Told of every step once it is stored, those of one execution in their order.</summary>
    public Action<ExecutionStep> Saved { get; init; } = static _ => { };

    public IRevisions Revisions => _revisions;

    public IRunFiles RunFiles => _files;

    public IRecords<T> Records<T>()
        where T : class, IRecord<T> => (IRecords<T>)_records.GetOrAdd(typeof(T), _ => new MemoryRecords<T>());

    public async ValueTask<long> RemoveStateMachine(string arn, CancellationToken cancel)
    {
        long open = 0;
        lock (_lock)
        {
            foreach ((string part, List<StoredExecution> executions) in PartsOf(arn).ToArray())
            {
                _byStateMachine.Remove(part);
                foreach (StoredExecution execution in executions)
                {
                    open += execution.IsOpen ? 1 : 0;
                    Forget(execution);
                }
            }
        }

        foreach (PublicationRecord published in (await Records<PublicationRecord>().List(arn + ":", null, int.MaxValue - 1, cancel)).Items)
        {
            await Records<PublicationRecord>().Remove(published.Arn, cancel);
        }

        _revisions.Remove(arn);
        await Records<StateMachineRecord>().Remove(arn, cancel);
        return open;
    }

    public ValueTask<ExecutionRecord?> FindExecution(string arn, CancellationToken cancel)
    {
        lock (_lock)
        {
            return new(_executions.GetValueOrDefault(arn)?.Record);
        }
    }

    public ValueTask<Page<ExecutionSummary>> ListExecutions(
        ExecutionFilter filter, string? after, int count, CancellationToken cancel)
    {
        lock (_lock)
        {
            var items = new List<ExecutionSummary>();
            string? next = null;
            List<StoredExecution>? listed = filter.Owner is { } owner
                ? _byOwner.GetValueOrDefault(owner)
                : _byStateMachine.GetValueOrDefault(filter.StateMachineArn);
            IEnumerable<StoredExecution> newestFirst = Enumerable.Reverse(listed ?? []);
            ExecutionPosition? position = after is null ? null : ExecutionPosition.Parse(after);
            foreach (ExecutionRecord record in newestFirst.Select(e => e.Record))
            {
                ExecutionSummary summary = ExecutionSummary.Of(record);
                if ((position is { } p && !p.IsBefore(record)) || !filter.Takes(summary))
                {
                    continue;
                }

                if (items.Count == count)
                {
                    next = ExecutionPosition.Of(items[^1]).ToString();
                    break;
                }

                items.Add(summary);
            }

            return new(new Page<ExecutionSummary>(items, next));
        }
    }

    public LargeValues? NewValues() => null;

    public ValueTask<IReadOnlyList<HistoryEvent>> ReadHistory(
        string executionArn, long? after, int count, long bytes, bool reverse, CancellationToken cancel)
    {
        lock (_lock)
        {
            List<HistoryEvent> history = _executions.GetValueOrDefault(executionArn)?.History ?? [];
            long from = reverse ? Math.Min(after ?? long.MaxValue, history.Count + 1) : after ?? 0;
            int start = (int)Math.Clamp(reverse ? from - 1 - count : from, 0, history.Count);
            int end = (int)Math.Clamp(reverse ? from - 1 : from + count, 0, history.Count);
            IEnumerable<HistoryEvent> events = history.GetRange(start, Math.Max(0, end - start));
            return new((IReadOnlyList<HistoryEvent>)(reverse ? events.Reverse() : events).ToArray());
        }
    }

    public ValueTask<bool> TryAddExecution(ExecutionStep step)
    {
        lock (_lock)
        {
            var added = new StoredExecution(step.Record, _added++);
            if (!_executions.TryAdd(step.Record.Arn, added))
            {
                return new(false);
            }

            Add(_byStateMachine, step.Record.StateMachineArn, added);
            if (step.Record.Owner is { } owner)
            {
                Add(_byOwner, owner, added);
            }

            Take(added, step);
            return new(true);
        }
    }

    public ValueTask<bool> SaveExecution(ExecutionStep step)
    {
        lock (_lock)
        {
            if (!_executions.TryGetValue(step.Record.Arn, out StoredExecution? execution))
            {
                return new(false);
            }

            Take(execution, step);
            return new(true);
        }
    }

    public ValueTask<SavedExecution?> LoadExecution(string arn)
    {
        lock (_lock)
        {
            return new(_executions.GetValueOrDefault(arn) is { Snapshot: { } snapshot } execution
                ? new SavedExecution(execution.Record, snapshot, execution.Changes.ToArray())
                : null);
        }
    }

    public ValueTask Rest(string arn, DateTimeOffset wakes)
    {
        lock (_lock)
        {
            if (_executions.GetValueOrDefault(arn) is { IsRunning: true } execution)
            {
                Wake(execution);
                _resting.Add(execution.Rest = new RestingExecution(arn, wakes, execution.Number));
            }

            return ValueTask.CompletedTask;
        }
    }

    public ValueTask<IReadOnlyList<RestingExecution>> ListResting(RestingExecution? after, int count)
    {
        lock (_lock)
        {
            IEnumerable<RestingExecution> behind =
                after is null ? _resting : _resting.GetViewBetween(after with { Number = after.Number + 1 }, Last);
            return new((IReadOnlyList<RestingExecution>)behind.Take(count).ToArray());
        }
    }

    public ValueTask<IReadOnlyList<string>> ListAwake()
    {
        lock (_lock)
        {
            return new((IReadOnlyList<string>)_executions.Values
                .Where(static e => e.IsRunning && e.Rest is null)
                .OrderBy(static e => e.Record.StartDate)
                .ThenBy(static e => e.Number)
                .Select(static e => e.Record.Arn)
                .ToArray());
        }
    }

    public ValueTask<IReadOnlyList<string>> ListRunning(string stateMachineArn, int count)
    {
        lock (_lock)
        {
            return new((IReadOnlyList<string>)PartsOf(stateMachineArn)
                .SelectMany(p => p.Value)
                .Where(static e => e.IsRunning)
                .Take(count)
                .Select(e => e.Record.Arn)
                .ToArray());
        }
    }

    public ValueTask<long> CountOpen()
    {
        lock (_lock)
        {
            return new(_executions.Values.LongCount(static e => e.IsOpen));
        }
    }

    public ValueTask<IReadOnlyList<EndedExecution>> ListEnded(EndedExecution? after, DateTimeOffset by, int count)
    {
        lock (_lock)
        {
            var first = new EndedExecution("", after?.StopDate ?? DateTimeOffset.MinValue, after?.Number + 1 ?? 0, null);
            return new((IReadOnlyList<EndedExecution>)(first.StopDate > by
                ? []
                : _ended.GetViewBetween(first, new EndedExecution("", by, long.MaxValue, null)).Take(count).ToArray()));
        }
    }

    public ValueTask<DateTimeOffset?> FindEndBehind(long newer)
    {
        lock (_lock)
        {
            return new(_ended.Reverse().Where(e => _executions[e.Arn].Record.Owner is null).Skip((int)newer).FirstOrDefault()?.StopDate);
        }
    }

    public ValueTask ReleaseSpace() => ValueTask.CompletedTask;

    public ValueTask RemoveExecution(string arn, DateTimeOffset endedBy)
    {
        lock (_lock)
        {
            if (_executions.GetValueOrDefault(arn) is { Ended: { } ended } execution && ended.StopDate <= endedBy)
            {
                _byStateMachine[execution.Record.StateMachineArn].Remove(execution);
                Forget(execution);
            }

            return ValueTask.CompletedTask;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static void Add(Dictionary<string, List<StoredExecution>> lists, string key, StoredExecution added)
    {
        if (!lists.TryGetValue(key, out List<StoredExecution>? executions))
        {
            lists.Add(key, executions = []);
        }

        // Almost always at the end: executions come in the order of their start.
        int at = executions.Count;
        while (at > 0 && ExecutionPosition.Of(executions[at - 1].Record).IsBefore(added.Record))
        {
            at--;
        }

        executions.Insert(at, added);
    }

    private void Take(StoredExecution execution, ExecutionStep step)
    {
        execution.Take(step);
        Wake(execution);
        if (execution.Ended is { } before)
        {
            _ended.Remove(before);
        }

        ExecutionRecord record = step.Record;
        execution.Ended = record.StopDate is { } stop ? new EndedExecution(record.Arn, stop, execution.Number, record.ParentTask) : null;
        if (execution.Ended is { } ended)
        {
            _ended.Add(ended);
        }

        Saved(step);
    }

    private void Forget(StoredExecution execution)
    {
        _executions.Remove(execution.Record.Arn);
        _files.Remove(execution.Record.Arn);
        if (execution.Record.Owner is { } owner && _byOwner.TryGetValue(owner, out List<StoredExecution>? owned))
        {
            owned.Remove(execution);
        }

        Wake(execution);
        if (execution.Ended is { } ended)
        {
            _ended.Remove(ended);
        }
    }

    private void Wake(StoredExecution execution)
    {
        if (execution.Rest is { } rest)
        {
            _resting.Remove(rest);
            execution.Rest = null;
        }
    }

    /// <summary>The executions of a machine and of its Distributed Maps.</summary>
    private IEnumerable<KeyValuePair<string, List<StoredExecution>>> PartsOf(string stateMachineArn) => _byStateMachine.Where(m =>
        m.Key.StartsWith(stateMachineArn, StringComparison.Ordinal)
        && (m.Key.Length == stateMachineArn.Length || m.Key[stateMachineArn.Length] == '/'));

    private sealed class StoredExecution(ExecutionRecord record, long number)
    {
        public long Number { get; } = number;

        public RestingExecution? Rest { get; set; }

        public EndedExecution? Ended { get; set; }

        public ExecutionRecord Record { get; private set; } = record;

        public bool IsRunning => Record.Status == ExecutionStatus.Running;

        public bool IsOpen => IsRunning && !Record.IsMapRun;

        public List<HistoryEvent> History { get; } = [];

        public byte[]? Snapshot { get; private set; }

        public List<byte[]> Changes { get; } = [];

        public void Take(ExecutionStep step)
        {
            Record = step.Record;
            History.AddRange(step.History);
            if (step.Snapshot is not null || !IsRunning)
            {
                Snapshot = step.Snapshot;
                Changes.Clear();
            }

            if (step.Change is not null)
            {
                Changes.Add(step.Change);
            }
        }
    }
}
