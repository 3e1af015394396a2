namespace FunctionsAsl.Service.InProcess;

/// <summary>
/// The tasks that wait for activity workers, and the workers that wait for tasks. Kept in memory: which tasks wait is part of the
/// executions' states and comes back from there after a restart.
/// </summary>
internal sealed class ActivityQueues
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue> _queues = new(StringComparer.Ordinal);

    public void Offer(string activityArn, WaitingTask task)
    {
        TaskCompletionSource<WaitingTask>? worker;
        do
        {
            lock (_lock)
            {
                Queue queue = Get(activityArn);
                if (!queue.Workers.TryDequeue(out worker))
                {
                    // Tasks are given up in the order they came, more or less; where no worker comes, those are not kept.
                    queue.DropCancelledTasks();
                    queue.Tasks.Enqueue(task);
                    return;
                }
            }
        }
        while (!worker.TrySetResult(task));
    }

    /// <summary>The next task, when there is one. It may have been cancelled meanwhile: the caller finds out when it takes the lease.</summary>
    /// <exception cref="OperationCanceledException">None came until <paramref name="cancel"/>.</exception>
    public async Task<WaitingTask> Take(string activityArn, CancellationToken cancel)
    {
        // The lease is taken within the step that offers the task, outside the lock, and not at some later time.
        TaskCompletionSource<WaitingTask> worker = new();
        lock (_lock)
        {
            Queue queue = Get(activityArn);
            queue.DropCancelledTasks();
            if (queue.Tasks.TryDequeue(out WaitingTask? task))
            {
                return task;
            }

            // Workers give up in the order they came, more or less; those who have are not kept.
            while (queue.Workers.TryPeek(out TaskCompletionSource<WaitingTask>? gone) && gone.Task.IsCompleted)
            {
                queue.Workers.Dequeue();
            }

            queue.Workers.Enqueue(worker);
        }

        await using CancellationTokenRegistration registration = cancel.Register(() => worker.TrySetCanceled(cancel));
        return await worker.Task;
    }

    private Queue Get(string activityArn)
    {
        if (!_queues.TryGetValue(activityArn, out Queue? queue))
        {
            _queues.Add(activityArn, queue = new Queue());
        }

        return queue;
    }

    private sealed class Queue
    {
        public Queue<WaitingTask> Tasks { get; } = new();

        public Queue<TaskCompletionSource<WaitingTask>> Workers { get; } = new();

        public void DropCancelledTasks()
        {
            while (Tasks.TryPeek(out WaitingTask? task) && task.Cancel.IsCancellationRequested)
            {
                Tasks.Dequeue();
            }
        }
    }
}

/// <summary>A task that no worker has taken yet.</summary>
/// <param name="ExecutionArn">The execution whose task it is.</param>
/// <param name="Task">What to do.</param>
/// <param name="Cancel">Cancelled when nobody waits for the outcome any more.</param>
internal sealed record WaitingTask(string ExecutionArn, Core.Execution.Command.RunTask Task, CancellationToken Cancel);
