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

    public ValueTask<BoundAnswer> CallAsync(string operation, JsonObject request, CancellationToken cancel) => operation switch
    {
        "PutEvents" => PutAsync(new Fields(request), cancel),
        "Publish" => PublishAsync(new Fields(request), cancel),
        _ => throw BoundException.Unsupported($"The operation {operation} is"),
    };

    private async ValueTask<BoundAnswer> PutAsync(Fields request, CancellationToken cancel)
    {
        request.Allow("Entries");
        JsonObject[] entries = [.. request.Items("Entries").OfType<JsonObject>()];
        if (entries.Length is 0 or > MostEntries)
        {
            throw Invalid($"Value at 'entries' failed to satisfy constraint: Member must have length from 1 to {MostEntries}");
        }

        JsonObject[] events = [.. entries.Select(entry => OfEntry(new Fields(entry)))];
        await SendAsync(events, cancel);
        return new BoundAnswer(JsonObject.Of(
            ("FailedEntryCount", 0), ("Entries", JsonArray.Of(events.Select(static JsonValue (e) => JsonObject.Of(("EventId", e["id"]!)))))));
    }

    private async ValueTask<BoundAnswer> PublishAsync(Fields request, CancellationToken cancel)
    {
        request.Allow("TopicArn", "TargetArn", "Message", "Subject", "MessageAttributes");
        JsonObject published = NewEvent(request.Text("TopicArn") ?? request.RequiredText("TargetArn"), NotificationType, Timestamp())
            .Set("data", new JsonObject.Builder()
                .Set("Message", request.RequiredText("Message"))
                .SetIfPresent("Subject", request.Value("Subject"))
                .SetIfPresent("MessageAttributes", request.Value("MessageAttributes"))
                .Build())
            .Build();
        await SendAsync([published], cancel);
        return new BoundAnswer(JsonObject.Of(("MessageId", published["id"]!)));
    }

    private JsonObject OfEntry(Fields entry)
    {
        entry.Allow("EventBusName", "Source", "DetailType", "Detail", "Resources", "Time");
        JsonObject.Builder made = NewEvent(
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
    private static JsonObject DetailOf(string text)
    {
        try
        {
            return JsonValue.Parse(text) as JsonObject ?? throw Invalid("Detail is malformed.");
        }
        catch (JsonSyntaxException)
        {
            throw Invalid("Detail is malformed.");
        }
    }

    private static JsonObject.Builder NewEvent(string source, string type, JsonValue time) => new JsonObject.Builder(8)
        .Set("specversion", "1.0")
        .Set("id", Guid.NewGuid().ToString())
        .Set("source", source)
        .Set("type", type)
        .Set("time", time)
        .Set("datacontenttype", "application/json");

    private ValueTask SendAsync(JsonObject[] events, CancellationToken cancel) =>
        endpoint.PostAsync(JsonArray.Of(events.AsEnumerable<JsonValue>()).ToUtf8(), Type, [], cancel);

    private JsonValue Timestamp() => Core.Execution.Timestamps.Format(clock.GetUtcNow());

    private static BoundException Invalid(string problem) => new("ValidationException", problem);
}
