using FunctionsAsl.Service.Driver;

namespace FunctionsAsl.Cluster;

/// <summary>Runs the asynchronous Express executions that the queue has, in memory, some at a time.</summary>
internal sealed class ExpressWorker(IQueues queues, DurableService service, Action<string, Exception> reportFailure)
{
    private const int MostAtOnce = 32;

    /// <summary>Longer than an Express execution can take (five minutes): after a crash another process runs it from its beginning.</summary>
    private static readonly TimeSpan Hidden = TimeSpan.FromMinutes(6);

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <param name="stop">Nothing more is taken.</param>
    /// <param name="cut">What still runs is given back.</param>
    public async Task RunAsync(CancellationToken stop, CancellationToken cut)
    {
        using var places = new SemaphoreSlim(MostAtOnce);
        TimeSpan pause = ShortestPause;
        try
        {
            while (true)
            {
                await places.WaitAsync(stop);
                if (await TryReceiveAsync(stop) is { } message)
                {
                    pause = ShortestPause;
                    _ = RunAsync(message, places, cut);
                }
                else
                {
                    places.Release();
                    await Task.Delay(pause, stop);
                    pause = Backoff.After(pause, LongestPause);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }

        // Until all have ended.
        for (int place = 0; place < MostAtOnce; place++)
        {
            await places.WaitAsync(CancellationToken.None);
        }
    }

    private async ValueTask<QueueMessage?> TryReceiveAsync(CancellationToken stop)
    {
        try
        {
            return await queues.Receive(DurableService.ExpressQueueName, Hidden, stop);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            reportFailure("receiving Express executions", e);
            return null;
        }
    }

    private async Task RunAsync(QueueMessage message, SemaphoreSlim places, CancellationToken cut)
    {
        try
        {
            try
            {
                await service.RunExpress(message.Text, cut);
            }
            catch (OperationCanceledException) when (cut.IsCancellationRequested)
            {
                // For another process, at once.
                await queues.Send(DurableService.ExpressQueueName, message.Text, CancellationToken.None);
            }

            await queues.Delete(DurableService.ExpressQueueName, message, CancellationToken.None);
        }
        catch (Exception e)
        {
            // It is shown again.
            reportFailure(message.Text, e);
        }
        finally
        {
            places.Release();
        }
    }
}
