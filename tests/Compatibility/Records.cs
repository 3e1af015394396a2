using System.Collections.Concurrent;

namespace FunctionsAsl.Compatibility;

/// <summary>What was recorded and what comes of the same data now, once for all tests.</summary>
public sealed class Records
{
    private readonly ConcurrentDictionary<(string Release, string Kind), Lazy<Task<Record>>> _made = new();

    internal async Task<(Record Expected, Record Actual)> GetAsync(string release, string kind)
    {
        DataSet set = DataSet.Of(release, kind);
        // Not on a test's own thread, to which everything would have to come back.
        return (set.ReadRecord(), await _made.GetOrAdd(
            (release, kind), _ => new Lazy<Task<Record>>(() => Task.Run(() => Record.MakeAsync(set)))).Value);
    }
}
