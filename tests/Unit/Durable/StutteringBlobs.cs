using FunctionsAsl.Durable.Ports;

namespace FunctionsAsl.Unit.Durable;

/// <summary>Does every write twice, as a client of the store whose first answer was lost and that has tried again by itself.</summary>
internal sealed class StutteringBlobs(IBlobs blobs) : IBlobs
{
    public ValueTask<Blob?> Read(string name, CancellationToken cancel) => blobs.Read(name, cancel);

    public ValueTask<BlobPart?> ReadPart(string name, long from, int count, CancellationToken cancel) =>
        blobs.ReadPart(name, from, count, cancel);

    public async ValueTask<string?> Write(
        string name,
        ReadOnlyMemory<byte> content,
        BlobCondition condition,
        IReadOnlyDictionary<string, string>? metadata,
        CancellationToken cancel)
    {
        await blobs.Write(name, content, condition, metadata, cancel);
        return await blobs.Write(name, content, condition, metadata, cancel);
    }

    public async ValueTask<long?> Append(string name, ReadOnlyMemory<byte> content, long position, CancellationToken cancel)
    {
        await blobs.Append(name, content, position, cancel);
        return await blobs.Append(name, content, position, cancel);
    }

    public ValueTask<BlobPage> List(string prefix, string? marker, int count, CancellationToken cancel) =>
        blobs.List(prefix, marker, count, cancel);

    public ValueTask Delete(string name, string? etag, CancellationToken cancel) => blobs.Delete(name, etag, cancel);
}
