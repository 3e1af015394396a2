namespace FunctionsAsl.Service.Tasks.Items;

/// <summary>Where the results of a Map Run go, and how.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Prefix">What the keys begin with, without or with a slash at its end; empty for none.</param>
/// <param name="MapRunArn">The Map Run. Its last part, an id, stands in the keys behind the prefix.</param>
public sealed record ResultTarget(string Bucket, string Prefix, string MapRunArn)
{
    /// <summary>The greatest size of one object of S3 that AWS writes: 5 GB (DG/input-output-resultwriter).</summary>
    public const long LargestFile = 5_000_000_000;

    public WriterConfig Config { get; init; } = WriterConfig.Export;

    /// <summary>Which redrive of the run this is, from 1; 0 for the run itself.</summary>
    public int Redrive { get; init; }

    /// <summary>Bytes after which a file is complete and the next one begins. A single result is never divided.</summary>
    public long FileLimit { get; init; } = LargestFile;

    /// <summary>The account that the bucket must belong to; <see langword="null"/> for any.</summary>
    public string? ExpectedBucketOwner { get; init; }

    /// <summary>As the definition has it, evaluated: <c>{"Resource", "Arguments" or "Parameters", "WriterConfig"}</c>.</summary>
    /// <exception cref="ResultWriterException">There is something else in it than a ResultWriter that exports has.</exception>
    public static ResultTarget Of(JsonMap writer, string mapRunArn, int redrive)
    {
        string? resource = (writer["Resource"] as JsonString)?.Value;
        if (resource is null || !resource.EndsWith(":s3:putObject", StringComparison.Ordinal))
        {
            throw new ResultWriterException($"The ResultWriter resource '{resource}' is not supported");
        }

        JsonMap arguments = (writer["Arguments"] ?? writer["Parameters"]) as JsonMap ?? JsonMap.Empty;
        return new ResultTarget(
            (arguments["Bucket"] as JsonString)?.Value ?? throw new ResultWriterException("The ResultWriter has no Bucket"),
            (arguments["Prefix"] as JsonString)?.Value ?? "",
            mapRunArn)
        {
            Config = writer["WriterConfig"] is JsonMap config ? WriterConfig.Of(config, WriterConfig.Export) : WriterConfig.Export,
            Redrive = redrive,
            ExpectedBucketOwner = (arguments["ExpectedBucketOwner"] as JsonString)?.Value,
        };
    }
}

/// <summary>Where the manifest of a Map Run's results is: the state's result names it.</summary>
public sealed record ResultWriterDetails(string Bucket, string Key)
{
    /// <summary>As it stands in the state's result.</summary>
    public JsonMap ToJson() => JsonMap.Of(("Bucket", Bucket), ("Key", Key));
}
