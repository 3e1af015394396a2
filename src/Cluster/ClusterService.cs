using Azure;
using DurableTask.AzureStorage;
using DurableTask.Core;
using FunctionsAsl.Cluster.Adapters;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable.Engine;
using FunctionsAsl.Service;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Cluster;

/// <summary>One process's part of the service: answers requests, and works on what the task hub has for it.</summary>
internal sealed class ClusterService : IServed
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(5);

    /// <summary>How long tasks may take to end by themselves when the process does; then others run them again.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _cut = new();
    private readonly TaskHub _hub;
    private readonly DurableService _durable;
    private readonly AzureStorageOrchestrationService _engine;
    private readonly TaskHubWorker _worker;
    private readonly Action<string, Exception> _reportFailure;
    private Task _work = Task.CompletedTask;

    private ClusterService(TaskHub hub, TaskRunnerOptions tasks, Action<string, ExecutionStatus> reportEnd)
    {
        _hub = hub;
        _reportFailure = tasks.Service.ReportFailure;
        _engine = hub.CreateEngine();
        // Whoever writes activity functions writes them for the Functions host: here, tasks are functions of an endpoint.
        _durable = DurableService.Create(hub.Blobs, hub.Queues, new EngineClient(_engine), tasks, functions: [], reportEnd: reportEnd);
        _worker = new TaskHubWorker(new UnpausedEngine(_engine), Log.Errors) { ErrorPropagationMode = ErrorPropagationMode.UseFailureDetails };
        _worker.AddTaskOrchestrations(new Creator<TaskOrchestration>(
            ExecutionOrchestrator.Name, () => new EngineOrchestration(_durable.Orchestrator.RunAsync)));
        _worker.AddTaskActivities(
            Activity(ActivityName.Task, _durable.RunTask),
            Activity(ActivityName.Advance, _durable.Advance),
            Activity(ActivityName.Save, _durable.Save));
    }

    public StepFunctionsService Service => _durable.Service;

    public string Place => _hub.ToString();

    /// <param name="reportEnd">Told the ARN of every execution that has ended here, and how. It must not throw.</param>
    /// <exception cref="StorageException">The storage account cannot be used.</exception>
    public static async Task<ClusterService> StartAsync(TaskHub hub, TaskRunnerOptions tasks, Action<string, ExecutionStatus> reportEnd)
    {
        var service = new ClusterService(hub, tasks, reportEnd);
        try
        {
            await service._worker.StartAsync();
            return service;
        }
        catch (Exception e) when (e.GetBaseException() is RequestFailedException or HttpRequestException or System.Net.Sockets.SocketException)
        {
            throw new StorageException($"The storage account cannot be used: {e.GetBaseException().Message}");
        }
    }

    /// <summary>Whether the storage answers: a blob that is not there is an answer.</summary>
    public async ValueTask<bool> IsReady(CancellationToken cancel)
    {
        await _hub.Blobs.Read("ready", cancel);
        return !_stopping.IsCancellationRequested;
    }

    public void Begin() => _work = Task.WhenAll(
        Task.Run(SweepAsync), Task.Run(() => new ExpressWorker(_hub.Queues, _durable, _reportFailure).RunAsync(_stopping.Token, _cut.Token)));

    /// <summary>They ask the storage now and then, and see by themselves that the server ends.</summary>
    public void EndPolls()
    {
    }

    /// <summary>Gives back what it has not done: another process takes it up at once, or when it is shown again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _cut.CancelAfter(StopLimit);
        await Task.WhenAll(_work, _worker.StopAsync(isForced: false));
        await _cut.CancelAsync();
        _worker.Dispose();
        _engine.Dispose();
        _cut.Dispose();
        _stopping.Dispose();
    }

    private Creator<TaskActivity> Activity(string name, Func<string, CancellationToken, Task<string>> run) =>
        new(name, () => new EngineActivity(run, _cut.Token));

    /// <summary>At once, and every few minutes. What several processes do at the same time does no harm.</summary>
    private async Task SweepAsync()
    {
        using var timer = new PeriodicTimer(SweepInterval);
        try
        {
            do
            {
                await TrySweepAsync();
            }
            while (await timer.WaitForNextTickAsync(_stopping.Token));
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    private async Task TrySweepAsync()
    {
        try
        {
            SweepReport report = await _durable.Sweep(_stopping.Token);
            if (!report.IsClean)
            {
                Log.Note($"The sweep had to mend something: {report}");
            }
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            _reportFailure("sweeping", e);
        }
    }
}
