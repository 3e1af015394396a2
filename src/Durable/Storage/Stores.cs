using System.Collections.Concurrent;

namespace FunctionsAsl.Durable.Storage;

/// <summary>All that the durable host stores, over one container of blobs and the queues beside it.</summary>
internal sealed class Stores : IRecordStore
{
    private readonly ConcurrentDictionary<Type, object> _records = [];
    private readonly BrokenRecords _broken;

    /// <param name="report">Told of a record that cannot be read, once.</param>
    public Stores(IBlobs blobs, IQueues queues, Func<string, StateMachine>? compile = null, Action<string, Exception>? report = null)
    {
        Blobs = blobs;
        _broken = new BrokenRecords(report ?? (static (_, _) => { }));
        Revisions = new Revisions(blobs, compile ?? StateMachine.CompileStored);
        // An execution may begin as soon as its machine's record is there: the revision is there before.
        Machines = new BlobRecords<StateMachineRecord>(
            blobs,
            _broken,
            saved => Revisions.Of(saved).Record,
            (record, cancel) => record.IsDeleting ? ValueTask.CompletedTask : Revisions.Save(record, cancel));
        _records[typeof(StateMachineRecord)] = Machines;
        Executions = new ExecutionStore(blobs, Revisions);
        Histories = new HistoryStore(blobs);
        Tasks = new TaskStore(blobs);
        Values = new ValueStore(blobs);
        RunFiles = new BlobRunFiles(blobs, Executions);
        Offers = new ActivityQueue(queues, blobs);
    }

    public IBlobs Blobs { get; }

    public Revisions Revisions { get; }

    IRevisions IRecordStore.Revisions => Revisions;

    public BlobRecords<StateMachineRecord> Machines { get; }

    public ExecutionStore Executions { get; }

    public HistoryStore Histories { get; }

    public TaskStore Tasks { get; }

    public ValueStore Values { get; }

    public IRunFiles RunFiles { get; }

    public ActivityQueue Offers { get; }

    public IRecords<T> Records<T>()
        where T : class, IRecord<T> => (IRecords<T>)_records.GetOrAdd(typeof(T), _ => new BlobRecords<T>(Blobs, _broken));
}
