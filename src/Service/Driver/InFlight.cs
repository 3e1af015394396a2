namespace FunctionsAsl.Service.Driver;

/// <summary>
/// Counts what is being done, without a gap: whatever leads to something else counts until that does. So where nothing counts, nothing
/// happens but by time or from outside.
/// </summary>
public sealed class InFlight
{
    private static readonly Doer Flow = new();

    private readonly AsyncLocal<Doer?> _by = new();
    private long _steps;
    private long _tasks;
    private long _awaiting;
    private long _begun;

    /// <summary>Steps that are being taken right now, those of Express executions too. Tasks that run, and waits, do not count.</summary>
    public long Steps => Interlocked.Read(ref _steps);

    /// <summary>Tasks that run right now; those that wait for a token, a worker or another execution do not count.</summary>
    public long Tasks => Interlocked.Read(ref _tasks) - Interlocked.Read(ref _awaiting);

    /// <summary>How many steps and tasks have begun so far: where that stays, nothing new has.</summary>
    public long Begun => Interlocked.Read(ref _begun);

    public void BeginStep()
    {
        Interlocked.Increment(ref _begun);
        Interlocked.Increment(ref _steps);
    }

    public void EndStep() => Interlocked.Decrement(ref _steps);

    public void BeginTask()
    {
        Interlocked.Increment(ref _begun);
        Interlocked.Increment(ref _tasks);
    }

    public void EndTask() => Interlocked.Decrement(ref _tasks);

    /// <summary>What runs from here on within the same asynchronous flow is done by one task, which has begun.</summary>
    public void EnterTask() => _by.Value = new Doer();

    /// <summary>What runs from here on within the same asynchronous flow is done by no task.</summary>
    public void LeaveTask() => _by.Value = null;

    /// <summary>
    /// Does something several times at once that runs Express executions one after the other, each by <see cref="RunExpress{T}"/>. What is done
    /// between them counts as a step. The task that asks for it, if one does, does not count meanwhile.
    /// </summary>
    public Task RunFlows(int count, Func<Task> flow)
    {
        Doer? task = _by.Value;
        // Until all have begun.
        BeginStep();
        if (task is not null && count > 0 && Interlocked.Add(ref task.Awaited, count) == count)
        {
            Interlocked.Increment(ref _awaiting);
        }

        // One changes no thread.
        Task[] flows = [.. Enumerable.Range(0, count).Select(_ =>
        {
            BeginStep();
            return count == 1 ? RunAsync(flow, task) : Task.Run(() => RunAsync(flow, task));
        })];
        EndStep();
        return Task.WhenAll(flows);
    }

    /// <summary>Runs an Express execution, in a flow of its own where it is in none.</summary>
    /// <param name="run">Begins within a step that is counted, and leaves its last one to be counted; in between it counts its steps and tasks.</param>
    public async Task<T> RunExpress<T>(Func<ValueTask<T>> run)
    {
        if (_by.Value == Flow)
        {
            return await run();
        }

        T result = default!;
        await RunFlows(1, async () => result = await run());
        return result;
    }

    private async Task RunAsync(Func<Task> flow, Doer? task)
    {
        _by.Value = Flow;
        try
        {
            await flow();
        }
        finally
        {
            // The task counts before this does not any more.
            if (task is not null && Interlocked.Decrement(ref task.Awaited) == 0)
            {
                Interlocked.Decrement(ref _awaiting);
            }

            EndStep();
        }
    }

    /// <summary>By what an asynchronous flow is run: a task, or <see cref="Flow"/>.</summary>
    private sealed class Doer
    {
        /// <summary>How many flows a task waits for.</summary>
        public int Awaited;
    }
}
