using FunctionsAsl.Core;
using FunctionsAsl.Durable.Activities;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Ports;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Service;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Durable;

/// <summary>What the activities work with.</summary>
internal sealed class DurableParts
{
    public DurableParts(
        IBlobs blobs,
        IQueues queues,
        IOrchestrationClient client,
        ITaskRunner runner,
        ServiceOptions service,
        OrchestrationOptions options)
    {
        Client = client;
        Runner = runner;
        Service = service;
        Options = options;
        Revisions = new Revisions(blobs);
        Executions = new ExecutionStore(blobs, Revisions);
        Histories = new HistoryStore(blobs);
        Tasks = new TaskStore(blobs);
        Values = new ValueStore(blobs);
        ActivityRecords = new Storage.Activities(blobs);
        Offers = new ActivityQueue(queues, blobs);
        Parking = new Parking(Values, Histories, options);
        End = new ExecutionEnd(Executions, Parking, client);
    }

    public IOrchestrationClient Client { get; }

    public ITaskRunner Runner { get; }

    public ServiceOptions Service { get; }

    public OrchestrationOptions Options { get; }

    public Revisions Revisions { get; }

    public ExecutionStore Executions { get; }

    public HistoryStore Histories { get; }

    public TaskStore Tasks { get; }

    public ValueStore Values { get; }

    public Storage.Activities ActivityRecords { get; }

    public ActivityQueue Offers { get; }

    public Parking Parking { get; }

    public ExecutionEnd End { get; }

    /// <summary>An execution's record as it was at the start; <see langword="null"/> where it is gone.</summary>
    public async ValueTask<StoredExecution?> FindRecord(ExecutionKey key, CarriedRecord? carried, CancellationToken cancel) =>
        carried?.ToStored(key) ?? await Executions.Read(key, cancel);

    /// <exception cref="InvalidOperationException">The machine was removed.</exception>
    public async ValueTask<StateMachine> Compile(string machine, string revision, CancellationToken cancel) =>
        Revisions.Compile(await Revisions.Find(machine, revision, cancel)
            ?? throw new InvalidOperationException($"The revision {revision} of {machine} is gone."));
}
