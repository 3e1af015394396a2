namespace FunctionsAsl.Durable.Storage;

/// <summary>
/// The histories that are too long, or that came too long ago, to be in the execution's record: append blobs of lines, each a JSON array
/// of consecutive events (<see cref="HistorySerializer"/>). Ids count up from 1 without a gap.
/// </summary>
internal sealed class HistoryStore(IBlobs blobs)
{
    private const int LargestAppend = 4 * 1024 * 1024;
    private const int MostCopies = 1000;

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
            int appended = part.Length;
            if (found is { } length)
            {
                // Before it is read: what was read may be another one by the time that it is cut.
                string? etag = await ETagOf(key.HistoryBlob, cancel);
                appended = (int)Math.Clamp(length - position, 0, part.Length);
                if (appended == 0 || !await Holds(key, part[..appended], position, cancel))
                {
                    throw new HistoryConflictException(key, position, etag);
                }
            }

            written = found is null ? written + appended : 0;
            position += appended;
            lines = lines[appended..];
        }

        return (position, written);
    }

    /// <summary>
    /// Cuts off what should not be there. No blob can be cut, so it is made anew of a copy, which stays: whoever ends on the way leaves
    /// enough for the next, and several at once write the same.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is less, and no copy.</exception>
    public async ValueTask Cut(HistoryConflictException conflict, CancellationToken cancel)
    {
        (ExecutionKey key, long position) = (conflict.Key, conflict.Position);
        string? copy = await FindCopy(key, position, cancel);
        if (copy is null)
        {
            copy = key.HistoryCopyBlob(position);
            await Copy(key.HistoryBlob, copy, position, cancel);
        }

        if (conflict.ETag is { } etag)
        {
            await blobs.Delete(key.HistoryBlob, etag, cancel);
        }

        await Copy(copy, key.HistoryBlob, position, cancel);
    }

    /// <summary>A copy of at least so much of a history.</summary>
    private async ValueTask<string?> FindCopy(ExecutionKey key, long position, CancellationToken cancel)
    {
        foreach (ListedBlob copy in (await blobs.List(key.HistoryCopies, null, MostCopies, cancel)).Items)
        {
            if (await LengthOf(copy.Name, cancel) >= position)
            {
                return copy.Name;
            }
        }

        return null;
    }

    /// <summary>Copies what is not there yet.</summary>
    private async ValueTask Copy(string from, string to, long length, CancellationToken cancel)
    {
        for (long position = await LengthOf(to, cancel); position < length;)
        {
            BlobPart? part = await blobs.ReadPart(from, position, (int)Math.Min(LargestAppend, length - position), cancel);
            if (part is null || part.Content.IsEmpty)
            {
                throw new InvalidOperationException($"{from} has {part?.Length ?? 0} bytes, fewer than the {length} that were appended.");
            }

            position = await blobs.Append(to, part.Content, position, cancel) ?? position + part.Content.Length;
        }
    }

    private async ValueTask<long> LengthOf(string blob, CancellationToken cancel) =>
        (await blobs.ReadPart(blob, 0, 1, cancel))?.Length ?? 0;

    private async ValueTask<string?> ETagOf(string blob, CancellationToken cancel) =>
        (await blobs.List(blob, null, 1, cancel)).Items is [var found] ? found.ETag : null;

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
