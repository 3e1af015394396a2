using FunctionsAsl.Functions.Adapters;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FunctionsAsl.Functions.Triggers;

/// <summary>The orchestrator, and the activities that do what an orchestrator must not.</summary>
public sealed class DurableTriggers(OrchestrationClient client)
{
    [Function(FunctionNames.Orchestrator)]
    public static Task Execute([OrchestrationTrigger] TaskOrchestrationContext context, JsonText input) =>
        Task.CompletedTask;

    [Function(FunctionNames.Task)]
    public Task<JsonText> RunTask([ActivityTrigger] JsonText input, [DurableClient] DurableTaskClient durable) =>
        Run(null!, input, durable);

    private async Task<JsonText> Run(Func<string, Task<string>> activity, JsonText input, DurableTaskClient durable)
    {
        client.Use(durable);
        return new JsonText(await activity(input.Text));
    }
}
