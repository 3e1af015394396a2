using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Threading.Channels;
using Azure.Identity;
using FunctionsAsl.Service.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
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
        using ServiceProvider provider = Provide(("APPLICATIONINSIGHTS_CONNECTION_STRING", connection));
        Assert.Equal(isSent, provider.GetService<TracerProvider>() is not null);
        Assert.Equal(isSent, provider.GetService<MeterProvider>() is not null);
    }

    /// <summary>To an endpoint that stands for Azure Monitor's: what the exporter sends there, and as whom.</summary>
    [Fact]
    public async Task Spans_and_metrics_go_to_it_with_their_ids_and_the_name_of_the_app()
    {
        Channel<string> received = Channel.CreateUnbounded<string>();
        await using WebApplication monitor = await MonitorAsync(received.Writer);
        await using ServiceProvider provider = Provide(
            ("APPLICATIONINSIGHTS_CONNECTION_STRING", $"InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint={monitor.Urls.First()}/"),
            ("WEBSITE_SITE_NAME", "orders"));
        var traces = provider.GetRequiredService<TracerProvider>();
        var metrics = provider.GetRequiredService<MeterProvider>();

        using var source = new ActivitySource(ExecutionTelemetry.Name);
        using var meter = new Meter(ExecutionTelemetry.Name);
        string trace;
        using (Activity span = source.StartActivity("state:Charge")!)
        {
            trace = span.TraceId.ToHexString();
        }

        // Other tests start executions meanwhile.
        meter.CreateCounter<long>("ExecutionsStarted").Add(3, KeyValuePair.Create<string, object?>("trace", trace));
        traces.ForceFlush();
        metrics.ForceFlush();

        List<string> lines = [];
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!lines.Exists(IsSpan) || !lines.Exists(IsMetric))
        {
            lines.AddRange((await received.Reader.ReadAsync(limit.Token)).Split('\n'));
        }

        string sent = lines.Find(IsSpan)!;
        Assert.Contains(trace, sent, StringComparison.Ordinal);
        Assert.Contains("\"ai.cloud.role\":\"orders\"", sent, StringComparison.Ordinal);
        Assert.Contains("\"value\":3", lines.Find(IsMetric), StringComparison.Ordinal);

        static bool IsSpan(string line) => line.Contains("\"state:Charge\"", StringComparison.Ordinal);
        bool IsMetric(string line) =>
            line.Contains("\"ExecutionsStarted\"", StringComparison.Ordinal) && line.Contains(trace, StringComparison.Ordinal);
    }

    private static ServiceProvider Provide(params (string Name, string? Value)[] settings) => new ServiceCollection()
        .AddTelemetry(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(static s => KeyValuePair.Create(s.Name, s.Value))).Build())
        .BuildServiceProvider();

    /// <summary>Takes whatever is sent, lines of JSON.</summary>
    private static async Task<WebApplication> MonitorAsync(ChannelWriter<string> received)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(static server => server.Listen(IPAddress.Loopback, 0));
        WebApplication app = builder.Build();
        app.Run(async context =>
        {
            using var body = new StreamReader(
                context.Request.Headers.ContentEncoding == "gzip" ? new GZipStream(context.Request.Body, CompressionMode.Decompress) : context.Request.Body,
                Encoding.UTF8);
            received.TryWrite(await body.ReadToEndAsync());
            await context.Response.WriteAsync("""{"itemsReceived":1,"itemsAccepted":1,"errors":[]}""");
        });
        await app.StartAsync();
        return app;
    }
}
