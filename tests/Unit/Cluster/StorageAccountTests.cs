using FunctionsAsl.Cluster;
using FunctionsAsl.Serving;
using Xunit;

namespace FunctionsAsl.Unit.Cluster;

public sealed class StorageAccountTests
{
    [Fact]
    public void An_address_of_blobs_leads_to_all_services()
    {
        StorageAccount account = StorageAccount.Parse("https://account.blob.core.windows.net");

        Assert.Equal(
            ("account", "https://account.blob.core.windows.net/", "https://account.queue.core.windows.net/"),
            (account.Name, account.Blobs.Uri.AbsoluteUri, account.Queues.Uri.AbsoluteUri));
    }

    [Fact]
    public void A_connection_string_leads_to_all_services() => Assert.Equal(
        ("devstoreaccount1", "http://127.0.0.1:10001/devstoreaccount1"),
        (StorageAccount.Parse("UseDevelopmentStorage=true").Name, StorageAccount.Parse("UseDevelopmentStorage=true").Queues.Uri.AbsoluteUri));

    [Theory]
    [InlineData("https://account.queue.core.windows.net")]
    [InlineData("http://account.blob.core.windows.net")]
    [InlineData("https://")]
    [InlineData("AccountName=a;AccountKey=secret")]
    [InlineData("nothing")]
    public void Anything_else_is_refused_without_its_secrets(string text) =>
        Assert.DoesNotContain("secret", Assert.Throws<UsageException>(() => StorageAccount.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("a1")]
    [InlineData("1ab")]
    [InlineData("a-b")]
    [InlineData("a2345678901234567890123456789012345678901234567890")]
    public void A_name_that_no_hub_can_have_is_refused(string name) =>
        Assert.Throws<UsageException>(() => new TaskHub(StorageAccount.Parse("UseDevelopmentStorage=true"), name));
}
