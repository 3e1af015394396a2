using System.Collections.Immutable;
using FunctionsAsl.AzureIdentity;
using FunctionsAsl.Durable;
using FunctionsAsl.Functions.Logging;
using FunctionsAsl.Integrations;
using FunctionsAsl.Integrations.Azure;
using FunctionsAsl.Integrations.Parquet;
using FunctionsAsl.Integrations.Status;
using FunctionsAsl.Samples;
using FunctionsAsl.Service;
using FunctionsAsl.Service.Http;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Starts;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Service.Telemetry;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FunctionsAsl.Functions.Hosting;

/// <summary>Puts the service together over Durable Functions and Azure Storage.</summary>
internal static class DurableServices
{
    private const string ContainerSetting = "ASL_CONTAINER";
    private const string SamplesSetting = "ASL_SAMPLES";
    private const string DefaultContainer = "asl";
    private const string HostNameSetting = "WEBSITE_HOSTNAME";

    public static IServiceCollection AddFunctionsAsl(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<OrchestrationClient>()
        .AddSingleton(_ => Abilities(configuration))
        .AddSingleton(provider => Tasks(provider, configuration))
        .AddSingleton(provider => LogDeliveries.Open(
            name => configuration[name], provider.GetRequiredService<TaskRunnerOptions>().Service, Settings.Http()))
        .AddSingleton(provider => TelemetryExport.Open(
            name => configuration[name], Settings.Http(), provider.GetRequiredService<TaskRunnerOptions>().Service.ReportFailure))
        .AddSingleton(provider => StatusEvents.Open(
            name => configuration[name],
            provider.GetRequiredService<TaskRunnerOptions>().Service,
            Own(configuration),
            TaskIntegrations.Http(),
            provider.GetRequiredService<HostAbilities>().Bound))
        .AddSingleton(provider => Create(provider, configuration))
        .AddSingleton(provider => new RuleStarts(
            provider.GetRequiredService<DurableService>().Service, StartRules.Open(name => configuration[name])))
        .AddSingleton(static provider => new Schedules(provider.GetRequiredService<RuleStarts>()))
        .AddSingleton<IFunctionMetadataTransformer>(new NeededFunctions(configuration))
        .AddSingleton(static provider => Routes(provider));

    /// <summary>Refuses to start where the Functions host would answer every call with an empty 500, and say nothing of why.</summary>
    /// <exception cref="SettingException">A setting is missing that the durable extension of the host needs.</exception>
    public static void CheckHost(IConfiguration configuration)
    {
        if (string.IsNullOrEmpty(configuration[HostNameSetting]))
        {
            throw new SettingException(
                $"{HostNameSetting} is not set. Azure and Core Tools set it; a Functions host that is started otherwise needs it in its "
                + "environment: the name and port that it serves at, as localhost:7071.");
        }
    }

    /// <summary>Ends this worker when its host is gone. A worker that does not know where its host is watches nothing.</summary>
    public static IServiceCollection AddHostWatch(this IServiceCollection services, IConfiguration configuration) =>
        Uri.TryCreate(configuration[HostWatch.EndpointSetting], UriKind.Absolute, out Uri? endpoint)
            ? services.AddHostedService(provider => new HostWatch(
                cancel => HostWatch.Listens(endpoint, cancel),
                // Nothing that a stop would wait for can still be told to anybody.
                static () => Environment.Exit(1),
                TimeProvider.System,
                provider.GetRequiredService<ILogger<HostWatch>>()))
            : services;

    /// <exception cref="SettingException">A setting has a value that cannot be.</exception>
    private static TaskRunnerOptions Tasks(IServiceProvider provider, IConfiguration configuration)
    {
        TaskHandlers handlers = provider.CreateTaskHandlers();
        if (Settings.IsOn(SamplesSetting, name => configuration[name]))
        {
            // What the app brings itself wins.
            foreach ((string name, ITaskHandler handler) in SampleHandlers.All)
            {
                handlers.TryAdd(name, handler);
            }
        }

        TaskRunnerOptions options = Settings.Read(name => configuration[name], handlers, Logger(provider).Failure, countsExecutions: false);
        options = options with { Service = options.Service with { ReportNote = Logger(provider).Note } };
        return TaskIntegrations.AddTo(
            options, name => configuration[name], Own(configuration), TaskIntegrations.Http(), provider.GetRequiredService<HostAbilities>());
    }

    private static Uri? Own(IConfiguration configuration) =>
        Uri.TryCreate($"https://{configuration[HostNameSetting]}", UriKind.Absolute, out Uri? address) ? address : null;

    private static HostAbilities Abilities(IConfiguration configuration)
    {
        var identity = new IdentityTokens();
        return new HostAbilities
        {
            Identity = identity,
            Bound = AzureBindings.Open(
                name => configuration[name], new StorageAccount(configuration).Own(), identity.Credential, TaskIntegrations.Http(), TimeProvider.System),
            Formats = [new ParquetFormat()],
        };
    }

    private static DurableService Create(IServiceProvider provider, IConfiguration configuration)
    {
        TaskRunnerOptions tasks = provider.GetRequiredService<TaskRunnerOptions>();
        ServiceOptions service = provider.GetRequiredService<StatusEvents>().AddTo(provider.GetRequiredService<LogDeliveries>().AddTo(tasks.Service));
        tasks = tasks with { Service = service };
        // As long as the app, which disposes of it.
        _ = provider.GetRequiredService<TelemetryExport>();
        var account = new StorageAccount(configuration);
        return DurableService.Create(
            new AzureBlobs(account.Blobs().GetBlobContainerClient(configuration[ContainerSetting] ?? DefaultContainer)),
            new AzureQueues(account.Queues()),
            provider.GetRequiredService<OrchestrationClient>(),
            tasks,
            AuthoredFunctions.In(Metadata(provider)),
            reportEnd: Logger(provider).End);
    }

    private static Routes Routes(IServiceProvider provider)
    {
        DurableService service = provider.GetRequiredService<DurableService>();
        var browsers = new BrowserAccess(service.Records, provider.GetRequiredService<TaskRunnerOptions>().Service.Clock);
        RuleStarts starts = provider.GetRequiredService<RuleStarts>();
        return new Routes(
            service.Service, browsers: browsers, starts: starts.Rules.IsEmpty ? null : starts, console: new ConsolePage(typeof(DurableServices).Assembly.GetManifestResourceStream));
    }

    private static ILogger Logger(IServiceProvider provider) => provider.GetRequiredService<ILoggerFactory>().CreateLogger("FunctionsAsl");

    /// <remarks>It is generated with the app: the task has ended before it is awaited.</remarks>
    private static ImmutableArray<IFunctionMetadata> Metadata(IServiceProvider provider) =>
        provider.GetRequiredService<IFunctionMetadataProvider>().GetFunctionMetadataAsync(AppContext.BaseDirectory).GetAwaiter().GetResult();
}
