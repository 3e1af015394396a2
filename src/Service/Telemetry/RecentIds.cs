namespace FunctionsAsl.Service.Telemetry;

/// <summary>The latest ids of a kind, so that each is told of once, whichever thread comes with it.</summary>
public sealed class RecentIds(int most)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <returns>Whether it is new.</returns>
    public bool Add(string id)
    {
        lock (_lock)
        {
            if (!_known.Add(id))
            {
                return false;
            }

            _order.Enqueue(id);
            if (_order.Count > most)
            {
                _known.Remove(_order.Dequeue());
            }

            return true;
        }
    }
}
