using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace FunctionsAsl.Service.Telemetry;

/// <summary>Holds items for one reader. Nobody waits to add one: what has no room is left out and counted.</summary>
/// <param name="room">How much the waiting items may weigh together.</param>
/// <param name="weigh">Weighs an item.</param>
public sealed class LossyQueue<T>(long room, Func<T, int> weigh)
{
    private readonly Channel<T> _items = Channel.CreateUnbounded<T>(new UnboundedChannelOptions { SingleReader = true });
    private long _weight;
    private long _lost;

    public void Add(T item)
    {
        int weight = weigh(item);
        if (Interlocked.Add(ref _weight, weight) > room || !_items.Writer.TryWrite(item))
        {
            Interlocked.Add(ref _weight, -weight);
            Interlocked.Increment(ref _lost);
        }
    }

    /// <summary>What is added from now on is lost; what waits can still be taken.</summary>
    public void Complete() => _items.Writer.TryComplete();

    /// <returns>Whether there is something to take; if not, there will never be.</returns>
    public ValueTask<bool> WaitAsync() => _items.Reader.WaitToReadAsync();

    public bool TryTake([MaybeNullWhen(false)] out T item)
    {
        if (!_items.Reader.TryRead(out item))
        {
            return false;
        }

        Interlocked.Add(ref _weight, -weigh(item));
        return true;
    }

    /// <summary>How many were left out since this was asked last.</summary>
    public long TakeLost() => Interlocked.Exchange(ref _lost, 0);
}
