using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using FunctionsAsl.Core.Errors;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Integrations.Azure.Buckets;

/// <summary>The operations of S3 on one bucket that is a container of Blob Storage. Conditions are those of S3, by ETag.</summary>
internal sealed class BucketObjects(BlobContainerClient container) : IBoundResource
{
    /// <summary>More than a task's result can have.</summary>
    private const int MostBytes = 8 * 1024 * 1024;

    public ValueTask<BoundAnswer> CallAsync(string operation, JsonMap request, CancellationToken cancel) => operation switch
    {
        "GetObject" => GetAsync(new Fields(request), cancel),
        "HeadObject" => HeadAsync(new Fields(request), cancel),
        "PutObject" => PutAsync(new Fields(request), cancel),
        "DeleteObject" => DeleteAsync(new Fields(request), cancel),
        "ListObjectsV2" => new ObjectPage(container).ListAsync(new Fields(request), cancel),
        _ => throw BoundException.Unsupported($"The operation {operation} is"),
    };

    private async ValueTask<BoundAnswer> GetAsync(Fields request, CancellationToken cancel)
    {
        request.Allow("Bucket", "Key", "IfMatch", "IfNoneMatch", "ExpectedBucketOwner");
        var options = new BlobDownloadOptions { Conditions = ConditionsOf(request) };
        BlobClient blob = container.GetBlobClient(request.RequiredText("Key"));
        Response<BlobDownloadStreamingResult> answer = await TryAsync(() => blob.DownloadStreamingAsync(options, cancel));
        using BlobDownloadStreamingResult found = answer.Value;
        if (found.Details.ContentLength > MostBytes)
        {
            throw new TaskFailedException(
                ErrorName.DataLimitExceeded, string.Create(CultureInfo.InvariantCulture, $"The object has more than {MostBytes} bytes."));
        }

        var content = new byte[found.Details.ContentLength];
        await found.Content.ReadExactlyAsync(content, cancel);
        BlobDownloadDetails details = found.Details;
        return Answer(
            Describe(details.ETag, details.LastModified, content.Length, details.ContentType, details.ContentEncoding, details.Metadata)
                .Set("Body", Convert.ToBase64String(content)),
            answer.GetRawResponse());
    }

    private async ValueTask<BoundAnswer> HeadAsync(Fields request, CancellationToken cancel)
    {
        request.Allow("Bucket", "Key", "IfMatch", "IfNoneMatch", "ExpectedBucketOwner");
        BlobClient blob = container.GetBlobClient(request.RequiredText("Key"));
        Response<BlobProperties> answer = await TryAsync(() => blob.GetPropertiesAsync(ConditionsOf(request), cancel));
        BlobProperties found = answer.Value;
        return Answer(
            Describe(found.ETag, found.LastModified, found.ContentLength, found.ContentType, found.ContentEncoding, found.Metadata),
            answer.GetRawResponse());
    }

    private async ValueTask<BoundAnswer> PutAsync(Fields request, CancellationToken cancel)
    {
        request.Allow(
            "Bucket", "Key", "Body", "ContentType", "ContentEncoding", "ContentLanguage", "ContentDisposition", "CacheControl", "Metadata",
            "IfMatch", "IfNoneMatch", "ExpectedBucketOwner");
        var options = new BlobUploadOptions
        {
            Conditions = ConditionsOf(request),
            HttpHeaders = new BlobHttpHeaders
            {
                ContentType = request.Text("ContentType") ?? "binary/octet-stream",
                ContentEncoding = request.Text("ContentEncoding"),
                ContentLanguage = request.Text("ContentLanguage"),
                ContentDisposition = request.Text("ContentDisposition"),
                CacheControl = request.Text("CacheControl"),
            },
            Metadata = MetadataOf(request.Object("Metadata")),
        };
        BlobClient blob = container.GetBlobClient(request.RequiredText("Key"));
        var body = BinaryData.FromBytes(request.Blob("Body"));
        Response<BlobContentInfo> answer = await TryAsync(() => blob.UploadAsync(body, options, cancel));
        return Answer(new JsonMap.Builder().Set("ETag", answer.Value.ETag.ToString("H")), answer.GetRawResponse());
    }

    private async ValueTask<BoundAnswer> DeleteAsync(Fields request, CancellationToken cancel)
    {
        request.Allow("Bucket", "Key", "ExpectedBucketOwner");
        BlobClient blob = container.GetBlobClient(request.RequiredText("Key"));
        // S3 says the same of an object that was not there. The client says it of a container, too.
        Response<bool> answer = await TryAsync(
            () => blob.DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancel));
        return Answer(new JsonMap.Builder(), answer.GetRawResponse());
    }

    private static BlobRequestConditions ConditionsOf(Fields request) => new()
    {
        IfMatch = request.Text("IfMatch") is { } same ? new ETag(same) : null,
        IfNoneMatch = request.Text("IfNoneMatch") is { } other ? new ETag(other) : null,
    };

    private static Dictionary<string, string> MetadataOf(JsonMap given)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, JsonAny value) in given)
        {
            if (!IsIdentifier(name))
            {
                throw BoundException.Unsupported($"Metadata of the name '{name}' are");
            }

            metadata.Add(name, value is JsonString text ? text.Value : value.ToString());
        }

        return metadata;
    }

    private static bool IsIdentifier(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static JsonMap.Builder Describe(
        ETag etag, DateTimeOffset modified, long length, string? type, string? encoding, IDictionary<string, string> metadata) =>
        new JsonMap.Builder()
            .Set("AcceptRanges", "bytes")
            .SetIfPresent("ContentEncoding", string.IsNullOrEmpty(encoding) ? null : new JsonString(encoding))
            .Set("ContentLength", length)
            .SetIfPresent("ContentType", string.IsNullOrEmpty(type) ? null : new JsonString(type))
            .Set("ETag", etag.ToString("H"))
            .Set("LastModified", ObjectPage.Time(modified))
            .Set("Metadata", JsonMap.Of([.. metadata.Select(static (string, JsonAny) (m) => (m.Key, m.Value))]));

    private static BoundAnswer Answer(JsonMap.Builder output, Response response) => new(output.Build(), response.ClientRequestId);

    /// <exception cref="BoundException">It could not be done.</exception>
    internal static ValueTask<T> TryAsync<T>(Func<Task<T>> call) => Refusals.TryAsync(call, static e =>
        e.ErrorCode == BlobErrorCode.ContainerNotFound ? new("NoSuchBucket", "The specified bucket does not exist", 404, e)
        : e.Status == 404 ? new("NoSuchKey", "The specified key does not exist.", 404, e)
        : e.Status == 304 ? new("304", "Not Modified", 304, e)
        : e.Status == 412 || e.ErrorCode == BlobErrorCode.BlobAlreadyExists
            ? new("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412, e)
        : e.Status is 401 or 403 ? new("AccessDenied", "Access Denied", 403, e)
        : null);
}
