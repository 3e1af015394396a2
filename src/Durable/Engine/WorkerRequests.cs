using FunctionsAsl.Service.Driver;

namespace FunctionsAsl.Durable.Engine;

/// <summary>What workers and the holders of task tokens ask.</summary>
internal sealed class WorkerRequests(
    ExecutionStore executions,
    TaskStore tasks,
    ActivityQueue offers,
    IOrchestrationClient client,
    OrchestrationOptions options,
    TimeProvider clock)
{
    /// <summary>How long a task belongs to a worker that is just being given it. Later, another may get it.</summary>
    private static readonly TimeSpan HandOver = TimeSpan.FromSeconds(30);

    /// <summary>When it has taken so long to give a task to a worker, it is left to another: there must be time left to end its message.</summary>
    private static readonly TimeSpan HandOverLimit = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan FirstPollPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPollPause = TimeSpan.FromSeconds(2);

    /// <remarks>The task's blob decides what counts; the orchestration is told afterwards, and again by everybody who is refused for that.</remarks>
    public async ValueTask<TokenAnswer> ReportTask(string token, TaskReport report, CancellationToken cancel)
    {
        if (!TaskToken.TryParse(token, out TaskToken? parsed)
            || await executions.Find(parsed.ExecutionArn, cancel) is not { } execution)
        {
            return TokenAnswer.DoesNotExist;
        }

        if (!execution.IsRunning)
        {
            return TokenAnswer.TimedOut;
        }

        if (!parsed.IsFrom(execution.TokenKey))
        {
            return TokenAnswer.DoesNotExist;
        }

        (bool accepted, OrchestrationMessage? message) = report is TaskReport.Heartbeat
            ? await HeartbeatAsync(execution.Key, parsed.CommandId, cancel)
            : await ReportAsync(execution.Key, parsed.CommandId, report, cancel);
        if (message is not null)
        {
            await client.Send(execution.InstanceId(parsed.ExecutionArn), message.ToText(), cancel);
        }

        return accepted ? TokenAnswer.Accepted : TokenAnswer.TimedOut;
    }

    public async ValueTask<ActivityTask?> PollActivity(string activityArn, string? workerName, TimeSpan wait, CancellationToken cancel)
    {
        DateTimeOffset limit = clock.GetUtcNow() + wait;
        TimeSpan pause = FirstPollPause;
        while (true)
        {
            DateTimeOffset now = clock.GetUtcNow();
            ReceivedOffer? offer = await offers.Receive(activityArn, HandOver, cancel);
            if (offer is not null && await TakeAsync(activityArn, offer, workerName, now, cancel) is { } task)
            {
                return task;
            }

            if (limit <= now)
            {
                return null;
            }

            // Behind a task that nobody waits for any more there may be another.
            if (offer is null)
            {
                await Task.Delay(Backoff.Shorter(pause, limit - now), clock, cancel);
                pause = Backoff.After(pause, LongestPollPause);
            }
        }
    }

    private async ValueTask<(bool Accepted, OrchestrationMessage? Message)> HeartbeatAsync(
        ExecutionKey key, string id, CancellationToken cancel) =>
        await tasks.Read(key, id, cancel) is null or TaskFate.Leased
            ? (true, new OrchestrationMessage.Heartbeat(id))
            : (false, null);

    private async ValueTask<(bool Accepted, OrchestrationMessage? Message)> ReportAsync(
        ExecutionKey key, string id, TaskReport report, CancellationToken cancel)
    {
        (bool accepted, TaskFate fate) = await tasks.Report(key, id, report, cancel);
        return (accepted, fate is TaskFate.Reported reported ? new OrchestrationMessage.Reported(id, Inline(reported.Report)) : null);
    }

    /// <summary>The report, where it is small enough for a message.</summary>
    private TaskReport? Inline(TaskReport report)
    {
        int bytes = report switch
        {
            TaskReport.Success success => success.Output.Utf8Length,
            TaskReport.Failure failure => Encoding.UTF8.GetByteCount(failure.Error ?? "") + Encoding.UTF8.GetByteCount(failure.Cause ?? ""),
            _ => 0,
        };
        return bytes <= options.InlineBytes ? report : null;
    }

    /// <summary>Gives a task to a worker. The message ends last, so that whatever is left undone another poll does again.</summary>
    /// <returns><see langword="null"/> where nobody waits for the task any more, or another worker has it.</returns>
    private async ValueTask<ActivityTask?> TakeAsync(
        string activityArn, ReceivedOffer received, string? workerName, DateTimeOffset since, CancellationToken cancel)
    {
        ActivityOffer offer = received.Offer;
        JsonAny? input = null;
        if (await executions.Read(offer.Key, cancel) is { IsRunning: true } execution
            && await tasks.TryLease(offer.Key, offer.Id, new TaskFate.Leased(offer.Delivery, workerName), cancel))
        {
            input = await offers.ReadInput(received, cancel);
            await client.Send(
                execution.InstanceId(offer.Execution), new OrchestrationMessage.Leased(offer.Id, workerName).ToText(), cancel);
            if (clock.GetUtcNow() - since > HandOverLimit)
            {
                return null;
            }
        }

        await offers.Delete(activityArn, received, cancel);
        return input is null ? null : new ActivityTask(offer.Token, input);
    }
}
