using System.Runtime.CompilerServices;
using FunctionsAsl.AwsApi.Protocols;
using FunctionsAsl.Integrations.Aws;

namespace FunctionsAsl.Integrations.Items;

/// <summary>The buckets of S3, or of what answers like it.</summary>
internal sealed class S3Buckets(ServiceModels models, AwsClient client) : IBuckets
{
    public async ValueTask<StoredObject> OpenAsync(ObjectAddress address, CancellationToken cancel)
    {
        (ServiceModel service, OperationModel operation) = Find("getObject");
        JsonMap arguments = new JsonMap.Builder()
            .Set("Bucket", address.Bucket)
            .Set("Key", address.Key)
            .SetIfPresent("VersionId", TextOf(address.VersionId))
            .SetIfPresent("ExpectedBucketOwner", TextOf(address.ExpectedBucketOwner))
            .Build();
        (AwsReply reply, Stream? content) = await TryAsync(() => client.OpenAsync(service, operation, arguments, cancel));
        return content is null
            ? throw Refused(reply)
            : new StoredObject(content, (reply.Answer.Output!["ContentEncoding"] as JsonString)?.Value);
    }

    public async IAsyncEnumerable<ListedObject> ListAsync(ObjectListing listing, [EnumeratorCancellation] CancellationToken cancel)
    {
        string? token = null;
        do
        {
            JsonMap page = await CallAsync(
                "listObjectsV2",
                new JsonMap.Builder()
                    .Set("Bucket", listing.Bucket)
                    .Set("Prefix", listing.Prefix)
                    // So every key can be written in XML.
                    .Set("EncodingType", "url")
                    .SetIfPresent("StartAfter", TextOf(listing.StartAfter))
                    .SetIfPresent("ContinuationToken", TextOf(token))
                    .SetIfPresent("ExpectedBucketOwner", TextOf(listing.ExpectedBucketOwner))
                    .Build(),
                cancel);
            bool isEncoded = Text(page, "EncodingType") == "url";
            foreach (JsonMap listed in (page["Contents"] as JsonList ?? JsonList.Empty).OfType<JsonMap>())
            {
                yield return Read(listed, isEncoded);
            }

            token = page["IsTruncated"] is JsonBoolean { Value: true } ? Text(page, "NextContinuationToken") : null;
        }
        while (token is not null);
    }

    public ValueTask<IObjectUpload> CreateAsync(ObjectAddress address, string contentType, CancellationToken cancel) =>
        ValueTask.FromResult<IObjectUpload>(new S3Upload(this, address, contentType));

    public string PlaceOf(string bucket) => client.PlaceOf(Find("getObject").Service);

    /// <summary>The output of a call.</summary>
    /// <param name="body">The payload, where the operation has one.</param>
    /// <exception cref="BucketException">It was refused, or there was no answer.</exception>
    internal async ValueTask<JsonMap> CallAsync(string action, JsonMap arguments, CancellationToken cancel, ReadOnlyMemory<byte> body = default)
    {
        (ServiceModel service, OperationModel operation) = Find(action);
        AwsReply reply = await TryAsync(() => client.CallAsync(service, operation, arguments, cancel, body));
        return reply.Answer.Output ?? throw Refused(reply);
    }

    internal static JsonAny? TextOf(string? text) => text is null ? null : new JsonString(text);

    internal static string? Text(JsonMap of, string name) => (of[name] as JsonString)?.Value;

    private (ServiceModel Service, OperationModel Operation) Find(string action) =>
        models.Find("s3", action) ?? throw new InvalidOperationException($"The model of S3 has no {action}.");

    private static async ValueTask<T> TryAsync<T>(Func<ValueTask<T>> call)
    {
        try
        {
            return await call();
        }
        catch (AwsUnreachableException e)
        {
            throw new BucketException("SdkClientException", e.Message, e);
        }
        catch (TaskFailedException e)
        {
            // It is nowhere: the text says which setting is missing.
            throw new BucketException(e.Error, e.Cause ?? "", e);
        }
    }

    private static BucketException Refused(AwsReply reply)
    {
        AwsError error = reply.Answer.Error!;
        return new BucketException(
            error.Code,
            SdkErrorText.Of(
                error.Message, error.Status, error.Code, reply.Answer.RequestId ?? "null", BucketErrors.Service, reply.Header("x-amz-id-2")));
    }

    private static ListedObject Read(JsonMap listed, bool isEncoded)
    {
        string key = Text(listed, "Key") ?? "";
        return new ListedObject(
            isEncoded ? Uri.UnescapeDataString(key.Replace('+', ' ')) : key,
            Text(listed, "ETag") ?? "",
            listed["Size"] is JsonNumber size ? (long)size.AsDouble : 0,
            DateTimeOffset.TryParse(Text(listed, "LastModified"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
                ? time
                : DateTimeOffset.UnixEpoch,
            Text(listed, "StorageClass") ?? "STANDARD");
    }
}
