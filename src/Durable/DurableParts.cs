using System.Collections.Immutable;
using System.Text;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable.Activities;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Ports;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Durable;

/// <summary>What all parts of the durable host work with.</summary>
internal sealed class DurableParts
{
    public DurableParts(
        IBlobs blobs,
        IQueues queues,
        IOrchestrationClient client,
        ITaskRunner runner,
        ServiceOptions service,
        OrchestrationOptions options,
        ImmutableArray<string> functions,
        Action<string, ExecutionStatus>? reportEnd = null)
    {
        Client = client;
        Runner = runner;
        Service = service;
        Options = options;
        Functions = functions;
        Stores = new Stores(blobs, queues);
        Values = new ValueStore(blobs);
        Parking = new Parking(Values, Stores.Histories, options);
        ReportEnd = reportEnd ?? (static (_, _) => { });
        End = new ExecutionEnd(Stores.Executions, Parking, client, ReportEnd);
    }

    public IOrchestrationClient Client { get; }

    public ITaskRunner Runner { get; }

    public ServiceOptions Service { get; }

    public OrchestrationOptions Options { get; }

    /// <summary>Names of the activity functions that the app's author wrote: Lambda functions of these names are run by them.</summary>
    public ImmutableArray<string> Functions { get; }

    /// <summary>Told of every execution that has ended, and how; of none twice, and of all but those whose process died just then.</summary>
    public Action<string, ExecutionStatus> ReportEnd { get; }

    public Stores Stores { get; }

    public ValueStore Values { get; }

    public Parking Parking { get; }

    public ExecutionEnd End { get; }

    /// <summary>Now, as precise as the API shows it, so that what is shown is what was decided on.</summary>
    public DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(Service.Clock.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>An execution's record as it was at the start; <see langword="null"/> where it is gone.</summary>
    public async ValueTask<StoredExecution?> FindRecord(ExecutionKey key, string? record, string? etag, CancellationToken cancel) =>
        record is null
            ? await Stores.Executions.Read(key, cancel)
            : StoredExecution.Load(key, Encoding.UTF8.GetBytes(record), etag);
}
