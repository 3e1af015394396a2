namespace FunctionsAsl.Service.Tasks.Items;

/// <summary>Where the items of a Distributed Map are: an ItemReader whose expressions and paths are evaluated.</summary>
/// <param name="Resource">The call that gives them.</param>
/// <param name="Arguments">Members <c>Bucket</c>, <c>Key</c>, <c>Prefix</c>, <c>VersionId</c> and so on, as the call takes them.</param>
/// <param name="Config">How what the call gives is to be read.</param>
public sealed record ItemSource(ItemResource Resource, JsonMap Arguments, ReaderConfig Config)
{
    /// <summary>As the definition has it: <c>{"Resource", "Arguments" or "Parameters", "ReaderConfig"}</c>.</summary>
    /// <exception cref="ItemReaderException">There is something else in it than an ItemReader has.</exception>
    public static ItemSource Of(JsonMap reader)
    {
        string? resource = (reader["Resource"] as JsonString)?.Value;
        return new ItemSource(
            resource?[(resource.LastIndexOf(":s3:", StringComparison.Ordinal) + 1)..] switch
            {
                "s3:getObject" => ItemResource.GetObject,
                "s3:listObjectsV2" => ItemResource.ListObjectsV2,
                _ => throw new ItemReaderException($"The ItemReader resource '{resource}' is not supported"),
            },
            (reader["Arguments"] ?? reader["Parameters"]) as JsonMap ?? JsonMap.Empty,
            ReaderConfig.Of(reader["ReaderConfig"] as JsonMap ?? JsonMap.Empty));
    }
}

/// <summary>The calls that an ItemReader may make.</summary>
public enum ItemResource
{
    /// <summary><c>arn:aws:states:::s3:getObject</c>: the items are in an object.</summary>
    GetObject,

    /// <summary><c>arn:aws:states:::s3:listObjectsV2</c>: the items are what a listing says of objects, or are in them.</summary>
    ListObjectsV2,
}
