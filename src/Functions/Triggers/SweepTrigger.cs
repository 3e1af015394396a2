using FunctionsAsl.Durable;
using FunctionsAsl.Durable.Engine;
using FunctionsAsl.Functions.Logging;
using Microsoft.Extensions.Logging;

namespace FunctionsAsl.Functions.Triggers;

/// <summary>Mends every five minutes what a crash left behind.</summary>
public sealed class SweepTrigger(DurableService service, OrchestrationClient client, ILogger<SweepTrigger> log)
{
    [Function("asl-sweep")]
    public async Task Run(
        [TimerTrigger("0 */5 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient durable, CancellationToken cancel)
    {
        client.Use(durable);
        SweepReport report = await service.Sweep(cancel);
        if (!report.IsClean)
        {
            log.Mended(report);
        }
    }
}
