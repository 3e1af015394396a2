using DurableTask.AzureStorage;
using DurableTask.Core;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Functions;
using FunctionsAsl.Functions.Adapters;
using FunctionsAsl.Functions.Hosting;
using FunctionsAsl.Functions.Triggers;
using FunctionsAsl.Service.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FunctionsAsl.EndToEnd.Functions;

/// <summary>
/// The app of <c>src/Functions</c> in this process, put together by itself, its orchestrator and its activity functions called by the
/// engine that Durable Functions runs on: DurableTask over Azure Storage, which a worker reaches over gRPC. What is not here is the
/// Functions host: requests come to the routes, not to the HTTP triggers.
/// </summary>
internal sealed class FunctionsApp : IAsyncDisposable
{
    private const string Endpoint = "http://app.test";

    private readonly AzureStorageOrchestrationService _engine;
    private readonly WebApplication _sidecar;
    private readonly IHost _worker;

    private FunctionsApp(AzureStorageOrchestrationService engine, WebApplication sidecar, IHost worker)
    {
        _engine = engine;
        _sidecar = sidecar;
        _worker = worker;
    }

    /// <param name="buckets">A folder whose folders are the buckets of Distributed Maps.</param>
    public static async Task<FunctionsApp> StartAsync(Azurite storage, string buckets)
    {
        var engine = new AzureStorageOrchestrationService(Settings(storage));
        await engine.CreateIfNotExistsAsync();
        WebApplication sidecar = Sidecar(engine);
        await sidecar.StartAsync();
        IHost worker = Worker(storage, sidecar.Urls.Single(), buckets);
        await worker.StartAsync();
        return new FunctionsApp(engine, sidecar, worker);
    }

    public Api Connect() => new(Endpoint, new RoutesHandler(_worker.Services));

    /// <summary>Ends as a host does that is cut off: what its worker was about to do is left to the next one.</summary>
    public async ValueTask DisposeAsync()
    {
        await _worker.StopAsync();
        _worker.Dispose();
        await _engine.StopAsync(isForced: true);
        await _sidecar.DisposeAsync();
        _engine.Dispose();
    }

    /// <summary>As host.json has them.</summary>
    private static AzureStorageOrchestrationServiceSettings Settings(Azurite storage) => new()
    {
        StorageAccountClientProvider = new StorageAccountClientProvider(storage.ConnectionString),
        TaskHubName = "FunctionsAsl",
        WorkerId = Guid.NewGuid().ToString("N"),
        PartitionCount = 4,
        UseTablePartitionManagement = true,
        MaxQueuePollingInterval = TimeSpan.FromSeconds(1),
        ControlQueueVisibilityTimeout = TimeSpan.FromSeconds(30),
        ControlQueueBatchSize = 8,
        ControlQueueBufferThreshold = 64,
        WorkItemQueueVisibilityTimeout = TimeSpan.FromSeconds(30),
        MaxConcurrentTaskActivityWorkItems = 20,
        MaxConcurrentTaskOrchestrationWorkItems = 20,
    };

    private static WebApplication Sidecar(AzureStorageOrchestrationService engine)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.ConfigureEndpointDefaults(static endpoint => endpoint.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services
            .AddSingleton<IOrchestrationService>(engine)
            .AddSingleton<IOrchestrationServiceClient>(engine)
            .AddOptions<TaskHubGrpcServerOptions>();
        builder.Services.AddSingleton<TaskHubGrpcServer>();
        WebApplication sidecar = builder.Build();
        sidecar.MapGrpcService<TaskHubGrpcServer>();
        return sidecar;
    }

    private static IHost Worker(Azurite storage, string sidecar, string buckets)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(
        [
            new("AzureWebJobsStorage", storage.ConnectionString), new("ASL_SAMPLES", "true"), new("ASL_BUCKETS", buckets),
        ]);
        builder.Services
            .AddLogging()
            .AddSingleton<IFunctionMetadataProvider, GeneratedFunctionMetadataProvider>()
            .AddSingleton<DurableTriggers>()
            .AddFunctionsAsl(builder.Configuration);
        IServiceProvider? services = null;
        builder.Services.AddDurableTaskClient(client =>
        {
            client.UseGrpc(sidecar);
            client.RegisterDirectly();
        });
        builder.Services.AddDurableTaskWorker(worker => worker
            .AddTasks(tasks => Register(tasks, () => services!))
            .UseGrpc(sidecar));
        IHost host = builder.Build();
        services = host.Services;
        return host;
    }

    /// <summary>Has the worker call the functions as the Functions worker would.</summary>
    private static void Register(DurableTaskRegistry tasks, Func<IServiceProvider> services)
    {
        tasks.AddOrchestrator(ExecutionOrchestrator.Name, () => new Orchestrator(services().GetRequiredService<DurableTriggers>()));
        Add(ActivityName.Task, static triggers => triggers.RunTask);
        Add(ActivityName.Advance, static triggers => triggers.Advance);
        Add(ActivityName.Save, static triggers => triggers.Save);

        void Add(string name, Func<DurableTriggers, Func<JsonText, DurableTaskClient, CancellationToken, Task<JsonText>>> function) =>
            tasks.AddActivityFunc<JsonText, JsonText>(name, (_, input) => function(services().GetRequiredService<DurableTriggers>())(
                input, services().GetRequiredService<DurableTaskClient>(), CancellationToken.None));
    }

    private sealed class Orchestrator(DurableTriggers triggers) : ITaskOrchestrator
    {
        public Type InputType => typeof(JsonText);

        public Type OutputType => typeof(object);

        public async Task<object?> RunAsync(TaskOrchestrationContext context, object? input)
        {
            await triggers.Execute(context, (JsonText)input!);
            return null;
        }
    }

    /// <summary>Brings requests to the app's routes, without a network between.</summary>
    private sealed class RoutesHandler(IServiceProvider services) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            services.GetRequiredService<OrchestrationClient>().Use(services.GetRequiredService<DurableTaskClient>());
            HttpAnswer answer = await services.GetRequiredService<Routes>().DispatchAsync(
                new HttpCall(
                    request.Method.Method,
                    request.RequestUri!.AbsolutePath,
                    request.RequestUri.Query.TrimStart('?'),
                    Header,
                    request.Content is { } content ? await content.ReadAsByteArrayAsync(cancellationToken) : []),
                cancellationToken);
            return new HttpResponseMessage((System.Net.HttpStatusCode)answer.Status) { Content = new ReadOnlyMemoryContent(answer.Body) };

            string? Header(string name) =>
                request.Headers.TryGetValues(name, out IEnumerable<string>? values) || request.Content?.Headers.TryGetValues(name, out values) == true
                    ? string.Join(',', values!)
                    : null;
        }
    }
}
