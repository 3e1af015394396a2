namespace FunctionsAsl.Durable.Storage;

/// <summary>
/// The records of one type, a blob each: named by kind and by what stands behind the type in the ARN. A storage serves one region and
/// account: the ARN of another leads nowhere.
/// </summary>
/// <param name="broken">Has those left out of lists that cannot be read.</param>
/// <param name="prepare">Writes what must be there before the record is.</param>
internal sealed class BlobRecords<T>(
    IBlobs blobs, BrokenRecords broken, Func<ReadOnlyMemory<byte>, T> load, Func<T, CancellationToken, ValueTask>? prepare = null) : IRecords<T>
    where T : class, IRecord<T>
{
    private const int ReadsAtOnce = 16;

    public BlobRecords(IBlobs blobs, BrokenRecords broken)
        : this(blobs, broken, static saved => RecordSerializer.Load<T>(saved.Span))
    {
    }

    public async ValueTask<T?> Find(string arn, CancellationToken cancel) => (await Read(arn, cancel)).Record;

    /// <summary>The record with its blob's ETag; the ETag alone where the blob is one of another ARN.</summary>
    public async ValueTask<(T? Record, string? ETag)> Read(string arn, CancellationToken cancel)
    {
        if (BlobName.Record(T.Kind, arn) is not { } name || await blobs.Read(name, cancel) is not { } blob)
        {
            return default;
        }

        T record = load(blob.Content);
        return (record.Arn == arn ? record : null, blob.ETag);
    }

    public async ValueTask<bool> TryWrite(T? expected, T record, CancellationToken cancel)
    {
        (T? stored, string? etag) = await Read(record.Arn, cancel);
        if (stored is null && etag is not null)
        {
            throw new InvalidOperationException(
                $"The storage holds another of this name than {record.Arn}: it is of another region or account.");
        }

        if (!RecordSerializer.AreAlike(stored, expected))
        {
            return false;
        }

        await (prepare?.Invoke(record, cancel) ?? ValueTask.CompletedTask);
        BlobCondition condition = etag is null ? BlobCondition.Absent : BlobCondition.Match(etag);
        return await blobs.Write(BlobName.Record(T.Kind, record.Arn)!, RecordSerializer.Save(record), condition, null, cancel) is not null;
    }

    public ValueTask Remove(string arn, CancellationToken cancel) => Remove(arn, null, cancel);

    /// <summary>Nothing happens where the blob has another ETag.</summary>
    public ValueTask Remove(string arn, string? etag, CancellationToken cancel) =>
        BlobName.Record(T.Kind, arn) is { } name ? blobs.Delete(name, etag, cancel) : ValueTask.CompletedTask;

    public async ValueTask<Page<T>> List(string prefix, string? after, int count, CancellationToken cancel)
    {
        BlobPage page = await blobs.List(BlobName.Records(T.Kind, prefix), after, count, cancel);
        List<T> records = new(page.Items.Count);
        foreach (ListedBlob[] some in page.Items.Chunk(ReadsAtOnce))
        {
            Blob?[] read = await Task.WhenAll(some.Select(listed => blobs.Read(listed.Name, cancel).AsTask()));
            foreach ((ListedBlob listed, Blob? blob) in some.Zip(read))
            {
                if (blob is not null && broken.Read(listed.Name, () => load(blob.Content)) is { } record)
                {
                    records.Add(record);
                }
            }
        }

        return new Page<T>(records, page.Next);
    }
}
