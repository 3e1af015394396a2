using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Xunit;

namespace FunctionsAsl.Functions.Hosting;

public sealed class AzureTelemetryTests
{
    [Theory]
    [InlineData("ClientId=7d2b;Authorization=AAD", true)]
    [InlineData("Authorization=AAD", true)]
    [InlineData("authorization=AAD; clientid=", true)]
    [InlineData("ClientId=7d2b", false)]
    [InlineData("Authorization", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void The_identity_of_the_setting_sends(string? setting, bool isIdentity) =>
        Assert.Equal(isIdentity, AzureTelemetry.CredentialOf(setting) is ManagedIdentityCredential);

    [Theory]
    [InlineData("InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=https://127.0.0.1:1/", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void It_is_sent_where_there_is_Application_Insights(string? connection, bool isSent)
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("APPLICATIONINSIGHTS_CONNECTION_STRING", connection)]).Build();
        using ServiceProvider provider = new ServiceCollection().AddTelemetry(configuration).BuildServiceProvider();
        Assert.Equal(isSent, provider.GetService<TracerProvider>() is not null);
        Assert.Equal(isSent, provider.GetService<MeterProvider>() is not null);
    }
}
