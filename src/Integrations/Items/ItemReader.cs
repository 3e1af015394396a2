using System.Runtime.CompilerServices;

namespace FunctionsAsl.Integrations.Items;

/// <summary>Reads the items of Distributed Maps out of buckets.</summary>
/// <param name="buckets">Where the objects are.</param>
/// <param name="formats">Formats besides those that are built in, as one for Parquet.</param>
public sealed class ItemReader(IBuckets buckets, params IEnumerable<IItemFormat> formats) : IItemReader
{
    private readonly IItemFormat[] _formats = [.. formats, new CsvFormat(), new JsonFormat(), new JsonLinesFormat()];

    /// <summary>As <see cref="ServiceOptions.ReportNote"/>: told where it was looked for what is not there.</summary>
    public Action<string> ReportNote { get; init; } = static _ => { };

    public async IAsyncEnumerable<ReadItem> ReadAsync(ItemSource source, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using IAsyncEnumerator<ReadItem> items = ItemsOf(source, cancel).GetAsyncEnumerator(cancel);
        long left = source.Config.MaxItems == 0 ? long.MaxValue : source.Config.MaxItems;
        while (left-- > 0 && await MoveAsync(items, source))
        {
            yield return items.Current;
        }
    }

    private async ValueTask<bool> MoveAsync(IAsyncEnumerator<ReadItem> items, ItemSource source)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (BucketException e)
        {
            if (e.IsMissing && source.Arguments["Bucket"] is JsonString bucket)
            {
                string what = (source.Arguments["Key"] ?? source.Arguments["Prefix"]) is JsonString key ? $"{bucket.Value}/{key.Value}" : bucket.Value;
                ReportNote($"The items of s3://{what} were looked for in {buckets.PlaceOf(bucket.Value)}: {e.Code}.");
            }

            throw new ItemReaderException(e.Message, e);
        }
        catch (Exception e) when (Packing.IsBroken(e))
        {
            throw new ItemReaderException($"The object cannot be unpacked: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new ItemReaderException("The object could not be read to its end", e);
        }
    }

    private IAsyncEnumerable<ReadItem> ItemsOf(ItemSource source, CancellationToken cancel)
    {
        var arguments = new SourceArguments(source.Arguments);
        ReaderConfig config = source.Config;
        return (source.Resource, config) switch
        {
            (ItemResource.ListObjectsV2, { LoadsAndFlattens: false }) => Listed(arguments.Listing(), cancel),
            (ItemResource.ListObjectsV2, _) => Loaded(arguments.Listing(), config, cancel),
            (_, { ManifestType: ManifestType.AthenaData }) => OfAthena(arguments.Address(), config, cancel),
            (_, { ManifestType: ManifestType.S3Inventory } or { InputType: InputType.Manifest }) => OfInventory(arguments.Address(), config, cancel),
            _ => OfObject(arguments.Address(), config, cancel),
        };
    }

    /// <summary>What a listing says of objects, as AWS writes it (ST distributed_map, s3_metadata).</summary>
    private async IAsyncEnumerable<ReadItem> Listed(ObjectListing listing, [EnumeratorCancellation] CancellationToken cancel)
    {
        string from = $"s3://{listing.Bucket}";
        await foreach (ListedObject listed in buckets.ListAsync(listing, cancel))
        {
            yield return new ReadItem(
                JsonMap.Of(
                    ("Etag", listed.ETag),
                    ("Key", listed.Key),
                    ("LastModified", EpochSeconds.Of(listed.LastModified)),
                    ("Size", listed.Size),
                    ("StorageClass", listed.StorageClass)),
                from);
        }
    }

    private async IAsyncEnumerable<ReadItem> Loaded(ObjectListing listing, ReaderConfig config, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (ListedObject listed in buckets.ListAsync(listing, cancel))
        {
            if (listed.Size == 0 && listed.Key.EndsWith('/'))
            {
                // What the console makes for a folder.
                continue;
            }

            var address = new ObjectAddress(listing.Bucket, listed.Key) { ExpectedBucketOwner = listing.ExpectedBucketOwner };
            await foreach (ReadItem item in OfObject(address, config, cancel))
            {
                yield return item;
            }
        }
    }

    private async IAsyncEnumerable<ReadItem> OfInventory(
        ObjectAddress address, ReaderConfig config, [EnumeratorCancellation] CancellationToken cancel)
    {
        InventoryManifest manifest = await InventoryManifest.ReadAsync(buckets, address, cancel);
        ReaderConfig rows = config with { InputType = manifest.FileType, CsvHeaders = manifest.Columns, CsvDelimiter = ',' };
        foreach (string key in manifest.Files)
        {
            await foreach (ReadItem item in OfObject(new ObjectAddress(manifest.Bucket, key), rows, cancel))
            {
                yield return item;
            }
        }
    }

    private async IAsyncEnumerable<ReadItem> OfAthena(
        ObjectAddress address, ReaderConfig config, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (ObjectAddress file in AthenaManifest.ReadAsync(buckets, address, cancel))
        {
            await foreach (ReadItem item in OfObject(file, config, cancel))
            {
                yield return item;
            }
        }
    }

    private async IAsyncEnumerable<ReadItem> OfObject(
        ObjectAddress address, ReaderConfig config, [EnumeratorCancellation] CancellationToken cancel)
    {
        IItemFormat format = FormatOf(config);
        string from = $"s3://{address.Bucket}/{address.Key}";
        await using StoredObject stored = await buckets.OpenAsync(address, cancel);
        await using Stream content = Packing.Unpack(stored, address.Key);
        await foreach (JsonAny value in format.ReadAsync(content, config, cancel))
        {
            yield return new ReadItem(value, from);
        }
    }

    private IItemFormat FormatOf(ReaderConfig config)
    {
        InputType type = config.InputType ?? throw new ItemReaderException("The ReaderConfig has no InputType");
        return Array.Find(_formats, f => f.Type == type)
            ?? throw new ItemReaderException($"The InputType {type.ToString().ToUpperInvariant()} is not supported here");
    }
}
