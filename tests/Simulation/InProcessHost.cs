using FunctionsAsl.Service;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Simulation;

/// <summary>A service that runs executions in its own process.</summary>
/// <param name="open">Opens the store.</param>
/// <param name="tasks">What its tasks can run.</param>
internal sealed class InProcessHost(Func<IStore> open, TaskRunnerOptions tasks) : IServiceHost
{
    private InProcessService _service = InProcessService.Create(open(), tasks);

    public StepFunctionsService Service => _service.Service;

    public bool StopsAtOnce => true;

    public async Task SettleAsync()
    {
        while (_service.Engine.ActiveSteps > 0 || _service.Engine.RunningTasks > 0)
        {
            await Task.Delay(1);
        }
    }

    public Task TidyAsync() => Task.CompletedTask;

    public async Task RestartAsync()
    {
        await _service.DisposeAsync();
        _service = InProcessService.Create(open(), tasks);
        await _service.Engine.RecoverAsync();
        await SettleAsync();
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();
}
