namespace FunctionsAsl.Integrations.Azure.Buckets;

/// <summary>Buckets of which some are bound.</summary>
/// <param name="find">The bound one of a name; <see langword="null"/> where there is none.</param>
internal sealed class BoundBuckets(Func<string, IBuckets?> find, IBuckets others) : IBuckets
{
    public ValueTask<StoredObject> OpenAsync(ObjectAddress address, CancellationToken cancel) => Find(address.Bucket).OpenAsync(address, cancel);

    public IAsyncEnumerable<ListedObject> ListAsync(ObjectListing listing, CancellationToken cancel) => Find(listing.Bucket).ListAsync(listing, cancel);

    public ValueTask<IObjectUpload> CreateAsync(ObjectAddress address, string contentType, CancellationToken cancel) =>
        Find(address.Bucket).CreateAsync(address, contentType, cancel);

    public string PlaceOf(string bucket) => Find(bucket).PlaceOf(bucket);

    private IBuckets Find(string bucket) => find(bucket) ?? others;
}
