using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using DurableTask.AzureStorage;
using FunctionsAsl.AzureStorage;
using FunctionsAsl.Integrations.Azure;

namespace FunctionsAsl.Cluster;

/// <summary>A storage account, and how this process proves who it is.</summary>
internal abstract class StorageAccount
{
    private StorageAccount()
    {
    }

    /// <summary>The account's name, for people.</summary>
    public abstract string Name { get; }

    public abstract BlobServiceClient Blobs { get; }

    public abstract QueueServiceClient Queues { get; }

    /// <summary>The account as the bindings of tasks want it.</summary>
    public abstract OwnAccount Own { get; }

    /// <summary>The account as the durable engine wants it.</summary>
    public abstract StorageAccountClientProvider Engine { get; }

    /// <param name="text">A connection string, or the address of the account's blobs, which goes with the process's identity.</param>
    /// <exception cref="UsageException">It is neither.</exception>
    public static StorageAccount Parse(string text)
    {
        if (text.StartsWith("http", StringComparison.OrdinalIgnoreCase))
        {
            return Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme == Uri.UriSchemeHttps
                && address.Host.Contains(".blob.", StringComparison.Ordinal)
                ? new WithIdentity(address, new DefaultAzureCredential())
                : throw new UsageException($"--storage: '{text}' is no address of blobs, as https://ACCOUNT.blob.core.windows.net.");
        }

        try
        {
            return new ByConnectionString(text);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            // What is secret in it is not in the message.
            throw new UsageException("--storage is neither a connection string nor an address as https://ACCOUNT.blob.core.windows.net.");
        }
    }

    private sealed class ByConnectionString(string text) : StorageAccount
    {
        public override string Name => Blobs.AccountName;

        public override BlobServiceClient Blobs { get; } = new(text);

        public override QueueServiceClient Queues { get; } = new(text, AzureQueues.ClientOptions);

        public override OwnAccount Own => OwnAccount.ByConnectionString(text);

        public override StorageAccountClientProvider Engine => new(text);
    }

    private sealed class WithIdentity(Uri blobs, TokenCredential identity) : StorageAccount
    {
        public override string Name => Blobs.AccountName;

        public override BlobServiceClient Blobs { get; } = new(blobs, identity);

        public override QueueServiceClient Queues { get; } = new(Beside(blobs, "queue"), identity, AzureQueues.ClientOptions);

        public override OwnAccount Own => OwnAccount.WithIdentity(service => Beside(blobs, service), identity);

        public override StorageAccountClientProvider Engine => new(blobs, Beside(blobs, "queue"), Beside(blobs, "table"), identity);

        /// <summary>The address of another service of the same account.</summary>
        private static Uri Beside(Uri blobs, string service) =>
            new UriBuilder(blobs) { Host = blobs.Host.Replace(".blob.", $".{service}.", StringComparison.Ordinal) }.Uri;
    }
}

/// <summary>The storage account cannot be used; the message says why.</summary>
internal sealed class StorageException(string message) : Exception(message);
