using System.Collections.Concurrent;
using DurableTask.AzureStorage;
using DurableTask.Core;
using FunctionsAsl.Cluster;
using FunctionsAsl.Cluster.Adapters;
using FunctionsAsl.Durable;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Ports;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Serving;
using FunctionsAsl.Support.Programs;

namespace FunctionsAsl.Conformance.Azure;

/// <summary>
/// One worker and one task hub of the real engine, DurableTask over Azure Storage, on Azurite: with the adapters of <c>src/Cluster</c>
/// as they are. Each case has a service, a container of blobs and queues of its own; the engine's queues and tables are everybody's.
/// </summary>
internal sealed class AzureHub : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, (DurableService Service, CaseProgress Progress)> _cases = new(StringComparer.Ordinal);
    private readonly StorageAccount _account;
    private readonly Azurite _storage;
    private readonly AzureStorageOrchestrationService _engine;
    private readonly TaskHubWorker _worker;
    private int _count;

    private AzureHub(Azurite storage)
    {
        _storage = storage;
        _account = StorageAccount.Parse(storage.ConnectionString);
        _engine = new TaskHub(_account, "Cases").CreateEngine();
        _worker = new TaskHubWorker(_engine, Log.Errors) { ErrorPropagationMode = ErrorPropagationMode.UseFailureDetails };
        _worker.AddTaskOrchestrations(new Creator<TaskOrchestration>(ExecutionOrchestrator.Name, () => new EngineOrchestration(RunAsync)));
        _worker.AddTaskActivities(
            Activity(ActivityName.Task, static service => service.RunTask),
            Activity(ActivityName.Advance, static service => service.Advance),
            Activity(ActivityName.Save, static service => service.Save));
    }

    public static async Task<AzureHub> StartAsync()
    {
        var hub = new AzureHub(await Azurite.StartAsync());
        await hub._worker.StartAsync();
        return hub;
    }

    /// <summary>Puts a service together that begins empty.</summary>
    public (DurableService Service, CaseProgress Progress) Add(TaskRunnerOptions tasks)
    {
        string name = $"Case{Interlocked.Increment(ref _count)}";
        var progress = new CaseProgress();
        var own = new TaskHub(_account, name);
        var client = new CaseClient(new EngineClient(_engine), $"{name}-", progress);
        return _cases[name] = (DurableService.Create(own.Blobs, own.Queues, client, tasks, functions: []), progress);
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.StopAsync(isForced: true);
        _worker.Dispose();
        _engine.Dispose();
        await _storage.DisposeAsync();
    }

    private async Task RunAsync(IOrchestration orchestration, string tagged)
    {
        (string instance, string input) = Tagged.Parse(tagged);
        (DurableService service, CaseProgress progress) = CaseOf(instance);
        var watched = new WatchedOrchestration(orchestration, instance, progress);
        await service.Orchestrator.RunAsync(watched, input);
        if (!watched.BeginsAnew)
        {
            progress.Ended(instance);
        }
    }

    private Creator<TaskActivity> Activity(string name, Func<DurableService, Func<string, CancellationToken, Task<string>>> activity) =>
        new(name, () => new EngineActivity(
            (tagged, cancel) =>
            {
                (string instance, string input) = Tagged.Parse(tagged);
                return activity(CaseOf(instance).Service)(input, cancel);
            },
            CancellationToken.None));

    private (DurableService Service, CaseProgress Progress) CaseOf(string instance) => _cases[instance.Split('-', 2)[0]];
}
