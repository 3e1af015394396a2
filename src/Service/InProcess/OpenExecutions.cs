namespace FunctionsAsl.Service.InProcess;

/// <summary>
/// Keeps the number of executions that run below a quota. The store counts them once, before the engine brings any to life or removes one;
/// from then on each start, end, redrive and removal is added to that. Map Runs are not counted. Their children are, and are never refused:
/// on AWS they would wait for their turn.
/// </summary>
/// <param name="most">How many may run; <see langword="null"/> where any number, and then nothing is counted.</param>
internal sealed class OpenExecutions(IStore store, int? most)
{
    private readonly Lock _lock = new();
    private Task? _counting;
    private long _count;

    /// <summary>Has those counted that run already; to be awaited before any of them can end or go.</summary>
    public Task CountAsync()
    {
        if (most is null)
        {
            return Task.CompletedTask;
        }

        lock (_lock)
        {
            // Nothing else touches the count before. Where the store failed it is asked again.
            return _counting is null or { IsFaulted: true }
                ? _counting = Task.Run(async () => _count = await store.CountOpen())
                : _counting;
        }
    }

    /// <summary>Has an execution stored that runs from now on, if there is room for it.</summary>
    /// <param name="add">Answers whether it was stored.</param>
    /// <returns>That; <see langword="null"/> where there is no room, and nothing was stored.</returns>
    public async ValueTask<bool?> TryOpenAsync(ExecutionRecord execution, Func<ValueTask<bool>> add)
    {
        await CountAsync();
        if (!TryTake(execution))
        {
            return null;
        }

        bool isStored = false;
        try
        {
            return isStored = await add();
        }
        finally
        {
            if (!isStored)
            {
                Ended(execution);
            }
        }
    }

    public void Ended(ExecutionRecord execution) => Removed(execution.IsMapRun ? 0 : 1);

    /// <summary>So many are gone that ran, and were none of Map Runs themselves.</summary>
    public void Removed(long executions)
    {
        if (most is null)
        {
            return;
        }

        lock (_lock)
        {
            _count -= executions;
        }
    }

    /// <summary>The refusal of an execution for which there is no room (API/API_StartExecution).</summary>
    public static ApiException Exceeded() => new(
        "ExecutionLimitExceeded",
        "The maximum number of running executions has been reached. Running executions must end or be stopped before a new execution can be started.");

    private bool TryTake(ExecutionRecord execution)
    {
        if (most is null || execution.IsMapRun)
        {
            return true;
        }

        lock (_lock)
        {
            if (_count >= most && execution.MapRunArn is null)
            {
                return false;
            }

            _count++;
            return true;
        }
    }
}
