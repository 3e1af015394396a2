using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using FunctionsAsl.Integrations.Azure;
using FunctionsAsl.Service;
using Microsoft.Extensions.Configuration;

namespace FunctionsAsl.Functions.Hosting;

/// <summary>
/// The storage account of the app, by the settings that the Functions host itself reads: <c>AzureWebJobsStorage</c> holds a connection
/// string, or <c>AzureWebJobsStorage__accountName</c>, or <c>__blobServiceUri</c> and <c>__queueServiceUri</c>, which go with an identity.
/// </summary>
internal sealed class StorageAccount(IConfiguration configuration)
{
    private const string Name = "AzureWebJobsStorage";

    private readonly IConfigurationSection _settings = configuration.GetSection(Name);

    /// <exception cref="SettingException">The settings name no account.</exception>
    public BlobServiceClient Blobs() => _settings.Value is { Length: > 0 } connection
        ? new BlobServiceClient(connection)
        : new BlobServiceClient(Address("blob"), Credential());

    /// <exception cref="SettingException">The settings name no account.</exception>
    public QueueServiceClient Queues() => _settings.Value is { Length: > 0 } connection
        ? new QueueServiceClient(connection, AzureQueues.ClientOptions)
        : new QueueServiceClient(Address("queue"), Credential(), AzureQueues.ClientOptions);

    /// <summary>The account as the bindings of tasks want it.</summary>
    public OwnAccount Own() => _settings.Value is { Length: > 0 } connection
        ? OwnAccount.ByConnectionString(connection)
        : OwnAccount.WithIdentity(Address, Credential());

    private Uri Address(string service)
    {
        string? address = _settings[$"{service}ServiceUri"]
            ?? (_settings["accountName"] is { Length: > 0 } account ? $"https://{account}.{service}.core.windows.net" : null);
        return Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
            ? uri
            : throw new SettingException($"{Name} names no storage account: neither a connection string nor {Name}__{service}ServiceUri.");
    }

    private TokenCredential Credential() => _settings["credential"] == "managedidentity"
        ? new ManagedIdentityCredential(_settings["clientId"] is { Length: > 0 } client
            ? ManagedIdentityId.FromUserAssignedClientId(client)
            : ManagedIdentityId.SystemAssigned)
        : new DefaultAzureCredential();
}
