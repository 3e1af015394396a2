namespace FunctionsAsl.Integrations.Items;

/// <summary>The arguments of an ItemReader's call.</summary>
internal sealed class SourceArguments(JsonMap arguments)
{
    private const string Owner = "ExpectedBucketOwner";

    /// <exception cref="ItemReaderException">An argument is missing, no text, or not supported.</exception>
    public ObjectAddress Address()
    {
        Check("Bucket", "Key", "VersionId", Owner);
        return new ObjectAddress(Required("Bucket"), Required("Key")) { VersionId = Text("VersionId"), ExpectedBucketOwner = Text(Owner) };
    }

    /// <inheritdoc cref="Address"/>
    public ObjectListing Listing()
    {
        Check("Bucket", "Prefix", "StartAfter", Owner);
        return new ObjectListing(Required("Bucket"), Text("Prefix") ?? "") { StartAfter = Text("StartAfter"), ExpectedBucketOwner = Text(Owner) };
    }

    private void Check(params ReadOnlySpan<string> supported)
    {
        foreach ((string name, _) in arguments)
        {
            if (!supported.Contains(name))
            {
                throw new ItemReaderException($"The field '{name}' of an ItemReader's arguments is not supported");
            }
        }
    }

    private string Required(string name) => Text(name) is { Length: > 0 } text
        ? text
        : throw new ItemReaderException($"The field '{name}' is required in an ItemReader's arguments but was missing");

    private string? Text(string name) => arguments[name] switch
    {
        null or JsonNull => null,
        JsonString s => s.Value,
        _ => throw new ItemReaderException($"The value of the field '{name}' in an ItemReader's arguments has an invalid format"),
    };
}
