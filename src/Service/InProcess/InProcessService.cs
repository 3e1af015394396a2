using FunctionsAsl.Core;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Service.InProcess;

/// <summary>A whole service in this process, put together: store, engine, tasks and API.</summary>
public sealed class InProcessService : IAsyncDisposable
{
    /// <param name="compile">With another way to compile stored definitions the engine decides otherwise, as another release might.</param>
    /// <param name="around">What stands between the engine and what runs its tasks; <see langword="null"/> for nothing.</param>
    internal InProcessService(
        IStore store, TaskRunnerOptions tasks, Func<string, StateMachine> compile, Func<ITaskRunner, ITaskRunner>? around = null)
    {
        var runner = new TaskRunner(tasks, () => Service!.Operations);
        Engine = new InProcessEngine(store, around?.Invoke(runner) ?? runner, tasks.Service, compile);
        Service = new StepFunctionsService(Engine, store, tasks.Service);
    }

    public InProcessEngine Engine { get; }

    public StepFunctionsService Service { get; }

    /// <summary>Puts a service together. Executions that ran before go on after <see cref="InProcessEngine.RecoverAsync"/>.</summary>
    /// <param name="store">Where everything is kept; disposed with the service.</param>
    /// <param name="tasks">What tasks can run; its <see cref="TaskRunnerOptions.Service"/> holds for the whole service.</param>
    public static InProcessService Create(IStore store, TaskRunnerOptions tasks) => new(store, tasks, StateMachine.CompileStored);

    public ValueTask DisposeAsync() => Engine.DisposeAsync();
}
