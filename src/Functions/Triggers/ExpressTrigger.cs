using FunctionsAsl.Durable;

namespace FunctionsAsl.Functions.Triggers;

/// <summary>Runs an asynchronous Express execution. A message that fails is shown again, five times at most (host.json, <c>queues</c>).</summary>
public sealed class ExpressTrigger(DurableService service, OrchestrationClient client)
{
    [Function("asl-express")]
    public Task Run(
        [QueueTrigger(DurableService.ExpressQueueName)] string executionArn, [DurableClient] DurableTaskClient durable, CancellationToken cancel)
    {
        client.Use(durable);
        return service.RunExpress(executionArn, cancel);
    }
}
