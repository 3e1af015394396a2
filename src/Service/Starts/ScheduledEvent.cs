namespace FunctionsAsl.Service.Starts;

/// <summary>What a schedule gives where its rule says nothing else, as EventBridge Scheduler does.</summary>
internal static class ScheduledEvent
{
    public const string Source = "aws.scheduler";

    /// <param name="arn">Of the schedule.</param>
    /// <param name="id">The same for one time of one schedule.</param>
    public static JsonMap Of(ServiceOptions options, string arn, string id, DateTimeOffset time) => JsonMap.Of(
        ("version", "0"),
        ("id", id),
        ("detail-type", "Scheduled Event"),
        ("source", Source),
        ("account", options.AccountId),
        ("time", EventEntry.Format(time)),
        ("region", options.Region),
        ("resources", JsonList.Of(arn)),
        ("detail", "{}"));
}
