using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FunctionsAsl.Durable.Ports;

namespace FunctionsAsl.Support.TaskHub;

/// <summary>Queues in memory, with the visibility and the bounds of Azure's.</summary>
/// <param name="clock">Where time comes from.</param>
public sealed partial class MemoryQueues(TimeProvider clock) : IQueues
{
    private const int MaxMessage = 48 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<Waiting>> _queues = new(StringComparer.Ordinal);
    private long _lastReceipt;

    /// <summary>The operations: <c>send</c>, <c>receive</c>, <c>delete</c>, <c>remove</c>.</summary>
    public StorageFaults Operations { get; } = new();

    /// <summary>All messages as text for <see cref="Load"/>.</summary>
    public string Save()
    {
        lock (_lock)
        {
            return JsonSerializer.Serialize(_queues);
        }
    }

    /// <summary>Takes over the messages that another one has saved. Who had received one cannot end it any more.</summary>
    public void Load(string saved)
    {
        lock (_lock)
        {
            foreach ((string queue, List<Waiting> messages) in JsonSerializer.Deserialize<Dictionary<string, List<Waiting>>>(saved)!)
            {
                _queues.Add(queue, [.. messages.Select(static m => m with { Receipt = "" })]);
            }
        }
    }

    public ValueTask Send(string queue, string message, CancellationToken cancel) => Ignored(Run("send", queue, () =>
    {
        if (Encoding.UTF8.GetByteCount(message) > MaxMessage)
        {
            throw new ArgumentException("It is too long for a queue.", nameof(message));
        }

        if (!_queues.TryGetValue(queue, out List<Waiting>? messages))
        {
            _queues.Add(queue, messages = []);
        }

        messages.Add(new Waiting(message, "", clock.GetUtcNow()));
        return true;
    }));

    public ValueTask<QueueMessage?> Receive(string queue, TimeSpan hidden, CancellationToken cancel) => Run("receive", queue, () =>
    {
        List<Waiting> messages = _queues.GetValueOrDefault(queue) ?? [];
        DateTimeOffset now = clock.GetUtcNow();
        int at = messages.FindIndex(m => m.VisibleAt <= now);
        if (at < 0)
        {
            return null;
        }

        Waiting received = messages[at] with { Receipt = (++_lastReceipt).ToString(CultureInfo.InvariantCulture), VisibleAt = now + hidden };
        messages[at] = received;
        return new QueueMessage(received.Text, received.Receipt);
    });

    public ValueTask Delete(string queue, QueueMessage message, CancellationToken cancel) =>
        Ignored(Run("delete", queue, () => _queues.GetValueOrDefault(queue)?.RemoveAll(m => m.Receipt == message.Receipt) > 0));

    public ValueTask Remove(string queue, CancellationToken cancel) => Ignored(Run("remove", queue, () => _queues.Remove(queue)));

    private static ValueTask Ignored(ValueTask<bool> result) => new(result.AsTask());

    private ValueTask<T> Run<T>(string kind, string queue, Func<T> operation)
    {
        try
        {
            lock (_lock)
            {
                return QueueName().IsMatch(queue)
                    ? new(Operations.Run(kind, queue, operation))
                    : throw new ArgumentException($"'{queue}' cannot be a queue's name.", nameof(queue));
            }
        }
        catch (Exception e)
        {
            return ValueTask.FromException<T>(e);
        }
    }

    [GeneratedRegex("^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex QueueName();

    private sealed record Waiting(string Text, string Receipt, DateTimeOffset VisibleAt);
}
