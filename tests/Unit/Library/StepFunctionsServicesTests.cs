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
}
