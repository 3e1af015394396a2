using FunctionsAsl.Json;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Samples;

/// <summary>Stands for a build. The image is named after the commit, so a repeated build makes the same.</summary>
internal sealed class BuildCommit(TextWriter log) : ITaskHandler
{
    public async ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
    {
        string image = $"{input.Text("repository")}:{input.Text("commit")}";
        await log.WriteLineAsync($"{image} built.");
        return JsonMap.Of(("image", image));
    }
}

/// <summary>Stands for a run of tests: the input says how many fail. Tests that fail are an answer; the workflow decides what becomes of it.</summary>
internal sealed class RunSuite : ITaskHandler
{
    public ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
    {
        JsonAny suite = input.Member("suite");
        return new(JsonMap.Of(("suite", suite.Text("name")), ("failed", suite.Integer("failed"))));
    }
}

/// <summary>Stands for a deployment. What is deployed twice is there once. An image that is called <c>…-sick</c> is not healthy among customers.</summary>
internal sealed class DeployImage(TextWriter log) : ITaskHandler
{
    public async ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
    {
        string image = input.Text("image");
        string stage = input.Text("stage");
        await log.WriteLineAsync($"{image} deployed: {stage}.");
        return stage == "customers" && image.EndsWith("-sick", StringComparison.Ordinal)
            ? throw new TaskFailedException("Unhealthy", $"{image} does not answer.")
            : JsonMap.Of(("image", image), ("stage", stage));
    }
}

/// <summary>Asks whether an image goes to customers, and returns at once, as <see cref="AskForApproval"/> does.</summary>
internal sealed class AskForRelease(TextWriter log) : ITaskHandler
{
    public async ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
    {
        string token = input.Text("taskToken");
        await log.WriteLineAsync($$"""

            {{input.Text("to")}}: may {{input.Text("image")}} go to customers?
            To answer:
              RELEASE_TOKEN={{token}}
              aws stepfunctions send-task-success --task-token "$RELEASE_TOKEN" --task-output '{"approved": true}'

            """);
        return JsonMap.Of(("asked", input.Text("to")));
    }
}
