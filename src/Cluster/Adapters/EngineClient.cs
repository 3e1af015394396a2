using DurableTask.AzureStorage;
using DurableTask.Core;
using EngineStatus = DurableTask.Core.OrchestrationStatus;
using OrchestrationInstance = FunctionsAsl.Durable.Ports.OrchestrationInstance;
using OrchestrationStatus = FunctionsAsl.Durable.Ports.OrchestrationStatus;

namespace FunctionsAsl.Cluster.Adapters;

/// <summary>The client of a task hub.</summary>
internal sealed class EngineClient(AzureStorageOrchestrationService engine) : IOrchestrationClient
{
    private static readonly EngineStatus[] Unended =
        [EngineStatus.Pending, EngineStatus.Running, EngineStatus.ContinuedAsNew, EngineStatus.Suspended];

    private readonly TaskHubClient _client = new(engine, JsonTextConverter.Instance);

    public async ValueTask Start(string instanceId, string input, CancellationToken cancel) =>
        await _client.CreateOrchestrationInstanceAsync(
            ExecutionOrchestrator.Name, "", instanceId, Envelope.Seal(input), tags: null, dedupeStatuses: Unended);

    public async ValueTask Send(string instanceId, string message, CancellationToken cancel) =>
        await _client.RaiseEventAsync(
            new DurableTask.Core.OrchestrationInstance { InstanceId = instanceId }, ExecutionOrchestrator.MessageName, message);

    public async ValueTask<OrchestrationInstance?> Find(string instanceId, CancellationToken cancel) =>
        (await engine.GetOrchestrationStateAsync(instanceId, allExecutions: false, fetchInput: false)).FirstOrDefault() is { } found
            ? new OrchestrationInstance(
                StatusOf(found.OrchestrationStatus),
                found.Status is { } status ? System.Text.Json.JsonSerializer.Deserialize<string>(status) : null,
                found.FailureDetails is { } failure ? $"{failure.ErrorType}: {failure.ErrorMessage}" : null)
            : null;

    public async ValueTask Purge(string instanceId, CancellationToken cancel) => await engine.PurgeInstanceHistoryAsync(instanceId);

    private static OrchestrationStatus StatusOf(EngineStatus status) => status switch
    {
        EngineStatus.Pending => OrchestrationStatus.Pending,
        EngineStatus.Completed => OrchestrationStatus.Completed,
        EngineStatus.Failed => OrchestrationStatus.Failed,
        EngineStatus.Terminated or EngineStatus.Canceled => OrchestrationStatus.Terminated,
        _ => OrchestrationStatus.Running,
    };
}
