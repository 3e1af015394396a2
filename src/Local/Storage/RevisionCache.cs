using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using FunctionsAsl.Service.Records;

namespace FunctionsAsl.Local.Storage;

/// <summary>
/// The revisions in use, as records. Whoever asks for a revision gets the same instance, so that its definition is compiled once.
/// What an id stands for never changes, and an id is never given out again, so nothing here gets stale.
/// </summary>
internal sealed class RevisionCache
{
    private const int Capacity = 1000;

    private readonly ConcurrentDictionary<long, StateMachineRecord> _records = [];

    public bool TryGet(long id, [NotNullWhen(true)] out StateMachineRecord? record) => _records.TryGetValue(id, out record);

    /// <returns>The instance to use for this revision.</returns>
    public StateMachineRecord Add(long id, StateMachineRecord record)
    {
        if (_records.Count >= Capacity)
        {
            _records.Clear();
        }

        return _records.GetOrAdd(id, record);
    }
}
