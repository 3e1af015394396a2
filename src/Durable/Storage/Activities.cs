using FunctionsAsl.Durable.Ports;
using FunctionsAsl.Service.Records;

namespace FunctionsAsl.Durable.Storage;

/// <summary>The records of activities.</summary>
internal sealed class Activities(IBlobs blobs) : NamedRecords<ActivityRecord>(blobs)
{
    protected override string Prefix => "activities/";

    protected override string BlobNameOf(string name) => BlobName.Activity(name);

    protected override string ArnOf(ActivityRecord record) => record.Arn;

    protected override byte[] Save(ActivityRecord record) => RecordSerializer.Save(record);

    protected override ActivityRecord Load(ReadOnlyMemory<byte> saved) => RecordSerializer.LoadActivity(saved.Span);
}
