using System.Security.Cryptography;

namespace FunctionsAsl.Durable.Storage;

/// <summary>A task that waits for an activity's worker.</summary>
/// <param name="Execution">The ARN of the execution whose task it is.</param>
/// <param name="Token">What the worker gets to report with.</param>
internal sealed record ActivityOffer(string Execution, ExecutionKey Key, string Id, string Token)
{
    /// <summary>Tells apart the messages of a task that was offered more than once.</summary>
    public string Delivery { get; init; } = Guid.NewGuid().ToString("N");

    /// <summary>The task's input as text; <see langword="null"/> where it is so long that it has a blob.</summary>
    public string? Input { get; init; }
}

/// <summary>The tasks that wait for workers, a queue for each activity.</summary>
internal sealed class ActivityQueue(IQueues queues, IBlobs blobs)
{
    // As text within a message's JSON it may become twice as long, and a message has 48 KiB.
    private const int MostInlineBytes = 16 * 1024;

    /// <summary>Offers a task to the activity's workers.</summary>
    public async ValueTask Offer(string activityArn, ActivityOffer offer, JsonAny input, CancellationToken cancel)
    {
        // As text, so that it comes out as it was written.
        string text = input.ToString();
        bool isInline = Encoding.UTF8.GetByteCount(text) <= MostInlineBytes;
        if (!isInline)
        {
            await blobs.Write(InputBlob(offer), Encoding.UTF8.GetBytes(text), BlobCondition.None, null, cancel);
        }

        string message = JsonSerializer.Serialize(isInline ? offer with { Input = text } : offer, StorageJson.Default.ActivityOffer);
        await queues.Send(QueueOf(activityArn), message, cancel);
    }

    /// <summary>Takes the task that has waited longest; others do not get it for <paramref name="hidden"/>.</summary>
    /// <exception cref="FormatException">The message offers no task; it is not seen again.</exception>
    public async ValueTask<ReceivedOffer?> Receive(string activityArn, TimeSpan hidden, CancellationToken cancel)
    {
        if (await queues.Receive(QueueOf(activityArn), hidden, cancel) is not { } message)
        {
            return null;
        }

        try
        {
            return new ReceivedOffer(JsonReader.ReadSaved(message.Text, StorageJson.Default.ActivityOffer), message);
        }
        catch (FormatException)
        {
            await queues.Delete(QueueOf(activityArn), message, cancel);
            throw;
        }
    }

    /// <summary>The task's input; <see langword="null"/> where its execution is gone.</summary>
    public async ValueTask<JsonAny?> ReadInput(ReceivedOffer received, CancellationToken cancel)
    {
        string? text = received.Offer.Input;
        if (text is null && await blobs.Read(InputBlob(received.Offer), cancel) is { } blob)
        {
            text = Encoding.UTF8.GetString(blob.Content.Span);
        }

        return text is null ? null : JsonAny.ParseVerbatim(text);
    }

    public ValueTask Delete(string activityArn, ReceivedOffer received, CancellationToken cancel) =>
        queues.Delete(QueueOf(activityArn), received.Message, cancel);

    public ValueTask Remove(string activityArn, CancellationToken cancel) => queues.Remove(QueueOf(activityArn), cancel);

    private static string InputBlob(ActivityOffer offer) => offer.Key.PayloadBlob(offer.Id, "input");

    private static string QueueOf(string activityArn) =>
        $"asl-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(activityArn)))[..48]}";
}

/// <summary>A task as it comes out of the queue.</summary>
internal sealed record ReceivedOffer(ActivityOffer Offer, QueueMessage Message);
