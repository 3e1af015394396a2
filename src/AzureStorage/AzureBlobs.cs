using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using FunctionsAsl.Service.Protocol;

namespace FunctionsAsl.AzureStorage;

/// <summary>A container of Azure Blob Storage, which comes into being with its first blob.</summary>
public sealed class AzureBlobs(BlobContainerClient container) : IBlobs
{
    private const int BadRequest = 400;
    private const int NotFound = 404;
    private const int PreconditionFailed = 412;

    public async ValueTask<Blob?> Read(string name, CancellationToken cancel)
    {
        try
        {
            BlobDownloadResult blob = await container.GetBlobClient(name).DownloadContentAsync(cancel);
            return new Blob(blob.Content.ToMemory(), blob.Details.ETag.ToString("H"));
        }
        catch (RequestFailedException e) when (e.Status == NotFound)
        {
            return null;
        }
    }

    public async ValueTask<BlobPart?> ReadPart(string name, long from, int count, CancellationToken cancel)
    {
        BlobClient blob = container.GetBlobClient(name);
        try
        {
            BlobDownloadResult part = await blob.DownloadContentAsync(new BlobDownloadOptions { Range = new HttpRange(from, count) }, cancel);
            return new BlobPart(part.Content.ToMemory(), TotalOf(part.Details.ContentRange));
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.InvalidRange)
        {
            // There is nothing behind the end, not even an answer with the length.
            BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancel);
            return new BlobPart(default, properties.ContentLength);
        }
        catch (RequestFailedException e) when (e.Status == NotFound)
        {
            return null;
        }
    }

    public async ValueTask<string?> Write(
        string name,
        ReadOnlyMemory<byte> content,
        BlobCondition condition,
        IReadOnlyDictionary<string, string>? metadata,
        CancellationToken cancel)
    {
        var options = new BlobUploadOptions
        {
            Conditions = new BlobRequestConditions
            {
                IfMatch = condition.ETag is { } etag ? new ETag(etag) : null,
                IfNoneMatch = condition.MustBeAbsent ? ETag.All : null,
            },
            Metadata = metadata?.ToDictionary(StringComparer.Ordinal),
        };
        try
        {
            BlobContentInfo written = await InContainer(
                () => container.GetBlobClient(name).UploadAsync(BinaryData.FromBytes(content), options, cancel), cancel);
            return written.ETag.ToString("H");
        }
        catch (RequestFailedException e) when (condition != BlobCondition.None && IsUnmet(e))
        {
            return null;
        }
    }

    public async ValueTask<long?> Append(string name, ReadOnlyMemory<byte> content, long position, CancellationToken cancel)
    {
        AppendBlobClient blob = container.GetAppendBlobClient(name);
        if (position == 0)
        {
            await Create(blob, cancel);
        }

        using Stream stream = BinaryData.FromBytes(content).ToStream();
        try
        {
            await blob.AppendBlockAsync(
                stream,
                new AppendBlobAppendBlockOptions { Conditions = new AppendBlobRequestConditions { IfAppendPositionEqual = position } },
                cancel);
            return null;
        }
        catch (RequestFailedException e) when (e.Status == PreconditionFailed)
        {
            BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancel);
            return properties.ContentLength;
        }
        catch (RequestFailedException e) when (e.Status == NotFound)
        {
            return 0;
        }
    }

    public async ValueTask<BlobPage> List(string prefix, string? marker, int count, CancellationToken cancel)
    {
        // The answer repeats the marker: with others, it is no XML that the client could read.
        if (marker is not null && marker.Any(static c => c is < ' ' or > '~'))
        {
            throw PageToken.Invalid();
        }

        try
        {
            IAsyncEnumerable<Page<BlobItem>> pages = container
                .GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, prefix, cancel)
                .AsPages(marker, count);
            Page<BlobItem> page = await pages.FirstAsync(cancel);
            return new BlobPage(
                [.. page.Values.Select(static blob => new ListedBlob(blob.Name, blob.Properties.ETag!.Value.ToString("H"), blob.Metadata.AsReadOnly()))],
                string.IsNullOrEmpty(page.ContinuationToken) ? null : page.ContinuationToken);
        }
        catch (RequestFailedException e) when (e.Status == NotFound)
        {
            return new BlobPage([], null);
        }
        catch (RequestFailedException e) when (e.Status == BadRequest && marker is not null)
        {
            throw PageToken.Invalid();
        }
    }

    public async ValueTask Delete(string name, string? etag, CancellationToken cancel)
    {
        BlobRequestConditions? condition = etag is null ? null : new() { IfMatch = new ETag(etag) };
        try
        {
            await container.GetBlobClient(name).DeleteIfExistsAsync(conditions: condition, cancellationToken: cancel);
        }
        catch (RequestFailedException e) when (e.Status == PreconditionFailed)
        {
            // It is another by now.
        }
    }

    /// <summary>The length in <c>bytes 0-9/100</c> (RFC 9110, 14.4). Azurite writes <c>bytes 5-4/5</c> at the end, which no parser takes.</summary>
    private static long TotalOf(string contentRange) =>
        long.Parse(contentRange.AsSpan(contentRange.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>Whether a condition did not hold. Other conflicts, as of a container that is being deleted, are failures.</summary>
    private static bool IsUnmet(RequestFailedException e) =>
        e.Status == PreconditionFailed || e.ErrorCode == BlobErrorCode.BlobAlreadyExists || e.ErrorCode == BlobErrorCode.BlobNotFound;

    private async ValueTask Create(AppendBlobClient blob, CancellationToken cancel)
    {
        var absent = new AppendBlobCreateOptions { Conditions = new AppendBlobRequestConditions { IfNoneMatch = ETag.All } };
        try
        {
            await InContainer(() => blob.CreateAsync(absent, cancel), cancel);
        }
        catch (RequestFailedException e) when (IsUnmet(e))
        {
            // It is there.
        }
    }

    private async Task<Response<BlobContentInfo>> InContainer(Func<Task<Response<BlobContentInfo>>> write, CancellationToken cancel)
    {
        try
        {
            return await write();
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            await container.CreateIfNotExistsAsync(cancellationToken: cancel);
            return await write();
        }
    }
}
