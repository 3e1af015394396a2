using System.Runtime.ExceptionServices;

namespace FunctionsAsl.Durable.Orchestration;

/// <summary>
/// What has arrived at an orchestrator and is still to be taken. Whatever waits for something durable puts it here; the one loop
/// that decides takes it out again. So it does not matter for how many things it waits.
/// </summary>
internal sealed class Inbox
{
    private readonly Queue<Action> _arrivals = new();
    private TaskCompletionSource _arrival = new();

    public bool IsEmpty => _arrivals.Count == 0;

    /// <summary>Begins to wait for something durable. A failure that <paramref name="wait"/> does not handle fails the loop.</summary>
    public void Follow(Func<Task> wait) => _ = FollowAsync(wait);

    /// <param name="take">What the loop is to do about it.</param>
    public void Add(Action take)
    {
        _arrivals.Enqueue(take);
        _arrival.TrySetResult();
    }

    /// <summary>Takes what is there; where there is nothing, waits for it.</summary>
    public async Task TakeAsync()
    {
        if (IsEmpty)
        {
            _arrival = new TaskCompletionSource();
            await _arrival.Task;
        }

        while (_arrivals.TryDequeue(out Action? take))
        {
            take();
        }
    }

    private async Task FollowAsync(Func<Task> wait)
    {
        try
        {
            await wait();
        }
        catch (Exception e)
        {
            Add(() => ExceptionDispatchInfo.Throw(e));
        }
    }
}
