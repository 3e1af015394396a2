using FunctionsAsl.Service.Starts;

namespace FunctionsAsl.Functions.Triggers;

/// <summary>
/// Starts every minute what is due by time. The host is told of it where a rule has a schedule (<see cref="Hosting.NeededFunctions"/>), and
/// need not remember when it ran last: the schedules do.
/// </summary>
public sealed class ScheduleTrigger(Schedules schedules, OrchestrationClient client)
{
    internal const string Name = "asl-schedules";

    [Function(Name)]
    public Task Run(
        [TimerTrigger("0 * * * * *", UseMonitor = false)] TimerInfo timer, [DurableClient] DurableTaskClient durable, CancellationToken cancel)
    {
        client.Use(durable);
        return schedules.StartDueAsync(cancel);
    }
}
