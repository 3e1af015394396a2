namespace FunctionsAsl.Service.Records;

/// <summary>Consecutive history events of one execution.</summary>
/// <param name="First">Id of the first.</param>
/// <param name="Events">The events (<see cref="HistorySerializer"/>).</param>
public sealed record HistoryChunk(long First, int Count, byte[] Events)
{
    // A page of a history is read without all of it.
    private const int TargetBytes = 64 * 1024;

    /// <summary>Chunks of about 64 KiB, or one event where that is larger.</summary>
    /// <param name="large">Gets their large values; without, they stand in the chunks.</param>
    /// <exception cref="InvalidOperationException">An id does not go on from the one before.</exception>
    public static IReadOnlyList<HistoryChunk> Split(IReadOnlyList<HistoryEvent> events, LargeValues? large = null)
    {
        List<HistoryChunk> chunks = [];
        List<JsonAny> chunk = [];
        long bytes = 0;
        for (int i = 0; i < events.Count; i++)
        {
            if (events[i].Id != events[0].Id + i)
            {
                throw new InvalidOperationException($"History event {events[i].Id} follows {events[i - 1].Id}.");
            }

            JsonMap saved = HistorySerializer.Save(events[i], large);
            if (chunk.Count > 0 && bytes + saved.Utf8Length > TargetBytes)
            {
                chunks.Add(Of(events[i - chunk.Count].Id, chunk));
                chunk.Clear();
                bytes = 0;
            }

            chunk.Add(saved);
            bytes += saved.Utf8Length;
        }

        if (chunk.Count > 0)
        {
            chunks.Add(Of(events[^chunk.Count].Id, chunk));
        }

        return chunks;
    }

    private static HistoryChunk Of(long first, List<JsonAny> events) => new(first, events.Count, JsonList.Of(events).ToUtf8());
}
