using FunctionsAsl.Durable.Ports;
using FunctionsAsl.Service;

namespace FunctionsAsl.Durable.Storage;

/// <summary>The records of state machines, or of activities: a blob each.</summary>
internal abstract class NamedRecords<T>(IBlobs blobs)
    where T : class
{
    private const int ReadsAtOnce = 16;

    /// <summary>What the blobs' names begin with.</summary>
    protected abstract string Prefix { get; }

    public async ValueTask<T?> Find(string arn, CancellationToken cancel) => (await Read(arn, cancel)).Record;

    /// <summary>The record with its blob's ETag; the ETag alone where the blob is one of another ARN.</summary>
    public async ValueTask<(T? Record, string? ETag)> Read(string arn, CancellationToken cancel)
    {
        if (BlobOf(arn) is not { } name || await blobs.Read(name, cancel) is not { } blob)
        {
            return default;
        }

        T record = Load(blob.Content);
        return (ArnOf(record) == arn ? record : null, blob.ETag);
    }

    /// <inheritdoc cref="IBackend.TryWriteStateMachine"/>
    public async ValueTask<bool> TryWrite(T? expected, T record, CancellationToken cancel)
    {
        string arn = ArnOf(record);
        (T? stored, string? etag) = await Read(arn, cancel);
        if (stored is null && etag is not null)
        {
            throw new InvalidOperationException($"The storage holds another of this name than {arn}: it is of another region or account.");
        }

        if (!Equals(stored, expected))
        {
            return false;
        }

        await Prepare(record, cancel);
        BlobCondition condition = etag is null ? BlobCondition.Absent : BlobCondition.Match(etag);
        return await blobs.Write(BlobOf(arn)!, Save(record), condition, null, cancel) is not null;
    }

    public ValueTask Remove(string arn, string? etag, CancellationToken cancel) =>
        BlobOf(arn) is { } name ? blobs.Delete(name, etag, cancel) : ValueTask.CompletedTask;

    public async ValueTask<Page<T>> List(string? after, int count, CancellationToken cancel)
    {
        BlobPage page = await blobs.List(Prefix, after, count, cancel);
        List<T> records = new(page.Items.Count);
        foreach (ListedBlob[] some in page.Items.Chunk(ReadsAtOnce))
        {
            foreach (Blob? blob in await Task.WhenAll(some.Select(listed => blobs.Read(listed.Name, cancel).AsTask())))
            {
                if (blob is not null)
                {
                    records.Add(Load(blob.Content));
                }
            }
        }

        return new Page<T>(records, page.Next);
    }

    protected abstract string BlobNameOf(string name);

    protected abstract string ArnOf(T record);

    protected abstract byte[] Save(T record);

    protected abstract T Load(ReadOnlyMemory<byte> saved);

    /// <summary>What must be there before the record is.</summary>
    protected virtual ValueTask Prepare(T record, CancellationToken cancel) => ValueTask.CompletedTask;

    private string? BlobOf(string arn)
    {
        // arn, partition, states, region, account, type, name
        string[] parts = arn.Split(':', 7);
        return parts is [.., { Length: > 0 and <= BlobName.LongestPart } name] && parts.Length == 7 ? BlobNameOf(name) : null;
    }
}
