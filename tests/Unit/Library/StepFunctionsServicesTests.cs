using FunctionsAsl.Json;
using FunctionsAsl.Service.Tasks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace FunctionsAsl.Unit.Library;

public sealed class StepFunctionsServicesTests
{
    private const string Greet =
        """{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:Greet","End":true}}}""";

    [Fact]
    public async Task An_app_has_one_with_its_settings_and_its_services()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new("AWS_DEFAULT_REGION", "eu-west-1")]);
        builder.Services.AddSingleton("Hello");
        builder.Services.AddStepFunctions(static (services, options) =>
            options.AddTaskHandler<string, string>("Greet", (name, _) => Task.FromResult($"{services.GetRequiredService<string>()}, {name}!")));
        using IHost app = builder.Build();
        await app.StartAsync();
        StepFunctions workflows = app.Services.GetRequiredService<StepFunctions>();
        Assert.Equal("Hello, Mira!", await workflows.RunAsync<string>(Greet, "Mira"));
        Assert.StartsWith("arn:aws:states:eu-west-1:", await workflows.PutStateMachineAsync("greet", Greet), StringComparison.Ordinal);
        await app.StopAsync();
    }

    [Fact]
    public async Task Each_attempt_has_services_of_its_own_and_parts_of_an_app_add_to_each_other()
    {
        const string Both =
            """
            {"StartAt":"A","States":{
              "A":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:Class","Next":"B"},
              "B":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:Delegate","Next":"C"},
              "C":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:Delegate","End":true}}}
            """;
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services
            .AddSingleton(new List<Unit>())
            .AddScoped<Unit>()
            .AddTaskHandler<UnitHandler>("Class")
            .AddTaskHandler<int, int>("Delegate", static (services, n, _) =>
            {
                services.GetRequiredService<Unit>();
                return Task.FromResult(n + 1);
            });
        using IHost app = builder.Build();
        await app.StartAsync();
        List<Unit> units = app.Services.GetRequiredService<List<Unit>>();
        Assert.Equal(3, await app.Services.GetRequiredService<StepFunctions>().RunAsync<int>(Both, 0));
        Assert.Equal(3, units.Count);
        Assert.All(units, static unit => Assert.True(unit.IsDisposed));
        await app.StopAsync();
    }

    public sealed class Unit : IDisposable
    {
        public Unit(List<Unit> all) => all.Add(this);

        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    public sealed class UnitHandler(Unit unit) : ITaskHandler
    {
        public ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel) => new(unit.IsDisposed ? JsonAny.Null : 1);
    }
}
