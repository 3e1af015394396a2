using System.Text;
using FunctionsAsl.Integrations.Azure.Queues;

namespace FunctionsAsl.Integrations.Azure.Messages;

/// <summary>
/// A queue of SQS that is one of Service Bus, or a topic of SNS that is one there; for sending only. A message's group is its session, its
/// deduplication id its message id, its attributes its properties.
/// </summary>
/// <remarks>Over HTTP (Service Bus REST API, Send Message): AMQP would bring a connection of its own to every host.</remarks>
internal sealed class ServiceBusEntity(AzureEndpoint endpoint, TimeProvider clock) : IBoundResource, IMessageTarget
{
    public const string Scope = "https://servicebus.azure.net/.default";
    private const string Type = "text/plain; charset=utf-8";
    private const int MostDelay = 900;

    // What stands in other headers of the call, or is HTTP's own.
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "BrokerProperties", "Connection", "Content-Length", "Content-Type", "Date", "Expect", "Host", "Transfer-Encoding", "Upgrade",
    };

    public ValueTask<BoundAnswer> CallAsync(string operation, JsonMap request, CancellationToken cancel) => operation switch
    {
        "SendMessage" => SendAsync(new Fields(request), cancel),
        "SendMessageBatch" => MessageBatch.SendAsync(this, new Fields(request), cancel),
        "Publish" => PublishAsync(new Fields(request), cancel),
        _ => throw BoundException.Unsupported($"The operation {operation} is"),
    };

    public async ValueTask<BoundAnswer> SendAsync(Fields entry, CancellationToken cancel)
    {
        entry.Allow("QueueUrl", "Id", "MessageBody", "DelaySeconds", "MessageAttributes", "MessageGroupId", "MessageDeduplicationId");
        string body = MessageText.Check(entry.Text("MessageBody"));
        string id = await SendAsync(entry, body, new JsonMap.Builder(), cancel);
        return new BoundAnswer(JsonMap.Of(("MD5OfMessageBody", MessageText.Md5(body)), ("MessageId", id)));
    }

    private async ValueTask<BoundAnswer> PublishAsync(Fields request, CancellationToken cancel)
    {
        request.Allow("TopicArn", "TargetArn", "Message", "Subject", "MessageAttributes", "MessageGroupId", "MessageDeduplicationId");
        JsonMap.Builder broker = new JsonMap.Builder().SetIfPresent("Label", request.Value("Subject"));
        return new BoundAnswer(JsonMap.Of(("MessageId", await SendAsync(request, request.RequiredText("Message"), broker, cancel))));
    }

    /// <param name="broker">What Service Bus itself reads of the message.</param>
    /// <returns>The message's id.</returns>
    private async ValueTask<string> SendAsync(Fields message, string body, JsonMap.Builder broker, CancellationToken cancel)
    {
        string id = message.Text("MessageDeduplicationId") ?? Guid.NewGuid().ToString();
        broker.Set("MessageId", id).SetIfPresent("SessionId", message.Value("MessageGroupId"));
        if (message.Number("DelaySeconds", 0, MostDelay) is > 0 and { } seconds)
        {
            broker.Set("ScheduledEnqueueTimeUtc", clock.GetUtcNow().AddSeconds(seconds).ToString("R", CultureInfo.InvariantCulture));
        }

        List<KeyValuePair<string, string>> headers = [KeyValuePair.Create("BrokerProperties", Ascii(broker.Build()))];
        foreach ((string name, JsonAny value) in message.Object("MessageAttributes"))
        {
            headers.Add(KeyValuePair.Create(CheckName(name), Ascii(PropertyOf(name, value as JsonMap ?? JsonMap.Empty))));
        }

        await endpoint.PostAsync(Encoding.UTF8.GetBytes(body), Type, headers, cancel);
        return id;
    }

    /// <exception cref="BoundException">No header can have the name, or it is one that says something else.</exception>
    private static string CheckName(string name) =>
        Reserved.Contains(name) || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? throw BoundException.Unsupported($"An attribute of the name '{name}' is")
            : name;

    private static JsonAny PropertyOf(string name, JsonMap attribute)
    {
        string type = (attribute["DataType"] as JsonString)?.Value ?? "";
        string? text = (attribute["StringValue"] as JsonString)?.Value;
        return type.Split('.')[0] switch
        {
            "String" when text is not null => text,
            "Number" when text is not null && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
            _ => throw BoundException.Unsupported($"The type '{type}' of the attribute '{name}' is"),
        };
    }

    /// <summary>JSON that a header can have.</summary>
    private static string Ascii(JsonAny value)
    {
        var text = new StringBuilder();
        foreach (char c in value.ToString())
        {
            _ = char.IsAscii(c) ? text.Append(c) : text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }
}
