namespace FunctionsAsl.Integrations.Items;

/// <summary>The <c>manifest.json</c> of an inventory of S3 (Amazon S3 User Guide, storage-inventory-location).</summary>
/// <param name="Bucket">Where its files are.</param>
/// <param name="FileType">What they are.</param>
/// <param name="Columns">The names of their columns: CSV files of inventories have no header.</param>
/// <param name="Files">Their keys.</param>
internal sealed record InventoryManifest(string Bucket, InputType FileType, IReadOnlyList<string> Columns, IReadOnlyList<string> Files)
{
    /// <exception cref="ItemReaderException">It is none.</exception>
    public static async ValueTask<InventoryManifest> ReadAsync(IBuckets buckets, ObjectAddress address, CancellationToken cancel)
    {
        await using StoredObject stored = await buckets.OpenAsync(address, cancel);
        await using Stream content = Packing.Unpack(stored, address.Key);
        using var window = new Window(content);
        await window.SkipMarkAsync(cancel);
        while (!window.IsLast)
        {
            await window.FillAsync(cancel);
        }

        return Of(Parse(window.Bytes));
    }

    private static JsonAny Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonReader.Read(utf8);
        }
        catch (Exception e) when (e is JsonSyntaxException or JsonDepthException)
        {
            throw new ItemReaderException($"The manifest is not valid JSON: {e.Message}", e);
        }
    }

    private static InventoryManifest Of(JsonAny json)
    {
        var manifest = json as JsonMap ?? JsonMap.Empty;
        string bucket = Text(manifest, "destinationBucket");
        string format = Text(manifest, "fileFormat");
        return new InventoryManifest(
            bucket[(bucket.LastIndexOf(':') + 1)..],
            format switch
            {
                "CSV" => InputType.Csv,
                "Parquet" => InputType.Parquet,
                _ => throw new ItemReaderException($"The file format '{format}' of an S3 inventory is not supported"),
            },
            Text(manifest, "fileSchema").Split(',', StringSplitOptions.TrimEntries),
            [.. (manifest["files"] as JsonList ?? throw Missing("files")).Select(static file => Text(file as JsonMap ?? JsonMap.Empty, "key"))]);
    }

    private static string Text(JsonMap of, string name) => (of[name] as JsonString)?.Value ?? throw Missing(name);

    private static ItemReaderException Missing(string name) => new($"The manifest is none of an S3 inventory: it has no '{name}'");
}
