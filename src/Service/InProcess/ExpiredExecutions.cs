using System.Collections.Concurrent;

namespace FunctionsAsl.Service.InProcess;

/// <summary>
/// Removes executions that ended longer ago than they are kept, after the start and every hour: a few at a time, so that the writes of
/// others are never far behind.
/// </summary>
internal sealed class ExpiredExecutions(InProcessEngine engine, TimeSpan kept)
{
    /// <summary>The key of its timer, among those of executions.</summary>
    public const string Timer = "expired";

    // Listed at once with their inputs; and so many are removed by one transaction.
    private const int Batch = 96;
    private const int AtOnce = 16;

    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

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
        DateTimeOffset by = engine.Now - kept;
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
