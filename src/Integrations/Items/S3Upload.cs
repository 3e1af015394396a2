namespace FunctionsAsl.Integrations.Items;

/// <summary>An object of S3 that is written in one call where it is small, else in parts; one part is held at a time.</summary>
internal sealed class S3Upload(S3Buckets buckets, ObjectAddress address, string contentType) : IObjectUpload
{
    /// <summary>An upload has up to 10,000 parts of 5 MiB at least (S3's limits): so many are 80 GiB, more than an object that is written here.</summary>
    private const int PartSize = 8 * 1024 * 1024;

    private readonly MemoryStream _part = new();
    private readonly List<string> _tags = [];
    private string? _uploadId;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        while (bytes.Length > 0)
        {
            int taken = Math.Min(bytes.Length, PartSize - (int)_part.Length);
            _part.Write(bytes.Span[..taken]);
            bytes = bytes[taken..];
            if (_part.Length == PartSize)
            {
                await SendPartAsync(cancel);
            }
        }
    }

    public async ValueTask CompleteAsync(CancellationToken cancel)
    {
        if (_uploadId is null)
        {
            await buckets.CallAsync("putObject", Arguments().Set("ContentType", contentType).Build(), cancel, Part());
            return;
        }

        if (_part.Length > 0)
        {
            await SendPartAsync(cancel);
        }

        JsonList parts = JsonList.Of(_tags.Select(static JsonAny (tag, i) => JsonMap.Of(("PartNumber", i + 1), ("ETag", tag))));
        await buckets.CallAsync(
            "completeMultipartUpload", OfUpload().Set("MultipartUpload", JsonMap.Of(("Parts", parts))).Build(), cancel);
        _uploadId = null;
    }

    /// <remarks>S3 keeps, and charges for, the parts of an upload that is neither completed nor given up.</remarks>
    public async ValueTask DisposeAsync()
    {
        await _part.DisposeAsync();
        if (_uploadId is null)
        {
            return;
        }

        try
        {
            await buckets.CallAsync("abortMultipartUpload", OfUpload().Build(), CancellationToken.None);
        }
        catch (BucketException)
        {
            // Why it is given up was said; a rule of the bucket's life cycle clears it away.
        }
    }

    private async ValueTask SendPartAsync(CancellationToken cancel)
    {
        _uploadId ??= S3Buckets.Text(
                await buckets.CallAsync("createMultipartUpload", Arguments().Set("ContentType", contentType).Build(), cancel), "UploadId")
            ?? throw new BucketException("SdkClientException", "The service began an upload without an id.");
        JsonMap sent = await buckets.CallAsync("uploadPart", OfUpload().Set("PartNumber", _tags.Count + 1).Build(), cancel, Part());
        _tags.Add(S3Buckets.Text(sent, "ETag") ?? "");
        _part.SetLength(0);
    }

    private ReadOnlyMemory<byte> Part() => _part.GetBuffer().AsMemory(0, (int)_part.Length);

    private JsonMap.Builder OfUpload() => Arguments().Set("UploadId", _uploadId!);

    private JsonMap.Builder Arguments() => new JsonMap.Builder()
        .Set("Bucket", address.Bucket)
        .Set("Key", address.Key)
        .SetIfPresent("ExpectedBucketOwner", S3Buckets.TextOf(address.ExpectedBucketOwner));
}
