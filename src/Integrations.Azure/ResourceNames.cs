namespace FunctionsAsl.Integrations.Azure;

/// <summary>Which resources requests are about, and what their names are.</summary>
internal static class ResourceNames
{
    private const string DefaultBus = "default";

    /// <summary>All resources that a request names, as it calls them.</summary>
    public static IEnumerable<string> Of(string service, JsonMap request) => (service switch
    {
        "sqs" => [request["QueueUrl"]],
        "s3" => [request["Bucket"]],
        "dynamodb" => [request["TableName"], .. OfItems(request)],
        "sns" => [request["TopicArn"] ?? request["TargetArn"]],
        "events" => (request["Entries"] as JsonList ?? JsonList.Empty)
            .Select(static entry => (entry as JsonMap)?["EventBusName"] ?? (JsonAny)DefaultBus),
        "ecs" or "batch" or "glue" => JobNames.Of(service, request),
        _ => Enumerable.Empty<JsonAny?>(),
    }).OfType<JsonString>().Select(static name => name.Value);

    /// <summary>Whether a request is about one resource by its kind, and not by chance.</summary>
    public static bool IsOne(string service, JsonMap request) => service != "dynamodb" || request.Contains("TableName");

    /// <summary>What a resource may be bound as that a request calls so: the nearest first.</summary>
    /// <param name="home">The region and account of what has only a name.</param>
    public static IEnumerable<string> Keys(string service, string text, string home) => service is "ecs" or "batch" or "glue"
        ? JobNames.Keys(service, text, home)
        : new[] { text, ArnOf(service, text), NameOf(service, text) }.OfType<string>();

    /// <summary>The name in an ARN or in the address of a queue; what is neither is a name.</summary>
    public static string NameOf(string service, string text) => service switch
    {
        "sqs" or "events" => text[(text.LastIndexOfAny(['/', ':']) + 1)..],
        "dynamodb" when IsArn(text) => text[(text.LastIndexOf(":table/", StringComparison.Ordinal) is > 0 and var at ? at + ":table/".Length : 0)..],
        "sns" or "s3" when IsArn(text) => text[(text.LastIndexOf(':') + 1)..],
        _ => text,
    };

    /// <summary>The ARN of a queue by its address, <c>https://sqs.REGION.amazonaws.com/ACCOUNT/NAME</c>; <see langword="null"/> of all else.</summary>
    private static string? ArnOf(string service, string text) =>
        service == "sqs" && Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Host.Split('.') is ["sqs", var region, "amazonaws", "com"]
        && address.AbsolutePath.Split('/') is ["", var account, var name]
            ? $"arn:aws:sqs:{region}:{account}:{name}"
            : null;

    private static bool IsArn(string text) => text.StartsWith("arn:", StringComparison.Ordinal);

    /// <summary>The tables of batches and transactions.</summary>
    private static IEnumerable<JsonAny?> OfItems(JsonMap request)
    {
        foreach ((string table, _) in request["RequestItems"] as JsonMap ?? JsonMap.Empty)
        {
            yield return table;
        }

        foreach (JsonMap item in (request["TransactItems"] as JsonList ?? JsonList.Empty).OfType<JsonMap>())
        {
            foreach ((_, JsonAny part) in item)
            {
                yield return (part as JsonMap)?["TableName"];
            }
        }
    }
}
