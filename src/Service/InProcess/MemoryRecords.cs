namespace FunctionsAsl.Service.InProcess;

/// <summary>Records in memory.</summary>
public sealed class MemoryRecords<T> : IRecords<T>
    where T : class, IRecord<T>
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, T> _records = new(StringComparer.Ordinal);

    public ValueTask<T?> Find(string arn, CancellationToken cancel)
    {
        lock (_lock)
        {
            return new(_records.GetValueOrDefault(arn));
        }
    }

    public ValueTask<bool> TryWrite(T? expected, T record, CancellationToken cancel)
    {
        lock (_lock)
        {
            bool isUnchanged = RecordSerializer.AreAlike(_records.GetValueOrDefault(record.Arn), expected);
            if (isUnchanged)
            {
                _records[record.Arn] = record;
            }

            return new(isUnchanged);
        }
    }

    public ValueTask Remove(string arn, CancellationToken cancel)
    {
        lock (_lock)
        {
            _records.Remove(arn);
            return ValueTask.CompletedTask;
        }
    }

    public ValueTask<Page<T>> List(string prefix, string? after, int count, CancellationToken cancel)
    {
        lock (_lock)
        {
            T[] items =
            [
                .. _records.Values.Where(r => r.Arn.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(r.Arn, after) > 0)
                    .Take(count + 1),
            ];
            return new(items.Length > count ? new Page<T>(items[..count], items[count - 1].Arn) : new Page<T>(items, null));
        }
    }
}
