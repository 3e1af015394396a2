using FunctionsAsl.Support.Fuzz;
using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary>The short form of <c>tests/Benchmarks -- fuzz</c>: so many requests of one seed.</summary>
public sealed class FuzzTests(Server server) : IClassFixture<Server>
{
    private const int Seed = 20_010;
    private const int Requests = 1500;

    [Fact]
    public async Task Hostile_requests_are_no_failures_of_the_server()
    {
        var run = new FuzzRun(new Uri(server.Endpoint).Port, Seed);
        while (run.Sent < Requests)
        {
            Assert.Null(await run.StepAsync());
        }

        Assert.Null(await run.ProbeAsync());
        Assert.DoesNotContain(" error ", server.Errors.Split('\n').FirstOrDefault(static line => line.Contains(" error ", StringComparison.Ordinal)) ?? "");
    }
}
