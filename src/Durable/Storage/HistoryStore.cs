namespace FunctionsAsl.Durable.Storage;

/// <summary>
/// The histories that are too long, or that came too long ago, to be in the execution's record: append blobs of lines, each a JSON array
/// of consecutive events (<see cref="HistorySerializer"/>). Ids count up from 1 without a gap.
/// </summary>
internal sealed class HistoryStore(IBlobs blobs)
{
    private const int LargestAppend = 4 * 1024 * 1024;

    /// <summary>Events as lines to append.</summary>
    public static byte[] ToLines(IReadOnlyList<HistoryEvent> events)
    {
        using var lines = new MemoryStream();
        foreach (HistoryChunk chunk in HistoryChunk.Split(events))
        {
            lines.Write(chunk.Events);
            lines.WriteByte((byte)'\n');
        }

        return lines.ToArray();
    }

    /// <summary>Appends events, of which there may be more than fit into memory as text, unless that was done before.</summary>
    /// <returns>Where the blob ends now, as far as this execution's run knows, and the events that this call has written.</returns>
    /// <inheritdoc cref="Append(ExecutionKey, ReadOnlyMemory{byte}, long, CancellationToken)"/>
    public async ValueTask<(long Position, IReadOnlyList<HistoryEvent> Written)> Append(
        ExecutionKey key, IReadOnlyList<HistoryEvent> events, long position, CancellationToken cancel)
    {
        List<HistoryEvent> written = [];
        for (int start = 0, end = 0; start < events.Count; start = end)
        {
            for (long bytes = 0; end < events.Count && bytes < LargestAppend / 2; end++)
            {
                bytes += events[end].Details?.Utf8Length ?? 0;
            }

            HistoryEvent[] part = [.. events.Take(start..end)];
            (position, long writtenBytes) = await Append(key, ToLines(part), position, cancel);
            written.AddRange(writtenBytes > 0 ? part : []);
        }

        return (position, written);
    }

    /// <summary>Appends lines, unless that was done before.</summary>
    /// <param name="lines">
    /// What to append. From the same position it always begins with the same, though it may have become more since it was appended.
    /// </param>
    /// <param name="position">Where the blob ended before, in bytes; 0 where there was none.</param>
    /// <returns>Where it ends now, as far as this execution's run knows, and how many bytes this call has written, which are the last.</returns>
    /// <exception cref="InvalidOperationException">What should be before it is not there.</exception>
    public async ValueTask<(long Position, long Written)> Append(
        ExecutionKey key, ReadOnlyMemory<byte> lines, long position, CancellationToken cancel)
    {
        long written = 0;
        while (!lines.IsEmpty)
        {
            ReadOnlyMemory<byte> part = lines[..Math.Min(lines.Length, LargestAppend)];
            long? found = await blobs.Append(key.HistoryBlob, part, position, cancel);
            long length = found ?? position + part.Length;
            if (length <= position)
            {
                throw new InvalidOperationException($"The history of {key} has {length} bytes, fewer than the {position} that were appended.");
            }

            int appended = (int)Math.Min(lines.Length, length - position);
            written = found is null ? written + appended : 0;
            position += appended;
            lines = lines[appended..];
        }

        return (position, written);
    }

    /// <summary>Reads consecutive events.</summary>
    /// <param name="key">The execution; one without such a blob has no events here.</param>
    /// <param name="first">The id of the first event to read.</param>
    /// <param name="bytes">As in <see cref="IEngine.ReadHistory"/>.</param>
    public ValueTask<IReadOnlyList<HistoryEvent>> Read(ExecutionKey key, long first, int count, long bytes, CancellationToken cancel) =>
        new HistoryReader(blobs, key.HistoryBlob, LargestAppend).Read(first, count, bytes, cancel);

    /// <summary>The last event that was appended, and where the blob ends, in bytes.</summary>
    public ValueTask<(HistoryEvent? Last, long Length)> ReadEnd(ExecutionKey key, CancellationToken cancel) =>
        new HistoryReader(blobs, key.HistoryBlob, LargestAppend).ReadEnd(cancel);
}
