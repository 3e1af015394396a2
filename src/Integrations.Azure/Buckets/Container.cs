using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using FunctionsAsl.Integrations.Items;

namespace FunctionsAsl.Integrations.Azure.Buckets;

/// <summary>A bucket that is a container of Blob Storage, for the files of Distributed Maps.</summary>
internal sealed class Container(BlobContainerClient container) : IBuckets
{
    /// <summary>A folder of an account with a hierarchy of names says so.</summary>
    private const string FolderMark = "hdi_isfolder";

    public async ValueTask<StoredObject> OpenAsync(ObjectAddress address, CancellationToken cancel)
    {
        if (address.VersionId is not null)
        {
            throw BucketErrors.InvalidArgument("A bucket that is bound to a container has no versions");
        }

        BlobDownloadStreamingResult blob = await TryAsync(async () =>
            (await container.GetBlobClient(address.Key).DownloadStreamingAsync(cancellationToken: cancel)).Value);
        return new StoredObject(blob.Content, string.IsNullOrEmpty(blob.Details.ContentEncoding) ? null : blob.Details.ContentEncoding);
    }

    public async IAsyncEnumerable<ListedObject> ListAsync(ObjectListing listing, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using IAsyncEnumerator<BlobItem> blobs = container
            .GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, listing.Prefix, cancel)
            .GetAsyncEnumerator(cancel);
        while (await TryAsync(() => blobs.MoveNextAsync().AsTask()))
        {
            BlobItem blob = blobs.Current;
            if (!IsFolder(blob) && (listing.StartAfter is null || KeyOrder.Instance.Compare(blob.Name, listing.StartAfter) > 0))
            {
                yield return Describe(blob);
            }
        }
    }

    public ValueTask<IObjectUpload> CreateAsync(ObjectAddress address, string contentType, CancellationToken cancel) =>
        ValueTask.FromResult<IObjectUpload>(new BlobUpload(container, address.Key, contentType));

    public string PlaceOf(string bucket) => container.Uri.GetLeftPart(UriPartial.Path);

    public static bool IsFolder(BlobItem blob) => blob.Metadata?.TryGetValue(FolderMark, out string? mark) == true && mark == "true";

    public static ListedObject Describe(BlobItem blob) => new(
        blob.Name,
        blob.Properties.ETag?.ToString("H") ?? "",
        blob.Properties.ContentLength ?? 0,
        blob.Properties.LastModified ?? DateTimeOffset.UnixEpoch,
        "STANDARD");

    /// <exception cref="BucketException">It could not be done.</exception>
    public static async ValueTask<T> TryAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (RequestFailedException e)
        {
            throw e.ErrorCode == BlobErrorCode.ContainerNotFound ? BucketErrors.NoSuchBucket()
                : e.Status == 404 ? BucketErrors.NoSuchKey()
                : e.Status is 401 or 403 ? BucketErrors.AccessDenied(e)
                : BucketErrors.Internal(e);
        }
        catch (AggregateException e) when (e.InnerException is RequestFailedException)
        {
            // What was tried again and again.
            throw BucketErrors.Internal(e);
        }
    }
}
