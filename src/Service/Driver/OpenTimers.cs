namespace FunctionsAsl.Service.Driver;

/// <summary>The timers that an execution waits for.</summary>
internal sealed class OpenTimers
{
    private readonly Dictionary<string, DateTimeOffset> _timers = new(StringComparer.Ordinal);

    /// <summary>When the first is due.</summary>
    public DateTimeOffset? Next => _timers.Count == 0 ? null : _timers.Values.Min();

    /// <summary>The events of those that are due, the first due first; they stay open until <see cref="Close"/>.</summary>
    public IReadOnlyList<Event.TimerFired> Due(DateTimeOffset now) =>
        [.. _timers.Where(t => t.Value <= now).OrderBy(static t => t.Value).Select(static t => new Event.TimerFired(default, 0, t.Key))];

    public void Set(string id, DateTimeOffset due) => _timers[id] = due;

    public void Close(string id) => _timers.Remove(id);
}
