namespace FunctionsAsl.Durable.Orchestration;

/// <summary>
/// The history that stands in no blob yet, step by step. It travels with calls of activities that write it; until one says so, it may
/// travel again: writing it once more, or with what has come since, is harmless.
/// </summary>
internal sealed class HistoryTail
{
    private readonly List<JsonList> _steps = [];
    private long _first;

    public HistoryTail(JsonList steps, long position)
    {
        foreach (JsonList step in steps.Cast<JsonList>())
        {
            Add(step);
        }

        Position = position;
    }

    /// <summary>The size of it all, in bytes of JSON text.</summary>
    public int Bytes { get; private set; }

    /// <summary>Where the history's blob ends, in bytes.</summary>
    public long Position { get; private set; }

    /// <summary>Whether it is on its way with a call.</summary>
    public bool IsTravelling { get; private set; }

    /// <summary>Its steps.</summary>
    public JsonList Steps => JsonList.Of(_steps);

    public IReadOnlyList<HistoryEvent> Events => [.. _steps.SelectMany(static step => HistorySerializer.Load(step))];

    public void Add(JsonList step)
    {
        _steps.Add(step);
        Bytes += step.Utf8Length;
    }

    /// <summary>Sends it all with a call.</summary>
    /// <returns>What to give to <see cref="Arrived"/> afterwards.</returns>
    public long Depart()
    {
        IsTravelling = true;
        return _first + _steps.Count;
    }

    /// <summary>A call that it was sent with has ended.</summary>
    /// <param name="position">Where the blob ends after what was sent; <see langword="null"/> where it was not written.</param>
    public void Arrived(long last, long? position)
    {
        IsTravelling = false;
        if (position is { } written && written > Position)
        {
            // The call may have written more than it was sent.
            int count = (int)Math.Max(0, last - _first);
            Bytes -= _steps.Take(count).Sum(static s => s.Utf8Length);
            _steps.RemoveRange(0, count);
            _first += count;
            Position = written;
        }
    }
}
