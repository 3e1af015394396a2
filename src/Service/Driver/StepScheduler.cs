using FunctionsAsl.Jsonata.Language;

namespace FunctionsAsl.Service.Driver;

/// <summary>
/// Where the steps of all executions are taken: on as many threads as there are cores, or where they are asked for while few others
/// are. A step that turns out to be long is given up there, and taken once more on other threads: those that are brief never wait for it.
/// </summary>
public sealed class StepScheduler
{
    private static readonly StepLimits Brief = StepLimits.Brief with { KeepsStartTimes = true };
    private static readonly StepLimits Long = StepLimits.Standard with { KeepsStartTimes = true };

    private readonly WorkerThreads _brief = new("steps", Environment.ProcessorCount);
    // Each may hold much memory.
    private readonly WorkerThreads _long = new("long steps", Math.Max(1, Environment.ProcessorCount / 2));

    // Changing threads costs as much as a brief step does. Of the pool's, which answer requests, most are left to these.
    private int _freeHere = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Takes a step.</summary>
    /// <param name="step">The step. It changes nothing: it may be taken twice, and only what the last time came to counts.</param>
    /// <param name="cancel">Ends it, whereupon nothing has happened.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    public async ValueTask<T> TakeAsync<T>(Func<StepLimits, T> step, CancellationToken cancel = default)
    {
        try
        {
            if (Interlocked.Decrement(ref _freeHere) < 0)
            {
                Interlocked.Increment(ref _freeHere);
                return await StartAsync(step, Brief, _brief, cancel);
            }

            try
            {
                cancel.ThrowIfCancellationRequested();
                return step(Brief);
            }
            finally
            {
                Interlocked.Increment(ref _freeHere);
            }
        }
        catch (StepBudgetException)
        {
            return await StartAsync(step, Long with { Cancellation = cancel }, _long, cancel);
        }
    }

    private static Task<T> StartAsync<T>(Func<StepLimits, T> step, StepLimits limits, WorkerThreads on, CancellationToken cancel) =>
        Task.Factory.StartNew(() => step(limits), cancel, TaskCreationOptions.DenyChildAttach, on);
}
