using FunctionsAsl.Durable;
using FunctionsAsl.Durable.Orchestration;
using Microsoft.DurableTask;

namespace FunctionsAsl.Functions.Triggers;

/// <summary>The orchestrator of all executions, and the activities that do what an orchestrator must not.</summary>
public sealed class DurableTriggers(DurableService service, OrchestrationClient client)
{
    /// <summary>The names of the activities below.</summary>
    internal static readonly string[] Activities = [ActivityName.Task, ActivityName.Advance, ActivityName.Save];

    [Function(ExecutionOrchestrator.Name)]
    public Task Execute([OrchestrationTrigger] TaskOrchestrationContext context, JsonText input) =>
        service.Orchestrator.RunAsync(new DurableOrchestration(context), Envelope.Open(input.Text));

    [Function(ActivityName.Task)]
    public Task<JsonText> RunTask(
        [ActivityTrigger] JsonText input, [DurableClient] DurableTaskClient durable, CancellationToken cancel) =>
        Run(service.RunTask, input, durable, cancel);

    [Function(ActivityName.Advance)]
    public Task<JsonText> Advance(
        [ActivityTrigger] JsonText input, [DurableClient] DurableTaskClient durable, CancellationToken cancel) =>
        Run(service.Advance, input, durable, cancel);

    [Function(ActivityName.Save)]
    public Task<JsonText> Save(
        [ActivityTrigger] JsonText input, [DurableClient] DurableTaskClient durable, CancellationToken cancel) =>
        Run(service.Save, input, durable, cancel);

    private async Task<JsonText> Run(
        Func<string, CancellationToken, Task<string>> activity, JsonText input, DurableTaskClient durable, CancellationToken cancel)
    {
        client.Use(durable);
        return new JsonText(Envelope.Seal(await activity(Envelope.Open(input.Text), cancel)));
    }
}
