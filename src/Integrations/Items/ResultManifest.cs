namespace FunctionsAsl.Integrations.Items;

/// <summary>The <c>manifest.json</c> of a Map Run's results (DG/input-output-resultwriter; ST distributed_map, redrive_map).</summary>
internal static class ResultManifest
{
    private const string Name = "manifest.json";

    // As AWS has it (ST distributed_map).
    private const string ContentType = "application/octet-stream";

    private const string Files = "ResultFiles";

    /// <summary>What the keys of a run's files begin with, with a slash at its end.</summary>
    /// <param name="redrive">Each redrive has a folder of its own.</param>
    public static string FolderOf(ResultTarget target, int redrive)
    {
        string prefix = target.Prefix.Length == 0 || target.Prefix.EndsWith('/') ? target.Prefix : target.Prefix + "/";
        string run = target.MapRunArn[(target.MapRunArn.LastIndexOf(':') + 1)..];
        return prefix + run + "/" + (redrive == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"Redrive-{redrive}/"));
    }

    public static async ValueTask<ResultWriterDetails> WriteAsync(
        IBuckets buckets,
        ResultTarget target,
        IReadOnlyList<StoredFile> succeeded,
        IReadOnlyList<StoredFile> failed,
        IReadOnlyList<StoredFile> pending,
        CancellationToken cancel)
    {
        JsonMap manifest = JsonMap.Of(
            ("DestinationBucket", target.Bucket),
            ("MapRunArn", target.MapRunArn),
            (Files, JsonMap.Of(("FAILED", ToJson(failed)), ("PENDING", ToJson(pending)), (ChildResult.Succeeded, ToJson(succeeded)))));
        ObjectAddress address = AddressOf(target, target.Redrive);
        await using IObjectUpload upload = await buckets.CreateAsync(address, ContentType, cancel);
        await upload.WriteAsync(manifest.ToUtf8(), cancel);
        await upload.CompleteAsync(cancel);
        return new ResultWriterDetails(address.Bucket, address.Key);
    }

    /// <summary>The files of children that succeeded before a redrive: they are results of the run still; those that failed are not.</summary>
    /// <exception cref="FormatException">A manifest is broken.</exception>
    public static async ValueTask<IReadOnlyList<StoredFile>> ReadSucceededAsync(IBuckets buckets, ResultTarget target, CancellationToken cancel)
    {
        // A run that broke off has no manifest.
        for (int redrive = target.Redrive - 1; redrive >= 0; redrive--)
        {
            try
            {
                await using StoredObject stored = await buckets.OpenAsync(AddressOf(target, redrive), cancel);
                using var text = new MemoryStream();
                await stored.Content.CopyToAsync(text, cancel);
                return Read(JsonReader.Read(text.GetBuffer().AsSpan(0, (int)text.Length)));
            }
            catch (BucketException e) when (e.Code == "NoSuchKey")
            {
                continue;
            }
        }

        return [];
    }

    private static ObjectAddress AddressOf(ResultTarget target, int redrive) =>
        new(target.Bucket, FolderOf(target, redrive) + Name) { ExpectedBucketOwner = target.ExpectedBucketOwner };

    private static JsonList ToJson(IEnumerable<StoredFile> files) =>
        JsonList.Of(files.Select(static JsonAny (f) => JsonMap.Of(("Key", f.Key), ("Size", f.Size))));

    private static StoredFile[] Read(JsonAny manifest) =>
        ((manifest as JsonMap)?[Files] as JsonMap)?[ChildResult.Succeeded] is JsonList files
            ?
            [
                .. files.Select(static file => file is JsonMap f && f["Key"] is JsonString key && f["Size"] is JsonNumber size
                    ? new StoredFile(key.Value, (long)size.AsDouble)
                    : throw Broken()),
            ]
            : throw Broken();

    private static FormatException Broken() => new("The manifest of the Map Run before its redrive is none");
}
