using FunctionsAsl.Service.Driver;

namespace FunctionsAsl.Durable.Activities;

/// <summary>
/// Sends messages to executions that may only just have been started. An engine may put off the beginning of an instance, and drops
/// what is there for it before: Azure Storage does, where it meets the message that starts an instance earlier than the row of that
/// instance (one start of ten under load), for two seconds or more.
/// </summary>
internal sealed class Delivery(IOrchestrationClient client, TimeProvider clock)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>Sends a message, and once more when the instance has begun that had not. Whoever gets it twice bears with that.</summary>
    public async ValueTask Send(string instanceId, string message, CancellationToken cancel)
    {
        if (await TrySend(instanceId, message, cancel))
        {
            return;
        }

        for (TimeSpan pause = FirstPause; !await HasBegun(instanceId, cancel); pause = Backoff.After(pause, LongestPause))
        {
            await Task.Delay(pause, clock, cancel);
        }

        await client.Send(instanceId, message, cancel);
    }

    /// <returns>Whether an instance that is there must get it; else it is to be sent again, once it <see cref="HasBegun"/>.</returns>
    public async ValueTask<bool> TrySend(string instanceId, string message, CancellationToken cancel)
    {
        // Looked at before: one that begins while this is sent may have lost it all the same.
        bool hasBegun = await HasBegun(instanceId, cancel);
        await client.Send(instanceId, message, cancel);
        return hasBegun;
    }

    /// <summary>Whether an instance, if there is one, has begun.</summary>
    public async ValueTask<bool> HasBegun(string instanceId, CancellationToken cancel) =>
        await client.Find(instanceId, cancel) is not { Status: OrchestrationStatus.Pending };
}
