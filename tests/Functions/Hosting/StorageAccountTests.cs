using FunctionsAsl.Service;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace FunctionsAsl.Functions.Hosting;

public sealed class StorageAccountTests
{
    private const string Connection =
        "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=a2V5;EndpointSuffix=core.windows.net";

    [Theory]
    [InlineData("AzureWebJobsStorage", Connection)]
    [InlineData("AzureWebJobsStorage:accountName", "a")]
    public void An_account_has_the_endpoints_of_its_name(string setting, string value)
    {
        StorageAccount account = Account((setting, value));
        Assert.Equal("https://a.blob.core.windows.net/", account.Blobs().Uri.AbsoluteUri);
        Assert.Equal("https://a.queue.core.windows.net/", account.Queues().Uri.AbsoluteUri);
    }

    [Fact]
    public void Each_service_may_have_an_address_of_its_own()
    {
        StorageAccount account = Account(
            ("AzureWebJobsStorage:accountName", "a"),
            ("AzureWebJobsStorage:blobServiceUri", "https://blobs.test"),
            ("AzureWebJobsStorage:queueServiceUri", "https://queues.test"),
            ("AzureWebJobsStorage:credential", "managedidentity"),
            ("AzureWebJobsStorage:clientId", "00000000-0000-0000-0000-000000000001"));
        Assert.Equal("https://blobs.test/", account.Blobs().Uri.AbsoluteUri);
        Assert.Equal("https://queues.test/", account.Queues().Uri.AbsoluteUri);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("AzureWebJobsStorage", "")]
    [InlineData("AzureWebJobsStorage:accountName", "")]
    [InlineData("AzureWebJobsStorage:blobServiceUri", "no address")]
    public void Without_an_account_the_setting_that_is_missing_is_named(string? setting, string? value)
    {
        StorageAccount account = setting is null ? Account() : Account((setting, value!));
        Assert.Equal(
            "AzureWebJobsStorage names no storage account: neither a connection string nor AzureWebJobsStorage__blobServiceUri.",
            Assert.Throws<SettingException>(account.Blobs).Message);
        Assert.Equal(
            "AzureWebJobsStorage names no storage account: neither a connection string nor AzureWebJobsStorage__queueServiceUri.",
            Assert.Throws<SettingException>(account.Queues).Message);
    }

    private static StorageAccount Account(params (string Name, string Value)[] settings) => new(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(static s => new KeyValuePair<string, string?>(s.Name, s.Value)))
        .Build());
}
