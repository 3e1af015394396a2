using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using QueueMessage = FunctionsAsl.Durable.Ports.QueueMessage;

namespace FunctionsAsl.Functions.Adapters;

/// <summary>Azure Queue Storage.</summary>
/// <param name="service">The account; its clients must encode messages in Base64, so that they may hold any text.</param>
public sealed class AzureQueues(QueueServiceClient service) : IQueues
{
    private const int NotFound = 404;

    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);

    public async ValueTask Send(string queue, string message, CancellationToken cancel)
    {
        QueueClient client = service.GetQueueClient(queue);
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
                (await service.GetQueueClient(queue).ReceiveMessageAsync(hidden, cancel)).Value;
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
            await service.GetQueueClient(queue).DeleteMessageAsync(receipt[0], receipt[1], cancel);
        }
        catch (RequestFailedException e) when (e.Status == NotFound || e.ErrorCode == QueueErrorCode.PopReceiptMismatch)
        {
            // It is gone, or somebody else has it by now.
        }
    }

    public async ValueTask Remove(string queue, CancellationToken cancel) =>
        await service.GetQueueClient(queue).DeleteIfExistsAsync(cancel);
}
