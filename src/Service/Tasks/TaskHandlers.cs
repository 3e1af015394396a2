namespace FunctionsAsl.Service.Tasks;

/// <summary>The handlers of a host, by the name of the function they stand for. Filled before the first task runs.</summary>
public sealed class TaskHandlers
{
    private readonly Dictionary<string, ITaskHandler> _handlers = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">The name is taken.</exception>
    public TaskHandlers Add(string name, ITaskHandler handler)
    {
        _handlers.Add(name, handler);
        return this;
    }

    /// <summary>Adds a handler where the name is not taken.</summary>
    public void TryAdd(string name, ITaskHandler handler) => _handlers.TryAdd(name, handler);

    /// <inheritdoc cref="Add(string, ITaskHandler)"/>
    public TaskHandlers Add(string name, Func<JsonAny, CancellationToken, ValueTask<JsonAny>> handler) =>
        Add(name, new DelegateHandler(handler));

    internal ITaskHandler? Find(string name) => _handlers.GetValueOrDefault(name);

    private sealed class DelegateHandler(Func<JsonAny, CancellationToken, ValueTask<JsonAny>> handler) : ITaskHandler
    {
        public ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel) => handler(input, cancel);
    }
}
