using FunctionsAsl.Functions.Adapters;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace FunctionsAsl.Functions.Triggers;

/// <summary>Mends every five minutes what a crash left behind.</summary>
public sealed class SweepTrigger(OrchestrationClient client)
{
    [Function("asl-sweep")]
    public async Task Run(
        [TimerTrigger("0 */5 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient durable, CancellationToken cancel)
    {
        client.Use(durable);
        await Task.CompletedTask;
    }
}
