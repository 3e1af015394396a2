using FunctionsAsl.Durable.Ports;
using FunctionsAsl.Service.Records;

namespace FunctionsAsl.Durable.Storage;

/// <summary>The records of state machines.</summary>
internal sealed class Machines(IBlobs blobs, Revisions revisions) : NamedRecords<StateMachineRecord>(blobs)
{
    protected override string Prefix => "machines/";

    protected override string BlobNameOf(string name) => BlobName.Machine(name);

    protected override string ArnOf(StateMachineRecord record) => record.Arn;

    protected override byte[] Save(StateMachineRecord record) => RecordSerializer.Save(record);

    protected override StateMachineRecord Load(ReadOnlyMemory<byte> saved) => revisions.Of(saved).Record;

    /// <summary>An execution may begin as soon as the record is there.</summary>
    protected override ValueTask Prepare(StateMachineRecord record, CancellationToken cancel) =>
        record.IsDeleting ? ValueTask.CompletedTask : revisions.Save(record, cancel);
}
