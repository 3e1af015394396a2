using FunctionsAsl.Durable.Ports;

namespace FunctionsAsl.Durable.Storage;

/// <summary>All that the durable host stores, over one container of blobs and the queues beside it.</summary>
internal sealed class Stores
{
    public Stores(IBlobs blobs, IQueues queues)
    {
        Blobs = blobs;
        Revisions = new Revisions(blobs);
        Machines = new Machines(blobs, Revisions);
        Activities = new Activities(blobs);
        Executions = new ExecutionStore(blobs, Revisions);
        Histories = new HistoryStore(blobs);
        Tasks = new TaskStore(blobs);
        Offers = new ActivityQueue(queues, blobs);
    }

    public IBlobs Blobs { get; }

    public Revisions Revisions { get; }

    public Machines Machines { get; }

    public Activities Activities { get; }

    public ExecutionStore Executions { get; }

    public HistoryStore Histories { get; }

    public TaskStore Tasks { get; }

    public ActivityQueue Offers { get; }
}
