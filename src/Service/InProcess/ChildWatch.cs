using System.Collections.Concurrent;

namespace FunctionsAsl.Service.InProcess;

/// <summary>Lets tasks wait for the end of other executions.</summary>
internal sealed class ChildWatch(Func<string, ValueTask<ExecutionRecord?>> find)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<ExecutionRecord>> _waiting = new(StringComparer.Ordinal);

    /// <summary>Completes with the execution once it has ended, at once where it has already.</summary>
    /// <remarks>
    /// Whoever waits goes on within <see cref="Ended"/>: the step that ended the execution counts as active until the outcome is in
    /// the mailbox of the one that waits.
    /// </remarks>
    public async Task<ExecutionRecord> WhenEnded(string arn, CancellationToken cancel)
    {
        // First wait, then look: an end in between is not missed.
        TaskCompletionSource<ExecutionRecord> waiting = _waiting.GetOrAdd(
            arn, static _ => new TaskCompletionSource<ExecutionRecord>());
        if (await find(arn) is { Status: not ExecutionStatus.Running } ended)
        {
            Ended(ended);
            return ended;
        }

        return await waiting.Task.WaitAsync(cancel);
    }

    public void Ended(ExecutionRecord record)
    {
        if (_waiting.TryRemove(record.Arn, out TaskCompletionSource<ExecutionRecord>? waiting))
        {
            waiting.TrySetResult(record);
        }
    }
}
