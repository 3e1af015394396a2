using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using QueueMessage = FunctionsAsl.Durable.Ports.QueueMessage;

namespace FunctionsAsl.AzureStorage;

/// <summary>Azure Queue Storage.</summary>
/// <param name="service">The account, asked with <see cref="ClientOptions"/>.</param>
/// <param name="prefix">What the queues' names begin with; at most 9 characters.</param>
public sealed class AzureQueues(QueueServiceClient service, string prefix = "") : IQueues
{
    private const int NotFound = 404;

    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);

    /// <summary>A queue takes XML text only; Base64 lets a message be any text.</summary>
    public static QueueClientOptions ClientOptions => new() { MessageEncoding = QueueMessageEncoding.Base64 };

    public async ValueTask Send(string queue, string message, CancellationToken cancel)
    {
        QueueClient client = Client(queue);
        try
        {
            await client.SendMessageAsync(message, timeToLive: Forever, cancellationToken: cancel);
        }
        catch (RequestFailedException e) when (e.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            await client.CreateIfNotExistsAsync(cancellationToken: cancel);
            await client.SendMessageAsync(message, timeToLive: Forever, cancellationToken: cancel);
        }
    }

    public async ValueTask<QueueMessage?> Receive(string queue, TimeSpan hidden, CancellationToken cancel)
    {
        try
        {
            Azure.Storage.Queues.Models.QueueMessage? message =
                (await Client(queue).ReceiveMessageAsync(hidden, cancel)).Value;
            return message is null ? null : new QueueMessage(message.Body.ToString(), $"{message.MessageId}/{message.PopReceipt}");
        }
        catch (RequestFailedException e) when (e.Status == NotFound)
        {
            return null;
        }
    }

    public async ValueTask Delete(string queue, QueueMessage message, CancellationToken cancel)
    {
        string[] receipt = message.Receipt.Split('/', 2);
        try
        {
            await Client(queue).DeleteMessageAsync(receipt[0], receipt[1], cancel);
        }
        catch (RequestFailedException e) when (e.Status == NotFound || e.ErrorCode == QueueErrorCode.PopReceiptMismatch)
        {
            // It is gone, or somebody else has it by now.
        }
    }

    public async ValueTask Remove(string queue, CancellationToken cancel) =>
        await Client(queue).DeleteIfExistsAsync(cancel);

    private QueueClient Client(string queue) => service.GetQueueClient(prefix + queue);
}
