namespace FunctionsAsl.Service.Records;

/// <summary>Consecutive history events of one execution.</summary>
/// <param name="First">Id of the first.</param>
/// <param name="Count">How many.</param>
/// <param name="Events">The events (<see cref="HistorySerializer"/>).</param>
public sealed record HistoryChunk(long First, int Count, byte[] Events)
{
    // A page of a history is read without all of it.
    private const int TargetBytes = 64 * 1024;

    // Around the details of an event.
    private const int EventBytes = 100;

    /// <summary>Chunks of about 64 KiB, or one event where that is larger.</summary>
    /// <exception cref="InvalidOperationException">An id does not go on from the one before.</exception>
    public static IReadOnlyList<HistoryChunk> Split(IReadOnlyList<HistoryEvent> events)
    {
        List<HistoryChunk> chunks = [];
        int start = 0;
        long bytes = 0;
        for (int i = 0; i < events.Count; i++)
        {
            if (events[i].Id != events[0].Id + i)
            {
                throw new InvalidOperationException($"History event {events[i].Id} follows {events[i - 1].Id}.");
            }

            long size = EventBytes + (events[i].Details?.Utf8Length ?? 0);
            if (i > start && bytes + size > TargetBytes)
            {
                chunks.Add(Of(events, start, i));
                start = i;
                bytes = 0;
            }

            bytes += size;
        }

        if (start < events.Count)
        {
            chunks.Add(Of(events, start, events.Count));
        }

        return chunks;
    }

    private static HistoryChunk Of(IReadOnlyList<HistoryEvent> events, int start, int end) =>
        new(events[start].Id, end - start, HistorySerializer.Save(events.Take(start..end)));
}
