namespace FunctionsAsl;

/// <summary>Knows how many handlers run, those too whose tasks are given up: they use what is closed behind the service.</summary>
internal sealed class RunningHandlers
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    private long _count;

    /// <returns>The handler, counted while it runs.</returns>
    public Func<JsonAny, CancellationToken, ValueTask<JsonAny>> Count(Func<JsonAny, CancellationToken, ValueTask<JsonAny>> handler) =>
        async (input, cancel) =>
        {
            Interlocked.Increment(ref _count);
            try
            {
                return await handler(input, cancel);
            }
            finally
            {
                Interlocked.Decrement(ref _count);
            }
        };

    /// <summary>Waits until none runs, for up to five seconds.</summary>
    public async Task WhenEndedAsync()
    {
        long deadline = Environment.TickCount64 + (long)Limit.TotalMilliseconds;
        while (Interlocked.Read(ref _count) > 0 && Environment.TickCount64 < deadline)
        {
            await Task.Delay(Poll);
        }
    }
}
