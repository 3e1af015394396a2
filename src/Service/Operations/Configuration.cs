namespace FunctionsAsl.Service.Operations;

/// <summary>
/// Logging, tracing and encryption settings: checked, completed with AWS's defaults, kept and described. Nothing acts on
/// tracing and encryption yet.
/// </summary>
internal static class Configuration
{
    private const string CustomerKey = "CUSTOMER_MANAGED_KMS_KEY";

    public static JsonMap Logging(JsonMap? given)
    {
        JsonAny level = Present(given, "level") ?? "OFF";
        JsonList? destinations = Present(given, "destinations") as JsonList;
        if (destinations?.Count > 1 || (destinations is null or { Count: 0 } && !level.Equals("OFF")))
        {
            throw new ApiException(
                "InvalidLoggingConfiguration", "Invalid Logging Configuration: Must specify exactly one Log Destination.");
        }

        if (destinations?.Count == 1)
        {
            CheckLogGroup(LogGroup(destinations));
        }

        return new JsonMap.Builder()
            .SetIfPresent("destinations", destinations)
            .Set("includeExecutionData", Present(given, "includeExecutionData") ?? false)
            .Set("level", level)
            .Build();
    }

    /// <summary>The log group that a machine's records go to; <see langword="null"/> where none are made.</summary>
    /// <param name="logging">As <see cref="Logging"/> made it.</param>
    public static string? LogGroup(JsonMap logging) =>
        logging["destinations"] is JsonList { Count: > 0 } destinations && !logging["level"]!.Equals("OFF") ? LogGroup(destinations) : null;

    public static JsonMap Tracing(JsonMap? given) => JsonMap.Of(("enabled", Present(given, "enabled") ?? false));

    public static JsonMap Encryption(JsonMap? given)
    {
        JsonAny type = Present(given, "type") ?? "AWS_OWNED_KEY";
        JsonAny? key = Present(given, "kmsKeyId");
        JsonAny? period = Present(given, "kmsDataKeyReusePeriodSeconds");
        if (!type.Equals(CustomerKey))
        {
            return key is null && period is null
                ? JsonMap.Of(("type", type))
                : throw Invalid("kmsKeyId and kmsDataKeyReusePeriodSeconds go with the type CUSTOMER_MANAGED_KMS_KEY only");
        }

        return key is not null
            ? JsonMap.Of(("kmsDataKeyReusePeriodSeconds", period ?? 300), ("kmsKeyId", key), ("type", type))
            : throw Invalid("kmsKeyId is required with the type CUSTOMER_MANAGED_KMS_KEY");
    }

    /// <summary>
    /// Whether data is under the caller's own key. Only then does METADATA_ONLY leave it out (API/API_DescribeExecution).
    /// </summary>
    public static bool HidesData(JsonMap? encryption, string? includedData) =>
        includedData == "METADATA_ONLY" && encryption?["type"]?.Equals(CustomerKey) == true;

    private static string? LogGroup(JsonList destinations) =>
        ((destinations[0] as JsonMap)?["cloudWatchLogsLogGroup"] as JsonMap)?["logGroupArn"] is JsonString arn ? arn.Value : null;

    /// <summary>
    /// Checks the form of a log group's ARN. Without the asterisk AWS answers with this text; what it says to other texts has not been
    /// recorded.
    /// </summary>
    /// <exception cref="ApiException">InvalidLoggingConfiguration</exception>
    private static void CheckLogGroup(string? arn)
    {
        string? problem = arn?.Split(':') switch
        {
            null => "Must specify exactly one Log Destination.",
            ["arn", _, "logs", _, _, "log-group", { Length: > 0 }, "*"] => null,
            ["arn", _, "logs", _, _, "log-group", { Length: > 0 }] => "Log Group ARN must be provided with '*' qualifier.",
            _ => $"'{arn}' is not the ARN of a log group.",
        };
        if (problem is not null)
        {
            throw new ApiException("InvalidLoggingConfiguration", $"Invalid Logging Configuration: {problem}");
        }
    }

    private static JsonAny? Present(JsonMap? given, string name) =>
        given?[name] is { Kind: not JsonKind.Null } value ? value : null;

    private static ApiException Invalid(string problem) =>
        new("InvalidEncryptionConfiguration", $"Invalid Encryption Configuration: {problem}");
}
