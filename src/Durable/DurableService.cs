using System.Collections.Immutable;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable.Activities;
using FunctionsAsl.Durable.Backend;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Ports;
using FunctionsAsl.Service;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Durable;

/// <summary>
/// A whole service over a durable engine, put together: the API, and what the engine has to call. It keeps nothing that others could
/// miss, so there may be any number of it, in any number of processes.
/// </summary>
public sealed class DurableService
{
    private DurableService(
        IBlobs blobs,
        IQueues queues,
        IOrchestrationClient client,
        TaskRunnerOptions tasks,
        ImmutableArray<string> functions,
        OrchestrationOptions orchestration,
        Action<string, ExecutionStatus>? reportEnd)
    {
        var runner = new TaskRunner(tasks, () => Service!.Operations);
        var parts = new DurableParts(blobs, queues, client, runner, tasks.Service, orchestration, functions, reportEnd);
        Backend = new DurableBackend(parts);
        Service = new StepFunctionsService(Backend, parts.Stores, tasks.Service);
        Sweeper = new Sweeper(parts);
        Orchestrator = new ExecutionOrchestrator(parts.Stores.Revisions, parts.Options);
        TaskActivity = new TaskActivity(parts);
        AdvanceActivity = new AdvanceActivity(parts);
        SaveActivity = new SaveActivity(parts);
    }

    public StepFunctionsService Service { get; }

    public DurableBackend Backend { get; }

    /// <summary>To be run every few minutes.</summary>
    public Sweeper Sweeper { get; }

    public ExecutionOrchestrator Orchestrator { get; }

    public TaskActivity TaskActivity { get; }

    public AdvanceActivity AdvanceActivity { get; }

    public SaveActivity SaveActivity { get; }

    /// <summary>Puts a service together.</summary>
    /// <param name="blobs">Where everything is kept.</param>
    /// <param name="queues">Where tasks wait for activity workers.</param>
    /// <param name="client">Reaches the orchestrations.</param>
    /// <param name="tasks">What tasks can run; its <see cref="TaskRunnerOptions.Service"/> holds for the whole service.</param>
    /// <param name="functions">Names of the activity functions that the app's author wrote: Lambda functions of these names are run by them.</param>
    /// <param name="orchestration">How much an orchestration carries along; the same for ever, but in tests.</param>
    /// <param name="reportEnd">Told the ARN of every execution that has ended, and how. It must not throw.</param>
    public static DurableService Create(
        IBlobs blobs,
        IQueues queues,
        IOrchestrationClient client,
        TaskRunnerOptions tasks,
        ImmutableArray<string> functions,
        OrchestrationOptions? orchestration = null,
        Action<string, ExecutionStatus>? reportEnd = null) =>
        new(blobs, queues, client, tasks, functions, orchestration ?? new OrchestrationOptions(), reportEnd);
}
