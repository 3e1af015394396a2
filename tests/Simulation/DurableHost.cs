using FunctionsAsl.Durable;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Json;
using FunctionsAsl.Service;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Support;
using FunctionsAsl.Support.TaskHub;

namespace FunctionsAsl.Simulation;

/// <summary>A service over a durable engine in memory.</summary>
internal sealed class DurableHost : IServiceHost
{
    private const int MostSteps = 100_000;

    private readonly MemoryBlobs _blobs = new();
    private readonly MemoryQueues _queues;
    private readonly DurableHub _hub;
    private readonly TaskRunnerOptions _tasks;
    private readonly OrchestrationOptions _options;
    private DurableService _service = null!;

    public DurableHost(TaskRunnerOptions tasks, OrchestrationOptions options, HubFaults faults, int seed)
    {
        _tasks = tasks;
        _options = options;
        _queues = new MemoryQueues(tasks.Service.Clock);
        _hub = new DurableHub(tasks.Service.Clock, faults, new Random(seed));
        Start();
    }

    public StepFunctionsService Service => _service.Service;

    public bool StopsAtOnce => false;

    public async Task SettleAsync()
    {
        for (int steps = 0; _hub.HasWork || _hub.RunningActivities > 0; steps++)
        {
            if (steps > MostSteps)
            {
                throw new SimulationException($"There is no end to it: {string.Join(", ", _hub.Counts)}");
            }

            if (!_hub.Step())
            {
                await Task.Delay(1);
            }
        }

        if (_hub.Failures.FirstOrDefault() is { } failure)
        {
            throw new SimulationException($"An orchestration has failed: {failure}");
        }
    }

    public async Task TidyAsync()
    {
        await _service.Sweep(CancellationToken.None);
        await SettleAsync();
    }

    public Task RestartAsync()
    {
        Start();
        return SettleAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Start()
    {
        _service = DurableService.Create(_blobs, _queues, _hub, _tasks, [], _options);
        _hub.Code = new HubCode(
            _service.Orchestrator.RunAsync,
            new Dictionary<string, Func<string, CancellationToken, Task<string>>>(StringComparer.Ordinal)
            {
                [ActivityName.Task] = _service.RunTask,
                [ActivityName.Advance] = _service.Advance,
                [ActivityName.Save] = _service.Save,
            },
            new Dictionary<string, Func<JsonAny, CancellationToken, ValueTask<JsonAny>>>(StringComparer.Ordinal));
    }
}
