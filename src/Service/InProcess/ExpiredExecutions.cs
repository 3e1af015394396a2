using System.Collections.Concurrent;

namespace FunctionsAsl.Service.InProcess;

/// <summary>
/// Removes executions that ended longer ago than they are kept, or behind as many as are kept, after the start and from time to time: a few
/// at once, so that the writes of others are never far behind.
/// </summary>
internal sealed class ExpiredExecutions(InProcessEngine engine, TimeSpan? kept, long? count)
{
    /// <summary>The key of its timer, among those of executions.</summary>
    public const string Timer = "expired";

    // Listed at once with their inputs; and so many are removed by one transaction.
    private const int Batch = 96;
    private const int AtOnce = 16;

    // A busy machine ends many within an hour.
    private TimeSpan Period => count is null ? TimeSpan.FromHours(1) : TimeSpan.FromMinutes(1);

    public void Sweep() => engine.Schedule("removing executions", async () =>
    {
        try
        {
            await SweepAsync();
        }
        finally
        {
            engine.SetTimer(Timer, engine.Now + Period);
        }
    });

    private async Task SweepAsync()
    {
        if (await EndOfKeptAsync() is not { } by)
        {
            return;
        }

        var parents = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        EndedExecution? last = null;
        IReadOnlyList<EndedExecution> batch;
        do
        {
            batch = await engine.Store.ListEnded(last, by, Batch);
            parents.Clear();
            foreach (EndedExecution[] some in batch.Chunk(AtOnce))
            {
                bool[] done = await Task.WhenAll(some.Select(e => TryRemoveAsync(e, by, parents)));
                if (engine.IsStopping || !done.Contains(true))
                {
                    // It is the store itself that fails.
                    return;
                }

                last = some[^1];
            }
        }
        while (batch.Count == Batch);
        if (last is not null)
        {
            await engine.Store.ReleaseSpace();
        }
    }

    /// <summary>What ended by then goes; <see langword="null"/> for nothing.</summary>
    private async ValueTask<DateTimeOffset?> EndOfKeptAsync()
    {
        DateTimeOffset? byAge = engine.Now - kept;
        DateTimeOffset? byCount = count is null ? null : await engine.Store.FindEndBehind(count.Value);
        return byCount > byAge || byAge is null ? byCount : byAge;
    }

    /// <returns>Whether it is gone, or rightly there; if not, that was reported, and the next sweep tries again.</returns>
    private async Task<bool> TryRemoveAsync(EndedExecution execution, DateTimeOffset by, ConcurrentDictionary<string, bool> parents)
    {
        bool done = true;
        await engine.WhileEndedAsync(execution.Arn, async () =>
        {
            try
            {
                if (!await IsNeededAsync(execution, parents))
                {
                    await engine.Store.RemoveExecution(execution.Arn, by);
                }
            }
            catch (Exception e)
            {
                engine.Report($"removing {execution.Arn}", e);
                done = false;
            }
        });
        return done;
    }

    /// <summary>Whether the execution that started this one may still ask for it.</summary>
    /// <param name="parents">Those that were looked for already, and what they are.</param>
    private async ValueTask<bool> IsNeededAsync(EndedExecution execution, ConcurrentDictionary<string, bool> parents)
    {
        if (execution.ParentTask?.Split('#')[0] is not { } arn)
        {
            return false;
        }

        if (!parents.TryGetValue(arn, out bool isNeeded))
        {
            isNeeded = (await engine.Store.FindExecution(arn, CancellationToken.None))?.NeedsChildren(engine.Now) == true;
            parents[arn] = isNeeded;
        }

        return isNeeded;
    }
}
