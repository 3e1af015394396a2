using Azure.Core;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using FunctionsAsl.Service.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Resources;

namespace FunctionsAsl.Functions.Hosting;

/// <summary>
/// Sends spans and metrics of executions to Application Insights, where the app has one. Logs and requests go there through the host as before:
/// the alerts of infra/ read them. So the host stays in its own telemetry mode, and this sends what the host knows nothing of.
/// </summary>
internal static class AzureTelemetry
{
    private const string ConnectionSetting = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string AuthenticationSetting = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration[ConnectionSetting] is not { Length: > 0 } connection)
        {
            return services;
        }

        TokenCredential? credential = CredentialOf(configuration[AuthenticationSetting]);
        void Configure(AzureMonitorExporterOptions options)
        {
            options.ConnectionString = connection;
            // Traces are whole, or their callers did not want them. The host has its own numbers of the process.
            (options.SamplingRatio, options.TracesPerSecond) = (1, null);
            (options.EnableLiveMetrics, options.EnableStandardMetrics, options.EnablePerformanceCounters) = (false, false, false);
        }

        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(configuration["OTEL_SERVICE_NAME"] ?? configuration["WEBSITE_SITE_NAME"] ?? ExecutionTelemetry.Name))
            .WithTracing(traces => traces.AddSource(ExecutionTelemetry.Name).AddAzureMonitorTraceExporter(Configure, credential))
            .WithMetrics(metrics => metrics.AddMeter(ExecutionTelemetry.Name).AddAzureMonitorMetricExporter(Configure, credential));
        return services;
    }

    /// <summary>Who sends, in the host's words: <c>Authorization=AAD</c>, with <c>ClientId=ID</c> for an identity that was assigned.</summary>
    /// <returns><see langword="null"/> where the connection's key does.</returns>
    internal static TokenCredential? CredentialOf(string? setting)
    {
        Dictionary<string, string> parts = (setting ?? "").Split(';', StringSplitOptions.TrimEntries)
            .Select(static part => part.Split('=', 2))
            .Where(static part => part.Length == 2)
            .GroupBy(static part => part[0], StringComparer.OrdinalIgnoreCase)
            .ToDictionary(static group => group.Key, static group => group.Last()[1], StringComparer.OrdinalIgnoreCase);
        return parts.GetValueOrDefault("Authorization") == "AAD"
            ? new ManagedIdentityCredential(parts.GetValueOrDefault("ClientId") is { Length: > 0 } client
                ? ManagedIdentityId.FromUserAssignedClientId(client)
                : ManagedIdentityId.SystemAssigned)
            : null;
    }
}
