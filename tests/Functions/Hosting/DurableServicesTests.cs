using FunctionsAsl.Functions.Triggers;
using FunctionsAsl.Json;
using FunctionsAsl.Service;
using FunctionsAsl.Service.Http;
using FunctionsAsl.Service.Tasks;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FunctionsAsl.Functions.Hosting;

public sealed class DurableServicesTests
{
    [Fact]
    public async Task All_that_the_triggers_ask_for_is_there()
    {
        await using ServiceProvider provider = Provide(static _ => { }, ("AzureWebJobsStorage", "UseDevelopmentStorage=true"));
        Assert.NotNull(ActivatorUtilities.CreateInstance<HttpTriggers>(provider));
        Assert.NotNull(ActivatorUtilities.CreateInstance<DurableTriggers>(provider));
        Assert.NotNull(ActivatorUtilities.CreateInstance<SweepTrigger>(provider));
        Assert.NotNull(ActivatorUtilities.CreateInstance<QueueStartTrigger>(provider));
        Assert.NotNull(ActivatorUtilities.CreateInstance<ScheduleTrigger>(provider));
        Assert.Contains(provider.GetServices<IFunctionMetadataTransformer>(), static t => t is NeededFunctions);
    }

    [Fact]
    public async Task A_setting_that_cannot_be_keeps_the_app_from_starting()
    {
        await using ServiceProvider provider = Provide(static _ => { });
        Assert.Throws<SettingException>(provider.GetRequiredService<Routes>);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void A_host_that_could_serve_no_call_is_told_so_at_the_start(string? name)
    {
        SettingException refusal = Assert.Throws<SettingException>(() => DurableServices.CheckHost(With(name)));
        Assert.StartsWith("WEBSITE_HOSTNAME is not set.", refusal.Message, StringComparison.Ordinal);
        DurableServices.CheckHost(With("localhost:7071"));

        static IConfiguration With(string? name) => new ConfigurationBuilder()
            .AddInMemoryCollection([new("WEBSITE_HOSTNAME", name)])
            .Build();
    }

    [Fact]
    public async Task Executions_that_run_have_no_quota_here()
    {
        await using ServiceProvider provider = Provide(
            static _ => { }, ("AzureWebJobsStorage", "UseDevelopmentStorage=true"), ("ASL_QUOTAS", "aws,OpenExecutions=10"));
        SettingException refusal = Assert.Throws<SettingException>(provider.GetRequiredService<Routes>);
        Assert.Contains("ASL_QUOTAS has OpenExecutions", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_switch_that_is_neither_on_nor_off_is_refused()
    {
        await using ServiceProvider provider = Provide(
            static _ => { }, ("AzureWebJobsStorage", "UseDevelopmentStorage=true"), ("ASL_SAMPLES", "yes"));
        SettingException refusal = Assert.Throws<SettingException>(provider.GetRequiredService<Routes>);
        Assert.Equal("ASL_SAMPLES is 'true' or 'false'; it is 'yes'.", refusal.Message);
    }

    [Fact]
    public async Task Two_handlers_cannot_have_one_name()
    {
        await using ServiceProvider provider = Provide(
            static services => services.AddTaskHandler("f", Echo).AddTaskHandler("f", Echo),
            ("AzureWebJobsStorage", "UseDevelopmentStorage=true"));
        Assert.Throws<ArgumentException>(provider.GetRequiredService<Routes>);
    }

    [Fact]
    public async Task A_handler_may_ask_for_services()
    {
        await using ServiceProvider provider = Provide(static services => services.AddSingleton("service").AddTaskHandler<Constructed>("f"));
        TaskHandlers handlers = provider.CreateTaskHandlers();
        Assert.Throws<ArgumentException>(() => handlers.Add("f", Echo));
        Assert.Throws<InvalidOperationException>(() => Provide(static s => s.AddTaskHandler<Constructed>("f")).CreateTaskHandlers());
    }

    private static ValueTask<JsonAny> Echo(JsonAny input, CancellationToken cancel) => new(input);

    private static ServiceProvider Provide(Action<IServiceCollection> add, params (string Name, string Value)[] settings)
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(static s => new KeyValuePair<string, string?>(s.Name, s.Value)))
            .Build();
        IServiceCollection services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(configuration)
            .AddSingleton<IFunctionMetadataProvider, GeneratedFunctionMetadataProvider>()
            .AddFunctionsAsl(configuration);
        add(services);
        return services.BuildServiceProvider();
    }

    private sealed class Constructed(string service) : ITaskHandler
    {
        public ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel) => new(new JsonString(service));
    }
}
