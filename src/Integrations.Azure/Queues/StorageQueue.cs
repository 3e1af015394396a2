using System.Text;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace FunctionsAsl.Integrations.Azure.Queues;

/// <summary>
/// A queue of SQS that is one of Queue Storage. What that has not is refused by its name: first in, first out, attributes, another time until
/// a message is shown again. A message stays for Queue Storage's seven days.
/// </summary>
/// <param name="isBase64">Whether bodies are written in Base64, as the queue triggers of Azure Functions expect.</param>
internal sealed class StorageQueue(QueueClient queue, bool isBase64, TimeProvider clock) : IBoundResource, IMessageTarget
{
    private const int MostBytes = 64 * 1024;
    private const int MostDelay = 900;
    private const int MostWait = 20;
    private const int MostMessages = 10;
    private const int DefaultHidden = 30;
    private const int MostHidden = 43_200;

    private static readonly string[] ReceivedAttributes = ["SentTimestamp", "ApproximateReceiveCount"];

    public ValueTask<BoundAnswer> CallAsync(string operation, JsonMap request, CancellationToken cancel) => operation switch
    {
        "SendMessage" => SendAsync(new Fields(request), cancel),
        "SendMessageBatch" => MessageBatch.SendAsync(this, new Fields(request), cancel),
        "ReceiveMessage" => ReceiveAsync(new Fields(request), cancel),
        "DeleteMessage" => DeleteAsync(new Fields(request), cancel),
        _ => throw BoundException.Unsupported($"The operation {operation} is"),
    };

    public async ValueTask<BoundAnswer> SendAsync(Fields entry, CancellationToken cancel)
    {
        entry.Allow("QueueUrl", "Id", "MessageBody", "DelaySeconds");
        string body = MessageText.Check(entry.Text("MessageBody"));
        string text = isBase64 ? Convert.ToBase64String(Encoding.UTF8.GetBytes(body)) : body;
        if (Encoding.UTF8.GetByteCount(text) > MostBytes)
        {
            throw new BoundException("InvalidParameterValue", $"One or more parameters are invalid. Reason: Message must be shorter than {MostBytes} bytes{(isBase64 ? " in Base64" : "")}.");
        }

        TimeSpan? delay = entry.Number("DelaySeconds", 0, MostDelay) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        Response<SendReceipt> sent = await Refusals.TryAsync(() => queue.SendMessageAsync(text, delay, cancellationToken: cancel), Named);
        return Answer(JsonMap.Of(("MD5OfMessageBody", MessageText.Md5(body)), ("MessageId", sent.Value.MessageId)), sent.GetRawResponse());
    }

    /// <remarks>Queue Storage answers at once: who waits asks again each second.</remarks>
    private async ValueTask<BoundAnswer> ReceiveAsync(Fields request, CancellationToken cancel)
    {
        request.Allow(
            "QueueUrl", "MaxNumberOfMessages", "VisibilityTimeout", "WaitTimeSeconds", "AttributeNames", "MessageSystemAttributeNames",
            "MessageAttributeNames", "ReceiveRequestAttemptId");
        int most = request.Number("MaxNumberOfMessages", 1, MostMessages) ?? 1;
        TimeSpan hidden = TimeSpan.FromSeconds(request.Number("VisibilityTimeout", 1, MostHidden) ?? DefaultHidden);
        string[] attributes = AttributesOf(request);
        for (int left = request.Number("WaitTimeSeconds", 0, MostWait) ?? 0; ; left--)
        {
            Response<QueueMessage[]> received = await Refusals.TryAsync(() => queue.ReceiveMessagesAsync(most, hidden, cancel), Named);
            if (received.Value.Length > 0 || left == 0)
            {
                JsonMap output = received.Value.Length == 0
                    ? JsonMap.Empty
                    : JsonMap.Of(("Messages", JsonList.Of(received.Value.Select(JsonAny (m) => Show(m, attributes)))));
                return Answer(output, received.GetRawResponse());
            }

            await Task.Delay(TimeSpan.FromSeconds(1), clock, cancel);
        }
    }

    private async ValueTask<BoundAnswer> DeleteAsync(Fields request, CancellationToken cancel)
    {
        request.Allow("QueueUrl", "ReceiptHandle");
        if (request.RequiredText("ReceiptHandle").Split('/', 2) is not [var id, var receipt])
        {
            throw new BoundException("ReceiptHandleIsInvalid", "The input receipt handle is invalid.");
        }

        try
        {
            return Answer(JsonMap.Empty, await queue.DeleteMessageAsync(id, receipt, cancel));
        }
        catch (RequestFailedException e) when (e.ErrorCode == QueueErrorCode.MessageNotFound || e.ErrorCode == QueueErrorCode.PopReceiptMismatch)
        {
            // Gone, or taken by another: SQS says that it went well.
            return new BoundAnswer(JsonMap.Empty);
        }
        catch (RequestFailedException e)
        {
            throw Named(e) ?? Refusals.Of(e.Status, e.ErrorCode, e);
        }
    }

    /// <summary>Which attributes of messages are asked for.</summary>
    /// <exception cref="BoundException">One that Queue Storage does not know.</exception>
    private static string[] AttributesOf(Fields request)
    {
        JsonAny[] asked = [.. request.Items("AttributeNames"), .. request.Items("MessageSystemAttributeNames")];
        string[] names = [.. asked.OfType<JsonString>().Select(static n => n.Value)];
        return names.Contains("All") ? ReceivedAttributes
            : Array.Find(names, static n => !ReceivedAttributes.Contains(n)) is { } other
                ? throw BoundException.Unsupported($"The attribute '{other}' is")
                : names;
    }

    private JsonMap Show(QueueMessage message, string[] attributes)
    {
        string body = BodyOf(message.MessageText);
        var shown = new JsonMap.Builder()
            .Set("MessageId", message.MessageId)
            .Set("ReceiptHandle", $"{message.MessageId}/{message.PopReceipt}")
            .Set("MD5OfBody", MessageText.Md5(body))
            .Set("Body", body);
        if (attributes.Length > 0)
        {
            shown.Set("Attributes", JsonMap.Of([.. attributes.Distinct(StringComparer.Ordinal).Select((string, JsonAny) (name) => (name, name == "SentTimestamp"
                ? (message.InsertedOn ?? DateTimeOffset.UnixEpoch).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)
                : message.DequeueCount.ToString(CultureInfo.InvariantCulture)))]));
        }

        return shown.Build();
    }

    /// <summary>What another sender did not write in Base64 is the body as it is.</summary>
    private string BodyOf(string text)
    {
        var bytes = new byte[text.Length];
        return isBase64 && Convert.TryFromBase64String(text, bytes, out int count) ? Encoding.UTF8.GetString(bytes, 0, count) : text;
    }

    private static BoundAnswer Answer(JsonMap output, Response response) => new(output, response.ClientRequestId);

    private static BoundException? Named(RequestFailedException e) => e.ErrorCode == QueueErrorCode.QueueNotFound
        ? new BoundException("AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.", inner: e)
        : null;
}
