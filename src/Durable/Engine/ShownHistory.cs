namespace FunctionsAsl.Durable.Engine;

/// <summary>
/// The history of an execution as far as it can be known from outside: what is in its record or its blob, and behind that what its
/// orchestration shows beside itself.
/// </summary>
internal sealed class ShownHistory(HistoryStore histories, IOrchestrationClient client, Launcher launcher)
{
    // How many are read at once from the end on: a first guess, which what they weigh corrects.
    private const int FirstBlock = 16;

    /// <summary>Reads a page, as <see cref="IEngine.ReadHistory"/> does.</summary>
    public async ValueTask<IReadOnlyList<HistoryEvent>> Read(
        string arn, StoredExecution execution, long? after, int count, long bytes, bool reverse, CancellationToken cancel)
    {
        // Before the blob: what the orchestration does not show any more was in the blob before.
        IReadOnlyList<HistoryEvent> tail = await ReadTail(arn, execution, cancel);
        if (!reverse)
        {
            return await Read(execution.Key, tail, (after ?? 0) + 1, count, bytes, cancel);
        }

        long last = tail.Count > 0 ? tail[^1].Id
            : after is null ? (await histories.ReadEnd(execution.Key, cancel)).Last?.Id ?? 0
            : long.MaxValue;
        last = Math.Min(last, (after ?? long.MaxValue) - 1);
        List<HistoryEvent> events = [];
        long weight = 0;
        for (long size = FirstBlock; last > 0 && events.Count < count && (weight <= bytes || events.Count < 2);)
        {
            long first = Math.Max(1, last - Math.Min(size, count - events.Count) + 1);
            IReadOnlyList<HistoryEvent> block = await Read(execution.Key, tail, first, (int)(last - first + 1), long.MaxValue, cancel);
            if (block.Count < last - first + 1)
            {
                // Events that cannot be seen yet are left out with all that follow.
                events.Clear();
                weight = 0;
                if (block.Count == 0)
                {
                    break;
                }
            }

            events.AddRange(block.Reverse());
            weight += block.Sum(static e => e.Weight);
            last = first - 1;
            // As many as there is room for, if they weigh as much as those before.
            size = (long)Math.Clamp((double)(bytes - weight) / weight * events.Count, 1, int.MaxValue);
        }

        return events;
    }

    /// <summary>Reads events from one on, those of the blob and behind them those of the tail.</summary>
    private async ValueTask<IReadOnlyList<HistoryEvent>> Read(
        ExecutionKey key, IReadOnlyList<HistoryEvent> tail, long first, int count, long bytes, CancellationToken cancel)
    {
        long tailFirst = tail.Count > 0 ? tail[0].Id : long.MaxValue;
        List<HistoryEvent> events = [];
        if (first < tailFirst && count > 0)
        {
            events.AddRange(await histories.Read(key, first, (int)Math.Min(count, tailFirst - first), bytes, cancel));
        }

        long next = first + events.Count;
        if (next >= tailFirst && events.Count < count)
        {
            events.AddRange(tail.Where(e => e.Id >= next).Take(count - events.Count));
        }

        return events;
    }

    /// <summary>The newest events of a running execution, those of its orchestration's status.</summary>
    /// <returns>Where it shows none and has stored none, it may not even have begun: then the events of its first step.</returns>
    public async ValueTask<IReadOnlyList<HistoryEvent>> ReadTail(StoredExecution execution, string? customStatus, CancellationToken cancel)
    {
        IReadOnlyList<HistoryEvent> tail = InstanceStatus.Parse(customStatus).Tail;
        return tail.Count > 0 || (await histories.ReadEnd(execution.Key, cancel)).Last is not null
            ? tail
            : await launcher.Begin(execution, cancel) is var (_, _, step) ? step.History : [];
    }

    private async ValueTask<IReadOnlyList<HistoryEvent>> ReadTail(string arn, StoredExecution execution, CancellationToken cancel)
    {
        if (!execution.IsRunning)
        {
            return execution.ReadHistory();
        }

        OrchestrationInstance? instance = await client.Find(execution.InstanceId(arn), cancel);
        return await ReadTail(execution, instance?.CustomStatus, cancel);
    }
}
