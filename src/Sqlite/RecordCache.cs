using System.Collections.Concurrent;

namespace FunctionsAsl.Sqlite;

/// <summary>
/// The records in use. Whoever asks for one gets the same instance, so that a definition is compiled once. What an id stands for never
/// changes, and an id is never given out again, so nothing here gets stale.
/// </summary>
internal sealed class RecordCache
{
    private const int Capacity = 1000;

    private readonly ConcurrentDictionary<long, object> _records = [];

    public T? Find<T>(long id)
        where T : class => _records.GetValueOrDefault(id) as T;

    /// <returns>The instance to use for this record.</returns>
    public T Add<T>(long id, T record)
        where T : class
    {
        if (_records.Count >= Capacity)
        {
            _records.Clear();
        }

        return (T)_records.GetOrAdd(id, record);
    }
}
