using System.Collections.Concurrent;
using FunctionsAsl.Service.Express;

namespace FunctionsAsl.Service.InProcess;

/// <summary>The asynchronous Express executions that this process runs.</summary>
/// <param name="starts">Remembers them.</param>
/// <param name="run">Runs one to its end.</param>
/// <param name="report">Told of what failed.</param>
/// <param name="most">How many may run at once: each is in memory.</param>
internal sealed class ExpressExecutions(
    ExpressStarts starts, Func<ExecutionRecord, CancellationToken, Task> run, Action<string, Exception> report, int most = 4000)
{
    private const int PageSize = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentDictionary<string, bool> _running = new(StringComparer.Ordinal);
    private int _places = most;

    /// <summary>Starts an execution: durable when this completes.</summary>
    /// <param name="stop">Ends it; it runs again after the next start of the process.</param>
    /// <exception cref="ApiException">ThrottlingException: too many run. Clients of AWS try again.</exception>
    public async ValueTask Start(ExecutionRecord record, CancellationToken cancel, CancellationToken stop)
    {
        if (!_running.TryAdd(record.Arn, true))
        {
            return;
        }

        if (Interlocked.Decrement(ref _places) < 0)
        {
            Leave(record.Arn);
            throw new ApiException("ThrottlingException", "Rate exceeded");
        }

        try
        {
            await starts.Add(record, cancel);
        }
        catch
        {
            Leave(record.Arn);
            throw;
        }

        _ = Task.Run(() => RunAsync(record, stop), CancellationToken.None);
    }

    /// <summary>Runs those again that had not ended when the last process did.</summary>
    public async Task RecoverAsync(CancellationToken stop)
    {
        string? after = null;
        do
        {
            Page<ExpressStart> page = await starts.List(after, PageSize, stop);
            foreach (ExpressStart start in page.Items)
            {
                while (Volatile.Read(ref _places) <= 0)
                {
                    await Task.Delay(Pause, stop);
                }

                if (!_running.TryAdd(start.Arn, true))
                {
                    // It has been started meanwhile.
                    continue;
                }

                Interlocked.Decrement(ref _places);
                if (await starts.Find(start.Arn, stop) is { } record)
                {
                    _ = Task.Run(() => RunAsync(record, stop), CancellationToken.None);
                }
                else
                {
                    await starts.Remove(start.Arn, stop);
                    Leave(start.Arn);
                }
            }

            after = page.Next;
        }
        while (after is not null);
    }

    private async Task RunAsync(ExecutionRecord record, CancellationToken stop)
    {
        try
        {
            await run(record, stop);
            await starts.Remove(record.Arn, stop);
        }
        catch (Exception e)
        {
            if (!stop.IsCancellationRequested)
            {
                report(record.Arn, e);
            }
        }
        finally
        {
            Leave(record.Arn);
        }
    }

    private void Leave(string arn)
    {
        _running.TryRemove(arn, out _);
        Interlocked.Increment(ref _places);
    }
}
