using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Xunit;

namespace FunctionsAsl.Aspire;

/// <summary>The resource as an app host has it: what it says of itself, and <c>asl</c> started by Aspire's orchestrator, with clients beside it.</summary>
public sealed class StepFunctionsTests
{
    private const string Definition = """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""";

    private static readonly string[] Ends = [KnownResourceStates.Finished, KnownResourceStates.Exited, KnownResourceStates.FailedToStart];

    [OrchestratorFact]
    public async Task A_resource_that_waits_asks_with_what_it_is_given_and_finds_the_state_machines()
    {
        await using var host = new AppHost();
        await File.WriteAllTextAsync(host.PathOf("order.asl.json"), Definition);
        IResourceBuilder<StepFunctionsResource> sfn = host.Builder.AddStepFunctions("sfn", program: AppHost.Program)
            .WithDataFile("data/../asl.db")
            .WithRegion("eu-central-1")
            .WithAccessKeys(
                host.Builder.AddParameter("key-id", "dev"), host.Builder.AddParameter("key-secret", "s3cret", secret: true))
            .WithStateMachine("order", "order.asl.json")
            .WithStateMachine("quick", "order.asl.json", express: true);
        IResourceBuilder<ExecutableResource> client = host.Builder
            .AddExecutable("client", "dotnet", ".", AppHost.Program, "list", "--endpoint", sfn.Resource.Endpoint)
            .WithReference(sfn)
            .WaitFor(sfn);
        await host.StartAsync();

        CustomResourceSnapshot ended = await host.WhenAsync(client.Resource, Ends);
        Assert.Equal(0, ended.ExitCode);
        await host.LineAsync(client.Resource, "STANDARD  arn:aws:states:eu-central-1:123456789012:stateMachine:order");
        await host.LineAsync(client.Resource, "EXPRESS   arn:aws:states:eu-central-1:123456789012:stateMachine:quick");
        await host.LineAsync(sfn.Resource, "State machine order is that of ");
        Assert.True(File.Exists(host.PathOf("asl.db")));

        Dictionary<string, string> given = await VariablesAsync(client.Resource, DistributedApplicationOperation.Run);
        Assert.Equal(
            ("eu-central-1", "eu-central-1", "dev", "s3cret"),
            (given["AWS_REGION"], given["AWS_DEFAULT_REGION"], given["AWS_ACCESS_KEY_ID"], given["AWS_SECRET_ACCESS_KEY"]));
        using var http = new HttpClient { BaseAddress = new Uri(given["AWS_ENDPOINT_URL_SFN"]) };
        Assert.Contains("<title>", await http.GetStringAsync("/console"), StringComparison.Ordinal);
        using HttpResponseMessage unsigned = await http.GetAsync("/api/state-machines");
        Assert.False(unsigned.IsSuccessStatusCode);
        Assert.Contains(
            (await host.WhenAsync(sfn.Resource, KnownResourceStates.Running)).Urls,
            url => url.DisplayProperties.DisplayName == "Console" && url.Url == $"{sfn.Resource.Endpoint.Url}/console");
    }

    [OrchestratorFact]
    public async Task A_definition_that_is_refused_is_named_and_nobody_begins_that_waits_for_it()
    {
        await using var host = new AppHost();
        await File.WriteAllTextAsync(host.PathOf("bad.asl.json"), """{"StartAt":"Nowhere","States":{}}""");
        IResourceBuilder<StepFunctionsResource> sfn = host.Builder.AddStepFunctions("sfn", program: AppHost.Program)
            .WithStateMachine("bad", "bad.asl.json");
        IResourceBuilder<ExecutableResource> client = host.Builder
            .AddExecutable("client", "dotnet", ".", AppHost.Program, "list", "--endpoint", sfn.Resource.Endpoint)
            .WithReference(sfn)
            .WaitFor(sfn);
        await host.StartAsync();

        Assert.Contains("InvalidDefinition", await host.LineAsync(sfn.Resource, "The state machine bad of "), StringComparison.Ordinal);
        CustomResourceSnapshot ended = await host.WhenAsync(client.Resource, Ends);
        Assert.Equal(KnownResourceStates.FailedToStart, ended.State?.Text);
    }

    [OrchestratorFact]
    public async Task Without_more_it_keeps_all_in_memory_and_answers_everybody()
    {
        await using var host = new AppHost();
        IResourceBuilder<StepFunctionsResource> sfn = host.Builder.AddStepFunctions("sfn", program: AppHost.Program);
        await host.StartAsync();
        await host.WhenHealthyAsync(sfn.Resource);

        Assert.Contains("memory", await host.LineAsync(sfn.Resource, "Step Functions at "), StringComparison.Ordinal);
        using var http = new HttpClient { BaseAddress = new Uri(sfn.Resource.Endpoint.Url) };
        using HttpResponseMessage answer = await http.GetAsync("/api/state-machines");
        Assert.True(answer.IsSuccessStatusCode);
    }

    [Fact]
    public async Task The_program_is_that_of_the_path_or_another()
    {
        await using var host = new AppHost();
        Assert.Equal("asl", host.Builder.AddStepFunctions("one").Resource.Command);
        Assert.Equal("/opt/asl", host.Builder.AddStepFunctions("two", program: "/opt/asl").Resource.Command);
        Assert.Equal("dotnet", host.Builder.AddStepFunctions("three", program: "bin/asl.dll").Resource.Command);
    }

    [Fact]
    public async Task What_is_published_is_told_nothing()
    {
        await using var host = new AppHost();
        IResourceBuilder<StepFunctionsResource> sfn = host.Builder.AddStepFunctions("sfn");
        IResourceBuilder<ExecutableResource> client = host.Builder.AddExecutable("client", "true", ".").WithReference(sfn);

        Assert.DoesNotContain(
            await VariablesAsync(client.Resource, DistributedApplicationOperation.Publish),
            static variable => variable.Key.StartsWith("AWS_", StringComparison.Ordinal));
        Assert.Contains(ManifestPublishingCallbackAnnotation.Ignore, sfn.Resource.Annotations);
    }

    private static async Task<Dictionary<string, string>> VariablesAsync(ExecutableResource resource, DistributedApplicationOperation operation)
    {
        var given = new Dictionary<string, object>(StringComparer.Ordinal);
        var context = new EnvironmentCallbackContext(new DistributedApplicationExecutionContext(operation), resource, given);
        foreach (EnvironmentCallbackAnnotation annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }

        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, object value) in given)
        {
            variables[name] = value is IValueProvider provider ? await provider.GetValueAsync() ?? "" : value.ToString()!;
        }

        return variables;
    }
}
