namespace FunctionsAsl.Service.Operations;

/// <summary>
/// Keeps the number of records of a type below a quota. They are counted now and then, and those that are added since are added to that: so
/// a request costs nothing on most days. Where other processes add some too, it is seen late, and the quota may be passed by what they
/// add meanwhile.
/// </summary>
/// <param name="most">How many there may be; <see langword="null"/> where any number.</param>
internal sealed class RecordQuota<T>(IRecords<T> records, int? most, TimeProvider clock, string error, string what)
    where T : class, IRecord<T>
{
    private const int PageSize = 1000;

    /// <summary>How long a count holds; and where there seems to be no room, though some may have been removed.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AgeWhenFull = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private long _count;
    private DateTimeOffset _counted = DateTimeOffset.MinValue;

    /// <summary>Takes the place of a record that is to be added. It is given back by the next count where that does not come.</summary>
    /// <exception cref="ApiException">There is no room.</exception>
    public async ValueTask Take(CancellationToken cancel)
    {
        if (most is not { } limit)
        {
            return;
        }

        if (IsCountDue(limit))
        {
            long count = await CountAsync(limit, cancel);
            lock (_lock)
            {
                _count = count;
                _counted = clock.GetUtcNow();
            }
        }

        lock (_lock)
        {
            if (_count >= limit)
            {
                throw new ApiException(error, string.Create(CultureInfo.InvariantCulture, $"There are {limit} {what}, and can be no more"));
            }

            _count++;
        }
    }

    private bool IsCountDue(int limit)
    {
        lock (_lock)
        {
            TimeSpan age = clock.GetUtcNow() - _counted;
            // What is one page is read whenever it may matter.
            return age >= Age || (_count >= limit && (limit <= PageSize || age >= AgeWhenFull));
        }
    }

    /// <summary>Counts no further than to the limit.</summary>
    private async ValueTask<long> CountAsync(int limit, CancellationToken cancel)
    {
        long count = 0;
        string? after = null;
        do
        {
            Page<T> page = await records.List("", after, PageSize, cancel);
            count += page.Items.Count;
            after = page.Next;
        }
        while (after is not null && count < limit);
        return count;
    }
}
