namespace FunctionsAsl.Support.TaskHub;

/// <summary>Whether an operation of a storage in memory fails.</summary>
public enum StorageFault
{
    None,

    /// <summary>Nothing was done.</summary>
    Before,

    /// <summary>It was done, and the answer was lost.</summary>
    After,
}

/// <summary>Counts the operations of a storage in memory, and lets some of them fail.</summary>
public sealed class StorageFaults
{
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Decides for an operation, by its kind and the name of what it is about, whether it fails.</summary>
    public Func<string, string, StorageFault> Decide { get; set; } = static (_, _) => StorageFault.None;

    /// <summary>How many operations there were of each kind, failed ones included.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    public int Total => _counts.Values.Sum();

    /// <summary>Operations in the order they came, as <c>kind name</c>.</summary>
    public List<string> Log { get; } = [];

    public void Reset()
    {
        _counts.Clear();
        Log.Clear();
    }

    public T Run<T>(string kind, string name, Func<T> operation)
    {
        _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        Log.Add($"{kind} {name}");
        StorageFault fault = Decide(kind, name);
        if (fault == StorageFault.Before)
        {
            throw new IOException($"The storage did not do this: {kind} {name}");
        }

        T result = operation();
        return fault == StorageFault.None ? result : throw new IOException($"The storage did this and did not say so: {kind} {name}");
    }
}
