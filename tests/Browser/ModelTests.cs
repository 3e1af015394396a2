using System.Diagnostics;
using FunctionsAsl.EndToEnd;
using FunctionsAsl.Simulation;
using Xunit;
using Xunit.Abstractions;

namespace FunctionsAsl.Browser;

/// <summary>What the console knows without a page: its own tests, with definitions that the simulation makes, and a server that tests states.</summary>
public sealed class ModelTests(Server server, ITestOutputHelper output) : IClassFixture<Server>
{
    private const int Definitions = 1000;

    private static readonly string Console = Path.Combine(Asl.Root, "src", "Console");

    [ConsolePackagesFact]
    public async Task All_hold_and_any_definition_is_edited_without_loss()
    {
        string definitions = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(definitions, Enumerable.Range(0, Definitions)
                .Select(static seed => new RandomDefinition(new Random(seed), 1 + (seed % 10)).Machine().ToString()));
            ProcessStartInfo start = Tool.StartInfo("node", [Path.Combine(Console, "node_modules", "vitest", "vitest.mjs"), "run"]);
            start.WorkingDirectory = Console;
            start.Environment["DEFINITIONS"] = definitions;
            start.Environment["ASL_URL"] = server.Endpoint;
            Outcome outcome = await Tool.RunAsync(start, most: TimeSpan.FromMinutes(20));
            output.WriteLine(outcome.Output);
            Assert.True(outcome.Code == 0, outcome.ToString());
        }
        finally
        {
            File.Delete(definitions);
        }
    }

    /// <summary>A test that needs what the build of the console installs.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class ConsolePackagesFactAttribute : FactAttribute
    {
        public ConsolePackagesFactAttribute() => Skip = Directory.Exists(Path.Combine(Console, "node_modules", "vitest"))
            ? null
            : "The console's packages are not here. Install Node 20 or later (https://nodejs.org), then: npm ci --prefix src/Console";
    }
}
