using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace FunctionsAsl.Integrations.Azure;

/// <summary>The storage account that a host itself uses, which bindings mean where they give a name and no address.</summary>
public sealed class OwnAccount
{
    private readonly Lazy<BlobServiceClient> _blobs;
    private readonly Lazy<QueueServiceClient> _queues;
    private readonly Lazy<TableServiceClient> _tables;

    private OwnAccount(Func<BlobServiceClient> blobs, Func<QueueServiceClient> queues, Func<TableServiceClient> tables)
    {
        _blobs = new(blobs);
        _queues = new(queues);
        _tables = new(tables);
    }

    internal BlobServiceClient Blobs => _blobs.Value;

    internal QueueServiceClient Queues => _queues.Value;

    internal TableServiceClient Tables => _tables.Value;

    /// <param name="text">As <c>UseDevelopmentStorage=true</c>.</param>
    public static OwnAccount ByConnectionString(string text) => new(() => new(text), () => new(text), () => new(text));

    /// <param name="address">Of a service of the account: <c>blob</c>, <c>queue</c> or <c>table</c>. Not asked before it is needed.</param>
    public static OwnAccount WithIdentity(Func<string, Uri> address, TokenCredential identity) =>
        new(() => new(address("blob"), identity), () => new(address("queue"), identity), () => new(address("table"), identity));
}
