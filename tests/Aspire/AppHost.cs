using System.Reflection;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FunctionsAsl.Aspire;

/// <summary>An app host in the test's process, in a folder of its own.</summary>
internal sealed class AppHost : IAsyncDisposable
{
    // A machine that is busy with other tests takes long to start processes.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("asl-aspire-");
    private readonly CancellationTokenSource _limit = new(Limit);
    private DistributedApplication? _app;

    /// <param name="settings">Of the app host, as <c>--NAME=VALUE</c>.</param>
    public AppHost(bool hasDashboard = false, params string[] settings) => Builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
    {
        // Where the dashboard is has to be said also where there is none.
        Args = [$"--DcpPublisher:CliPath={Orchestrator}", $"--DcpPublisher:DashboardPath={Dashboard ?? "none"}", .. settings],
        ProjectDirectory = _directory.FullName,
        DisableDashboard = !hasDashboard,
        AllowUnsecuredTransport = true,
    });

    /// <summary>What starts resources; <see langword="null"/> where it is not to be had.</summary>
    public static string? Orchestrator { get; } = Metadata("Orchestrator");

    /// <summary>What shows them; <see langword="null"/> where it is not to be had.</summary>
    public static string? Dashboard { get; } = Metadata("Dashboard");

    /// <summary>The program <c>asl</c>, as it was built.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "asl.dll");

    public IDistributedApplicationBuilder Builder { get; }

    public string PathOf(string file) => Path.Combine(_directory.FullName, file);

    public Task StartAsync() => (_app = Builder.Build()).StartAsync(_limit.Token);

    /// <returns>The state that it came to.</returns>
    public async Task<CustomResourceSnapshot> WhenAsync(IResource resource, params string[] states) =>
        (await _app!.ResourceNotifications.WaitForResourceAsync(resource.Name, e => states.Contains(e.Snapshot.State?.Text), _limit.Token)).Snapshot;

    public Task WhenHealthyAsync(IResource resource) => _app!.ResourceNotifications.WaitForResourceHealthyAsync(resource.Name, _limit.Token);

    /// <summary>Waits for a line of a resource's log.</summary>
    public async Task<string> LineAsync(IResource resource, string part)
    {
        ResourceLoggerService logs = _app!.Services.GetRequiredService<ResourceLoggerService>();
        await foreach (IReadOnlyList<LogLine> lines in logs.WatchAsync(resource).WithCancellation(_limit.Token))
        {
            if (lines.FirstOrDefault(line => line.Content.Contains(part, StringComparison.Ordinal)) is { Content: { } found })
            {
                return found;
            }
        }

        throw new InvalidOperationException($"The log of {resource.Name} ended without '{part}'.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync(CancellationToken.None);
            await _app.DisposeAsync();
        }

        _limit.Dispose();
        _directory.Delete(recursive: true);
    }

    private static string? Metadata(string key) =>
        typeof(AppHost).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == key)?.Value;
}

/// <summary>A test that starts resources.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OrchestratorFactAttribute : FactAttribute
{
    public OrchestratorFactAttribute()
    {
        if (!File.Exists(AppHost.Orchestrator))
        {
            Skip = "Aspire's orchestrator is not here. It comes with the package Aspire.Hosting.Orchestration.linux-x64, on Linux x64: dotnet restore";
        }
    }
}

/// <summary>A test that looks at resources in the dashboard.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DashboardFactAttribute : FactAttribute
{
    public DashboardFactAttribute()
    {
        if (!File.Exists(AppHost.Orchestrator) || !File.Exists(AppHost.Dashboard))
        {
            Skip = "Aspire's dashboard is not here. It comes with the package Aspire.Dashboard.Sdk.linux-x64, on Linux x64: dotnet restore";
        }
    }
}
