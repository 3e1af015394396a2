using System.Collections.Concurrent;
using FunctionsAsl.Service.Driver;
using FunctionsAsl.Service.Express;

namespace FunctionsAsl.Service.InProcess;

/// <summary>The asynchronous Express executions that this process runs.</summary>
/// <param name="starts">Remembers them.</param>
/// <param name="run">Runs one to its end.</param>
/// <param name="report">Told of what failed.</param>
/// <param name="inFlight">Counts what is being done.</param>
/// <param name="most">How many may run at once: each is in memory.</param>
/// <param name="mostInputs">How long their inputs may be all together, in characters; each is held a few times over.</param>
internal sealed class ExpressExecutions(
    ExpressStarts starts,
    Func<ExecutionRecord, CancellationToken, Task> run,
    Action<string, Exception> report,
    InFlight inFlight,
    int most = 4000,
    long mostInputs = 64 * 1024 * 1024)
{
    private const int PageSize = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentDictionary<string, bool> _running = new(StringComparer.Ordinal);
    private int _places = most;
    private long _inputs;

    /// <summary>Starts an execution: durable when this completes.</summary>
    /// <param name="stop">Ends it; it runs again after the next start of the process.</param>
    /// <exception cref="ApiException">ThrottlingException: too many run. Clients of AWS try again.</exception>
    public async ValueTask Start(ExecutionRecord record, CancellationToken cancel, CancellationToken stop)
    {
        if (!_running.TryAdd(record.Arn, true))
        {
            return;
        }

        if (!Take(record))
        {
            Leave(record);
            throw new ApiException("ThrottlingException", "Rate exceeded");
        }

        try
        {
            await starts.Add(record, cancel);
        }
        catch
        {
            Leave(record);
            throw;
        }

        Begin(record, stop);
    }

    /// <summary>Runs those again that had not ended when the last process did. One that cannot be read is reported, and stays.</summary>
    public async Task RecoverAsync(CancellationToken giveUp, CancellationToken stop)
    {
        string? after = null;
        do
        {
            Page<ExpressStart> page = await starts.List(after, PageSize, giveUp);
            foreach (ExpressStart start in page.Items)
            {
                while (Volatile.Read(ref _places) <= 0 || Interlocked.Read(ref _inputs) > mostInputs)
                {
                    await Task.Delay(Pause, giveUp);
                }

                try
                {
                    await RecoverAsync(start.Arn, stop);
                }
                catch (Exception e) when (!giveUp.IsCancellationRequested)
                {
                    report(start.Arn, e);
                }
            }

            after = page.Next;
        }
        while (after is not null);
    }

    private async Task RecoverAsync(string arn, CancellationToken stop)
    {
        if (_running.ContainsKey(arn))
        {
            // It has been started meanwhile.
            return;
        }

        if (await starts.Find(arn, stop) is not { } record)
        {
            await starts.Remove(arn, stop);
        }
        else if (_running.TryAdd(arn, true))
        {
            Take(record);
            Begin(record, stop);
        }
    }

    /// <summary>Runs an execution that nobody waits for.</summary>
    private void Begin(ExecutionRecord record, CancellationToken stop)
    {
        inFlight.BeginStep();
        _ = Task.Run(
            () =>
            {
                inFlight.LeaveTask();
                Task running = RunAsync(record, stop);
                // It counts itself from here on.
                inFlight.EndStep();
                return running;
            },
            CancellationToken.None);
    }

    /// <returns>Whether there was room for it.</returns>
    private bool Take(ExecutionRecord record) =>
        Interlocked.Decrement(ref _places) >= 0 & Interlocked.Add(ref _inputs, record.Input.Length) <= mostInputs;

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
            Leave(record);
        }
    }

    private void Leave(ExecutionRecord record)
    {
        _running.TryRemove(record.Arn, out _);
        Interlocked.Increment(ref _places);
        Interlocked.Add(ref _inputs, -record.Input.Length);
    }
}
