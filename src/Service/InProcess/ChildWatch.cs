using System.Collections.Concurrent;

namespace FunctionsAsl.Service.InProcess;

/// <summary>Lets tasks, and others, wait for the end of executions.</summary>
internal sealed class ChildWatch(Func<string, ValueTask<ExecutionRecord?>> find)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<ExecutionRecord?>> _waiting = new(StringComparer.Ordinal);

    /// <summary>
    /// Completes with the execution once it has ended, at once where it has already; with <see langword="null"/> where there is none, or none
    /// any more.
    /// </summary>
    /// <remarks>
    /// Whoever waits goes on within <see cref="Ended"/>: the step that ended the execution counts as active until the outcome is in
    /// the mailbox of the one that waits.
    /// </remarks>
    public async Task<ExecutionRecord?> WhenEnded(string arn, CancellationToken cancel)
    {
        // First wait, then look: an end in between is not missed.
        TaskCompletionSource<ExecutionRecord?> waiting = _waiting.GetOrAdd(
            arn, static _ => new TaskCompletionSource<ExecutionRecord?>());
        return await TryEndAsync(arn) ? await waiting.Task : await waiting.Task.WaitAsync(cancel);
    }

    public void Ended(ExecutionRecord record) => End(record.Arn, record);

    /// <summary>An execution is not there any more, and it was not seen to end.</summary>
    public void Removed(string arn) => End(arn, null);

    /// <summary>Executions that ran were removed: those who wait for one of them are told.</summary>
    public async Task LookAsync()
    {
        foreach (string arn in _waiting.Keys)
        {
            await TryEndAsync(arn);
        }
    }

    /// <returns>Whether nobody need wait for it.</returns>
    private async ValueTask<bool> TryEndAsync(string arn)
    {
        ExecutionRecord? found = await find(arn);
        if (found is { Status: ExecutionStatus.Running })
        {
            return false;
        }

        End(arn, found);
        return true;
    }

    private void End(string arn, ExecutionRecord? record)
    {
        if (_waiting.TryRemove(arn, out TaskCompletionSource<ExecutionRecord?>? waiting))
        {
            waiting.TrySetResult(record);
        }
    }
}
