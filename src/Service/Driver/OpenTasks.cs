namespace FunctionsAsl.Service.Driver;

/// <summary>The tasks that an execution waits for, and how they are told that nobody waits any more.</summary>
/// <param name="report">Told of what a task's code makes of being cancelled; it cannot stop the execution.</param>
internal sealed class OpenTasks(Action<Exception> report)
{
    private readonly Dictionary<string, CancellationTokenSource> _tasks = new(StringComparer.Ordinal);

    /// <summary>Opens a task.</summary>
    /// <returns>Cancelled when nobody waits for it any more.</returns>
    public CancellationToken Open(string id)
    {
        var cancel = new CancellationTokenSource();
        _tasks[id] = cancel;
        return cancel.Token;
    }

    /// <summary>The task has ended.</summary>
    public void Close(string id) => _tasks.Remove(id);

    public void Cancel(string id)
    {
        if (_tasks.Remove(id, out CancellationTokenSource? task))
        {
            Cancel(task);
        }
    }

    public void CancelAll()
    {
        foreach (CancellationTokenSource task in _tasks.Values)
        {
            Cancel(task);
        }

        _tasks.Clear();
    }

    private void Cancel(CancellationTokenSource task)
    {
        try
        {
            task.Cancel();
        }
        catch (AggregateException e)
        {
            report(e);
        }
    }
}
