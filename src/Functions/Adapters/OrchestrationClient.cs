using DurableTask.Core.Exceptions;
using FunctionsAsl.Durable.Orchestration;
using Grpc.Core;
using Microsoft.DurableTask;

namespace FunctionsAsl.Functions.Adapters;

/// <summary>
/// The client of Durable Functions. The worker hands it out with an invocation only, yet it lives as long as the process: what began
/// with an invocation may need it after that.
/// </summary>
public sealed class OrchestrationClient : IOrchestrationClient
{
    private volatile DurableTaskClient? _client;

    private DurableTaskClient Client =>
        _client ?? throw new InvalidOperationException("No function with a durable client has run in this process yet.");

    /// <summary>Every function that leads here calls this first.</summary>
    public void Use(DurableTaskClient client) => _client = client;

    public async ValueTask Start(string instanceId, string input, CancellationToken cancel)
    {
        try
        {
            await Client.ScheduleNewOrchestrationInstanceAsync(
                ExecutionOrchestrator.Name, new JsonText(Envelope.Seal(input)), new StartOrchestrationOptions(instanceId), cancel);
        }
        catch (Exception e) when (e is OrchestrationAlreadyExistsException or RpcException { StatusCode: StatusCode.AlreadyExists })
        {
            // It runs already.
        }
    }

    public async ValueTask Send(string instanceId, string message, CancellationToken cancel)
    {
        try
        {
            await Client.RaiseEventAsync(instanceId, ExecutionOrchestrator.MessageName, new JsonText(message), cancel);
        }
        catch (RpcException)
        {
            // The status does not tell an instance that is not there from a storage that cannot be reached.
            if (await Find(instanceId, cancel) is { IsOver: false })
            {
                throw;
            }
        }
    }

    public async ValueTask<OrchestrationInstance?> Find(string instanceId, CancellationToken cancel) =>
        await Client.GetInstanceAsync(instanceId, getInputsAndOutputs: true, cancel) is { } found
            ? new OrchestrationInstance(
                StatusOf(found.RuntimeStatus),
                found.ReadCustomStatusAs<string>(),
                found.FailureDetails is { } failure ? $"{failure.ErrorType}: {failure.ErrorMessage}" : null)
            : null;

    public async ValueTask Purge(string instanceId, CancellationToken cancel) => await Client.PurgeInstanceAsync(instanceId, cancel);

    private static OrchestrationStatus StatusOf(OrchestrationRuntimeStatus status) => status switch
    {
        OrchestrationRuntimeStatus.Pending => OrchestrationStatus.Pending,
        OrchestrationRuntimeStatus.Completed => OrchestrationStatus.Completed,
        OrchestrationRuntimeStatus.Failed => OrchestrationStatus.Failed,
        OrchestrationRuntimeStatus.Terminated => OrchestrationStatus.Terminated,
        _ => OrchestrationStatus.Running,
    };
}
