namespace FunctionsAsl.Service.InProcess;

/// <summary>
/// The tasks that wait for activity workers, and the workers that wait for tasks. Kept in memory: which tasks wait is part of the
/// executions' states and comes back from there after a restart, in the same order: by when they were scheduled.
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
                    queue.Add(task);
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
            if (queue.Tasks.TryDequeue(out WaitingTask? task, out _))
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
        private long _added;

        public PriorityQueue<WaitingTask, Rank> Tasks { get; } = new(LongestWait.First);

        public Queue<TaskCompletionSource<WaitingTask>> Workers { get; } = new();

        public void Add(WaitingTask task) => Tasks.Enqueue(task, new Rank(task.Scheduled, task.ExecutionArn, _added++));

        public void DropCancelledTasks()
        {
            while (Tasks.TryPeek(out WaitingTask? task, out _) && task.Cancel.IsCancellationRequested)
            {
                Tasks.Dequeue();
            }
        }
    }

    /// <summary>A task's place in its queue. Tasks of one time come in the order of their executions, and those in that of their tasks.</summary>
    private readonly record struct Rank(DateTimeOffset Scheduled, string ExecutionArn, long Added);

    private sealed class LongestWait : IComparer<Rank>
    {
        public static readonly LongestWait First = new();

        public int Compare(Rank x, Rank y)
        {
            int order = x.Scheduled.CompareTo(y.Scheduled);
            order = order != 0 ? order : string.CompareOrdinal(x.ExecutionArn, y.ExecutionArn);
            return order != 0 ? order : x.Added.CompareTo(y.Added);
        }
    }
}

/// <summary>A task that no worker has taken yet.</summary>
/// <param name="Scheduled">When the execution asked for it.</param>
/// <param name="Cancel">Cancelled when nobody waits for the outcome any more.</param>
/// <param name="IsTaken">Whether a worker had it already, and has gone before it could be answered.</param>
internal sealed record WaitingTask(
    string ExecutionArn, Core.Execution.Command.RunTask Task, DateTimeOffset Scheduled, CancellationToken Cancel, bool IsTaken = false);
