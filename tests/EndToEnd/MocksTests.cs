using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary><c>asl mocks</c>: what an execution on a server came to, played back by <c>asl run</c>.</summary>
public sealed class MocksTests(Server server) : IClassFixture<Server>
{
    [Fact]
    public async Task A_recorded_execution_runs_again_without_its_functions()
    {
        using Api api = server.Connect();
        string input = Path.Combine(Asl.Root, "src", "Samples", "order.input.json");
        // Iterations that run at once are numbered as they come.
        string definition = Scenarios.Text("order.asl.json").Replace("\"Type\": \"Map\",", "\"Type\": \"Map\", \"MaxConcurrency\": 1,", StringComparison.Ordinal);
        string machine = await api.CreateAsync("recorded", definition);
        string execution = await api.StartAsync(machine, "first", await File.ReadAllTextAsync(input));
        JsonMap ended = await api.WhenEndedAsync(execution);

        Outcome recorded = await Asl.RunAsync("mocks", execution, "--test-case", "Seen", "--endpoint", server.Endpoint);
        Assert.Equal((0, ""), (recorded.Code, recorded.Errors));

        // Where no samples are known, by another name.
        string directory = Directory.CreateTempSubdirectory("asl-mocks-").FullName;
        string file = Path.Combine(directory, "elsewhere.asl.json");
        string mocks = Path.Combine(directory, "mocks.json");
        await File.WriteAllTextAsync(file, definition);
        await File.WriteAllTextAsync(mocks, recorded.Output);
        Outcome again = await Asl.RunAsync("run", file, "--input", "@" + input, "--mocks", mocks);
        Directory.Delete(directory, recursive: true);

        Assert.True(again.Code == 0, again.ToString());
        Assert.Equal(JsonAny.Parse(ended.Text("output")), JsonAny.Parse(again.Output));
    }

    [Fact]
    public async Task An_execution_that_is_not_there_has_none()
    {
        Outcome outcome = await Asl.RunAsync(
            "mocks", "arn:aws:states:us-east-1:123456789012:execution:none:none", "--endpoint", server.Endpoint);
        Assert.Equal((1, ""), (outcome.Code, outcome.Output));
        Assert.Contains("ExecutionDoesNotExist", outcome.Errors, StringComparison.Ordinal);
    }
}
