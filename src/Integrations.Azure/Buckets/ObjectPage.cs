using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using FunctionsAsl.Integrations.Items;

namespace FunctionsAsl.Integrations.Azure.Buckets;

/// <summary>S3's ListObjectsV2 of a container: a page of Blob Storage is a page of S3.</summary>
internal sealed class ObjectPage(BlobContainerClient container)
{
    private const int MostKeys = 1000;

    public async ValueTask<BoundAnswer> ListAsync(Fields request, CancellationToken cancel)
    {
        request.Allow(
            "Bucket", "Prefix", "Delimiter", "MaxKeys", "ContinuationToken", "StartAfter", "FetchOwner", "ExpectedBucketOwner");
        if (request.IsTrue("FetchOwner"))
        {
            throw BoundException.Unsupported("The field 'FetchOwner' is");
        }

        int most = request.Number("MaxKeys", 1, MostKeys) ?? MostKeys;
        string? token = request.Text("ContinuationToken");
        string? after = request.Text("StartAfter");
        List<JsonAny> objects = [];
        List<JsonAny> prefixes = [];
        string? next = token;
        // A page may have nothing but what stands before the key to start after, or nothing at all.
        do
        {
            Page<BlobHierarchyItem> page = await PageAsync(request, next, most, cancel);
            next = string.IsNullOrEmpty(page.ContinuationToken) ? null : page.ContinuationToken;
            foreach (BlobHierarchyItem item in page.Values)
            {
                if (after is not null && KeyOrder.Instance.Compare(item.IsPrefix ? item.Prefix : item.Blob.Name, after) <= 0)
                {
                    continue;
                }

                if (item.IsPrefix)
                {
                    prefixes.Add(JsonMap.Of(("Prefix", item.Prefix)));
                }
                else if (!Container.IsFolder(item.Blob))
                {
                    objects.Add(Show(Container.Describe(item.Blob)));
                }
            }
        }
        while (objects.Count + prefixes.Count == 0 && next is not null);

        return new BoundAnswer(new JsonMap.Builder()
            .SetIfPresent("Contents", objects.Count == 0 ? null : JsonList.Of(objects))
            .SetIfPresent("CommonPrefixes", prefixes.Count == 0 ? null : JsonList.Of(prefixes))
            .SetIfPresent("ContinuationToken", token is null ? null : new JsonString(token))
            .SetIfPresent("Delimiter", request.Value("Delimiter"))
            .Set("IsTruncated", next is not null)
            .Set("KeyCount", objects.Count + prefixes.Count)
            .Set("MaxKeys", most)
            .Set("Name", request.RequiredText("Bucket"))
            .SetIfPresent("NextContinuationToken", next is null ? null : new JsonString(next))
            .Set("Prefix", request.Text("Prefix") ?? "")
            .SetIfPresent("StartAfter", request.Value("StartAfter"))
            .Build());
    }

    /// <summary>A time in the form of the models' timestamps.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <remarks>The client refuses an empty delimiter, and takes none for none.</remarks>
    private ValueTask<Page<BlobHierarchyItem>> PageAsync(Fields request, string? token, int most, CancellationToken cancel)
    {
        string? delimiter = request.Text("Delimiter") is { Length: > 0 } given ? given : null;
        return BucketObjects.TryAsync(() => container
            .GetBlobsByHierarchyAsync(BlobTraits.Metadata, BlobStates.None, delimiter, request.Text("Prefix"), cancel)
            .AsPages(token, most)
            .FirstAsync(cancel)
            .AsTask());
    }

    private static JsonMap Show(ListedObject listed) => JsonMap.Of(
        ("Key", listed.Key),
        ("LastModified", Time(listed.LastModified)),
        ("ETag", listed.ETag),
        ("Size", listed.Size),
        ("StorageClass", listed.StorageClass));
}
