namespace FunctionsAsl.Durable.Engine;

/// <summary>
/// The history of an execution as far as it can be known from outside: what is in its record or its blob, and behind that what its
/// orchestration shows beside itself.
/// </summary>
internal sealed class ShownHistory(HistoryStore histories, IOrchestrationClient client, Launcher launcher)
{
    /// <summary>Reads a page, as <see cref="IEngine.ReadHistory"/> does.</summary>
    public async ValueTask<IReadOnlyList<HistoryEvent>> Read(
        string arn, StoredExecution execution, long? after, int count, bool reverse, CancellationToken cancel)
    {
        // Before the blob: what the orchestration does not show any more was in the blob before.
        IReadOnlyList<HistoryEvent> tail = await ReadTail(arn, execution, cancel);
        long first = (after ?? 0) + 1;
        if (reverse)
        {
            long last = tail.Count > 0 ? tail[^1].Id
                : after is null ? (await histories.ReadEnd(execution.Key, cancel)).Last?.Id ?? 0
                : long.MaxValue;
            last = Math.Min(last, (after ?? long.MaxValue) - 1);
            first = Math.Max(1, last - count + 1);
            count = (int)(last - first + 1);
        }

        long tailFirst = tail.Count > 0 ? tail[0].Id : long.MaxValue;
        List<HistoryEvent> events = [];
        if (first < tailFirst && count > 0)
        {
            events.AddRange(await histories.Read(execution.Key, first, (int)Math.Min(count, tailFirst - first), cancel));
        }

        long next = first + events.Count;
        if (next >= tailFirst && events.Count < count)
        {
            events.AddRange(tail.Where(e => e.Id >= next).Take(count - events.Count));
        }

        if (reverse)
        {
            events.Reverse();
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
            return execution.History.IsEmpty ? [] : HistorySerializer.Load(execution.History.Span);
        }

        OrchestrationInstance? instance = await client.Find(execution.Key.InstanceId(arn), cancel);
        return await ReadTail(execution, instance?.CustomStatus, cancel);
    }
}
