namespace FunctionsAsl.Service.Tasks.Items;

/// <summary>Objects in buckets: those of S3, or what stands for them.</summary>
public interface IBuckets
{
    /// <summary>Opens an object to read it from its beginning.</summary>
    /// <exception cref="BucketException">NoSuchBucket, NoSuchKey, or another refusal.</exception>
    ValueTask<StoredObject> OpenAsync(ObjectAddress address, CancellationToken cancel);

    /// <summary>The objects whose keys have a prefix, in the order of the UTF-8 of their keys; page by page, so memory is bounded.</summary>
    /// <exception cref="BucketException">While they are taken: NoSuchBucket, or another refusal.</exception>
    IAsyncEnumerable<ListedObject> ListAsync(ObjectListing listing, CancellationToken cancel);

    /// <summary>Begins to write an object of any size. It is there once it is complete, and all at once.</summary>
    /// <exception cref="BucketException">NoSuchBucket, or another refusal.</exception>
    ValueTask<IObjectUpload> CreateAsync(ObjectAddress address, string contentType, CancellationToken cancel);

    /// <summary>Where a bucket is looked for, for who looks after the host: no history has it.</summary>
    string PlaceOf(string bucket);
}

/// <summary>Where an object is.</summary>
public sealed record ObjectAddress(string Bucket, string Key)
{
    /// <summary><see langword="null"/> for the newest.</summary>
    public string? VersionId { get; init; }

    /// <summary>The account that the bucket must belong to; <see langword="null"/> for any.</summary>
    public string? ExpectedBucketOwner { get; init; }
}

/// <summary>Which objects are listed.</summary>
public sealed record ObjectListing(string Bucket, string Prefix = "")
{
    /// <summary>Only keys behind this one; <see langword="null"/> for all.</summary>
    public string? StartAfter { get; init; }

    /// <inheritdoc cref="ObjectAddress.ExpectedBucketOwner"/>
    public string? ExpectedBucketOwner { get; init; }
}

/// <summary>What a listing says of an object.</summary>
/// <param name="ETag">With its quotes.</param>
/// <param name="Size">In bytes.</param>
public sealed record ListedObject(string Key, string ETag, long Size, DateTimeOffset LastModified, string StorageClass);

/// <summary>An object that is being read.</summary>
/// <param name="Content">Its bytes, as they are stored.</param>
/// <param name="ContentEncoding">As <c>gzip</c>, which the bytes are packed with; <see langword="null"/> where it is not said.</param>
public sealed record StoredObject(Stream Content, string? ContentEncoding) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}

/// <summary>An object that is being written. One caller at a time. Disposed before it is complete, it leaves nothing.</summary>
public interface IObjectUpload : IAsyncDisposable
{
    /// <summary>Appends bytes, which may change afterwards.</summary>
    /// <exception cref="BucketException">The object could not be written.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel);

    /// <summary>Makes the object be there, in place of an older one.</summary>
    /// <exception cref="BucketException">The object could not be written.</exception>
    ValueTask CompleteAsync(CancellationToken cancel);
}

/// <summary>A bucket refused.</summary>
/// <param name="code">S3's, as <c>NoSuchKey</c>.</param>
/// <param name="message">As S3 and its client word it; nothing of the machine stands in it.</param>
public sealed class BucketException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Code { get; } = code;

    /// <summary>Whether the bucket or the object is not there.</summary>
    public bool IsMissing => Code is "NoSuchBucket" or "NoSuchKey";
}
