namespace FunctionsAsl.Service.Records;

/// <summary>The stored records of one type. Every answered write is durable, and every read sees it.</summary>
public interface IRecords<T>
    where T : class, IRecord<T>
{
    ValueTask<T?> Find(string arn, CancellationToken cancel);

    /// <summary>Writes <paramref name="record"/> if the stored one still is <paramref name="expected"/> (<see langword="null"/>: none is stored).</summary>
    /// <returns>Whether it was written; if not, somebody else was faster: read again.</returns>
    ValueTask<bool> TryWrite(T? expected, T record, CancellationToken cancel);

    /// <summary>Nothing happens where there is no such record.</summary>
    ValueTask Remove(string arn, CancellationToken cancel);

    /// <summary>Records by ARN, ascending.</summary>
    /// <param name="prefix">What the ARNs begin with: nothing, or parts of an ARN with the colon behind them.</param>
    /// <param name="after"><see cref="Page{T}.Next"/> of the page before, or <see langword="null"/> to begin.</param>
    /// <param name="count">How many at most, from 1.</param>
    ValueTask<Page<T>> List(string prefix, string? after, int count, CancellationToken cancel);

    /// <summary>Changes a record as it is stored, whoever else changes it.</summary>
    /// <param name="change">Gives the new record, or the same if there is nothing to change; may be asked more than once.</param>
    /// <returns>The record afterwards; <see langword="null"/> where there is none.</returns>
    async ValueTask<T?> Change(string arn, Func<T, T> change, CancellationToken cancel)
    {
        while (await Find(arn, cancel) is { } stored)
        {
            T changed = change(stored);
            if (ReferenceEquals(changed, stored) || await TryWrite(stored, changed, cancel))
            {
                return changed;
            }
        }

        return null;
    }
}
