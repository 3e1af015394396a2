namespace FunctionsAsl.Durable.Ports;

/// <summary>Queues by name (3 to 63 of a-z, 0-9 and single hyphens); one that is not there yet comes into being with its first message.</summary>
public interface IQueues
{
    /// <param name="message">At most 48 KiB of text.</param>
    ValueTask Send(string queue, string message, CancellationToken cancel);

    /// <summary>Takes the oldest message, which others do not see for <paramref name="hidden"/>; <see langword="null"/> where there is none.</summary>
    ValueTask<QueueMessage?> Receive(string queue, TimeSpan hidden, CancellationToken cancel);

    /// <summary>Ends a message that was received. Nothing happens where it is gone.</summary>
    ValueTask Delete(string queue, QueueMessage message, CancellationToken cancel);

    /// <summary>Removes a queue with all its messages. Nothing happens where there is none.</summary>
    ValueTask Remove(string queue, CancellationToken cancel);
}

/// <summary>A message that was received.</summary>
public sealed record QueueMessage(string Text, string Receipt);
