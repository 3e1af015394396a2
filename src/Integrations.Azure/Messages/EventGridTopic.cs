namespace FunctionsAsl.Integrations.Azure.Messages;

/// <summary>
/// A topic of SNS, or a bus of EventBridge, that is a topic of Event Grid: what is published there is a CloudEvent, version 1.0. A bus's
/// events keep their source, type, time and detail; a topic's messages are what SNS would send on.
/// </summary>
internal sealed class EventGridTopic(AzureEndpoint endpoint, TimeProvider clock) : IBoundResource
{
    public const string Scope = "https://eventgrid.azure.net/.default";
    private const string Type = "application/cloudevents-batch+json; charset=utf-8";
    private const string NotificationType = "AWS.SNS.Notification";
    private const int MostEntries = 10;

    public ValueTask<BoundAnswer> CallAsync(string operation, JsonMap request, CancellationToken cancel) => operation switch
    {
        "PutEvents" => PutAsync(new Fields(request), cancel),
        "Publish" => PublishAsync(new Fields(request), cancel),
        _ => throw BoundException.Unsupported($"The operation {operation} is"),
    };

    private async ValueTask<BoundAnswer> PutAsync(Fields request, CancellationToken cancel)
    {
        request.Allow("Entries");
        JsonMap[] entries = [.. request.Items("Entries").OfType<JsonMap>()];
        if (entries.Length is 0 or > MostEntries)
        {
            throw Invalid($"Value at 'entries' failed to satisfy constraint: Member must have length from 1 to {MostEntries}");
        }

        JsonMap[] events = [.. entries.Select(entry => OfEntry(new Fields(entry)))];
        await SendAsync(events, cancel);
        return new BoundAnswer(JsonMap.Of(
            ("FailedEntryCount", 0), ("Entries", JsonList.Of(events.Select(static JsonAny (e) => JsonMap.Of(("EventId", e["id"]!)))))));
    }

    private async ValueTask<BoundAnswer> PublishAsync(Fields request, CancellationToken cancel)
    {
        request.Allow("TopicArn", "TargetArn", "Message", "Subject", "MessageAttributes");
        JsonMap published = NewEvent(request.Text("TopicArn") ?? request.RequiredText("TargetArn"), NotificationType, Timestamp())
            .Set("data", new JsonMap.Builder()
                .Set("Message", request.RequiredText("Message"))
                .SetIfPresent("Subject", request.Value("Subject"))
                .SetIfPresent("MessageAttributes", request.Value("MessageAttributes"))
                .Build())
            .Build();
        await SendAsync([published], cancel);
        return new BoundAnswer(JsonMap.Of(("MessageId", published["id"]!)));
    }

    private JsonMap OfEntry(Fields entry)
    {
        entry.Allow("EventBusName", "Source", "DetailType", "Detail", "Resources", "Time");
        JsonMap.Builder made = NewEvent(
            entry.Text("Source") ?? throw Invalid("Parameter Source is not valid. Reason: Source is a required argument."),
            entry.Text("DetailType") ?? throw Invalid("Parameter DetailType is not valid. Reason: DetailType is a required argument."),
            entry.Value("Time") ?? Timestamp());
        string[] resources = [.. entry.Items("Resources").OfType<JsonString>().Select(static r => r.Value)];
        return made
            .SetIfPresent("resources", resources.Length == 0 ? null : new JsonString(string.Join(',', resources)))
            .Set("data", DetailOf(entry.Text("Detail") ?? throw Invalid("Parameter Detail is not valid. Reason: Detail is a required argument.")))
            .Build();
    }

    /// <exception cref="BoundException">The detail is no JSON object.</exception>
    private static JsonMap DetailOf(string text)
    {
        try
        {
            return JsonAny.Parse(text) as JsonMap ?? throw Invalid("Detail is malformed.");
        }
        catch (JsonSyntaxException)
        {
            throw Invalid("Detail is malformed.");
        }
    }

    private static JsonMap.Builder NewEvent(string source, string type, JsonAny time) => new JsonMap.Builder(8)
        .Set("specversion", "1.0")
        .Set("id", Guid.NewGuid().ToString())
        .Set("source", source)
        .Set("type", type)
        .Set("time", time)
        .Set("datacontenttype", "application/json");

    private ValueTask SendAsync(JsonMap[] events, CancellationToken cancel) =>
        endpoint.PostAsync(JsonList.Of(events.AsEnumerable<JsonAny>()).ToUtf8(), Type, [], cancel);

    private JsonAny Timestamp() => Core.Execution.Timestamps.Format(clock.GetUtcNow());

    private static BoundException Invalid(string problem) => new("ValidationException", problem);
}
