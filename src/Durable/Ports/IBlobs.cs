using FunctionsAsl.Service.Protocol;

namespace FunctionsAsl.Durable.Ports;

/// <summary>One container of blobs. Every write is durable when its task completes, and every read sees it.</summary>
public interface IBlobs
{
    ValueTask<Blob?> Read(string name, CancellationToken cancel);

    /// <summary>Reads a part of a blob; <see langword="null"/> where there is no such blob.</summary>
    /// <param name="from">The first byte, from 0; at the blob's end or behind it there is nothing to read.</param>
    /// <param name="count">How many bytes at most, from 1.</param>
    ValueTask<BlobPart?> ReadPart(string name, long from, int count, CancellationToken cancel);

    /// <summary>Writes a whole block blob, with its metadata (ASCII names and values).</summary>
    /// <returns>Its new ETag, or <see langword="null"/> where <paramref name="condition"/> did not hold.</returns>
    ValueTask<string?> Write(
        string name,
        ReadOnlyMemory<byte> content,
        BlobCondition condition,
        IReadOnlyDictionary<string, string>? metadata,
        CancellationToken cancel);

    /// <summary>Appends to an append blob, which comes into being at position 0.</summary>
    /// <param name="content">What to append, at most 4 MiB at a time.</param>
    /// <param name="position">Where the blob must end for the write to happen, in bytes.</param>
    /// <returns>The blob's length if it does not end there; <see langword="null"/> if the content was appended.</returns>
    ValueTask<long?> Append(string name, ReadOnlyMemory<byte> content, long position, CancellationToken cancel);

    /// <summary>Blobs whose names begin with <paramref name="prefix"/>, by name in ordinal order, with their ETags and metadata.</summary>
    /// <param name="marker">Where the last page ended (<see cref="BlobPage.Next"/>), or <see langword="null"/> to begin.</param>
    /// <param name="count">How many at most, from 1 to 5,000.</param>
    /// <exception cref="ApiException">InvalidToken: the storage did not give this marker. Those of clients may be forged.</exception>
    ValueTask<BlobPage> List(string prefix, string? marker, int count, CancellationToken cancel);

    /// <summary>Nothing happens where there is no such blob, or another than the one of <paramref name="etag"/>.</summary>
    /// <param name="etag">The ETag that it must have; <see langword="null"/> for any.</param>
    ValueTask Delete(string name, string? etag, CancellationToken cancel);
}

/// <summary>A blob as it was read.</summary>
public sealed record Blob(ReadOnlyMemory<byte> Content, string ETag);

/// <summary>A part of a blob, and how long the blob was when it was read, in bytes.</summary>
public sealed record BlobPart(ReadOnlyMemory<byte> Content, long Length);

/// <summary>What must hold for a blob to be written.</summary>
/// <param name="ETag">The ETag that it must have; <see langword="null"/> for any.</param>
/// <param name="MustBeAbsent">Whether no such blob may exist.</param>
public readonly record struct BlobCondition(string? ETag, bool MustBeAbsent)
{
    public static BlobCondition None => default;

    public static BlobCondition Absent => new(null, true);

    public static BlobCondition Match(string etag) => new(etag, false);
}

public sealed record BlobPage(IReadOnlyList<ListedBlob> Items, string? Next);

public sealed record ListedBlob(string Name, string ETag, IReadOnlyDictionary<string, string> Metadata);
