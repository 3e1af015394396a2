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
    /// <exception cref="HistoryConflictException">Something else is there, or what should be before it is not.</exception>
    public async ValueTask<(long Position, long Written)> Append(
        ExecutionKey key, ReadOnlyMemory<byte> lines, long position, CancellationToken cancel)
    {
        long written = 0;
        while (!lines.IsEmpty)
        {
            ReadOnlyMemory<byte> part = lines[..Math.Min(lines.Length, LargestAppend)];
            long? found = await blobs.Append(key.HistoryBlob, part, position, cancel);
            int appended = found is { } length ? (int)Math.Clamp(length - position, 0, part.Length) : part.Length;
            if (found is not null && (appended == 0 || !await Holds(key, part[..appended], position, cancel)))
            {
                throw new HistoryConflictException(key, position);
            }

            written = found is null ? written + appended : 0;
            position += appended;
            lines = lines[appended..];
        }

        return (position, written);
    }

    /// <summary>
    /// Cuts off what is behind a position. No blob can be cut, so it is made anew of a copy, which stays until that is done: a process that
    /// ends on the way leaves enough for the next.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is less, and no copy.</exception>
    public async ValueTask Cut(ExecutionKey key, long position, CancellationToken cancel)
    {
        if (await LengthOf(key.HistoryCopyBlob, cancel) != position)
        {
            if (await LengthOf(key.HistoryBlob, cancel) is var length && length < position)
            {
                throw new InvalidOperationException($"The history of {key} has {length} bytes, fewer than the {position} that were appended.");
            }

            await Copy(key.HistoryBlob, key.HistoryCopyBlob, position, cancel);
        }

        await Copy(key.HistoryCopyBlob, key.HistoryBlob, position, cancel);
        await blobs.Delete(key.HistoryCopyBlob, etag: null, cancel);
    }

    private async ValueTask Copy(string from, string to, long length, CancellationToken cancel)
    {
        await blobs.Delete(to, etag: null, cancel);
        for (long position = 0; position < length;)
        {
            BlobPart? part = await blobs.ReadPart(from, position, (int)Math.Min(LargestAppend, length - position), cancel);
            if (part is null || await blobs.Append(to, part.Content, position, cancel) is not null)
            {
                throw new InvalidOperationException($"Somebody else copies {from}.");
            }

            position += part.Content.Length;
        }
    }

    private async ValueTask<long> LengthOf(string blob, CancellationToken cancel) =>
        (await blobs.ReadPart(blob, 0, 1, cancel))?.Length ?? 0;

    private async ValueTask<bool> Holds(ExecutionKey key, ReadOnlyMemory<byte> lines, long position, CancellationToken cancel) =>
        await blobs.ReadPart(key.HistoryBlob, position, lines.Length, cancel) is { } part && part.Content.Span.SequenceEqual(lines.Span);

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
