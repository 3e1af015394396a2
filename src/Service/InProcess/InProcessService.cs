using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Service.InProcess;

/// <summary>A whole service in this process, put together: store, engine, tasks and API.</summary>
public sealed class InProcessService : IAsyncDisposable
{
    private InProcessService(InProcessBackend backend, StepFunctionsService service)
    {
        Backend = backend;
        Service = service;
    }

    public InProcessBackend Backend { get; }

    public StepFunctionsService Service { get; }

    /// <summary>Puts a service together. Executions that ran before go on after <see cref="InProcessBackend.RecoverAsync"/>.</summary>
    /// <param name="store">Where everything is kept; disposed with the service.</param>
    /// <param name="tasks">What tasks can run; its <see cref="TaskRunnerOptions.Service"/> holds for the whole service.</param>
    public static InProcessService Create(IStore store, TaskRunnerOptions tasks)
    {
        var runner = new TaskRunner(tasks);
        var backend = new InProcessBackend(store, runner, tasks.Service);
        var service = new StepFunctionsService(backend, store, tasks.Service);
        runner.StepFunctions = service;
        return new InProcessService(backend, service);
    }

    public ValueTask DisposeAsync() => Backend.DisposeAsync();
}
