using System.Diagnostics.CodeAnalysis;

namespace FunctionsAsl.Service.Driver;

/// <summary>
/// A few threads that take what is scheduled in the order in which it came. They are none of the thread pool's, which answers requests:
/// however much there is to compute, it is free. A thread that finds nothing to do ends.
/// </summary>
internal sealed class WorkerThreads(string name, int count) : TaskScheduler
{
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(10);

    // Also the lock.
    private readonly Queue<Task> _queue = new();
    private int _running;
    private int _idle;

    public override int MaximumConcurrencyLevel => count;

    protected override void QueueTask(Task task)
    {
        lock (_queue)
        {
            _queue.Enqueue(task);
            if (_idle > 0)
            {
                _idle--;
                Monitor.Pulse(_queue);
            }
            else if (_running < count)
            {
                _running++;
                new Thread(Work) { Name = name, IsBackground = true }.Start();
            }
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_queue)
        {
            return [.. _queue];
        }
    }

    private void Work()
    {
        while (TryTake(out Task? task))
        {
            TryExecuteTask(task);
        }
    }

    private bool TryTake([NotNullWhen(true)] out Task? task)
    {
        lock (_queue)
        {
            while (_queue.Count == 0)
            {
                _idle++;
                if (!Monitor.Wait(_queue, IdleTime))
                {
                    _idle--;
                    _running--;
                    task = null;
                    return false;
                }
            }

            task = _queue.Dequeue();
            return true;
        }
    }
}
